// SPDX-License-Identifier: MIT
/*
 * Reads the attribute itself: getcap is on few machines.
 */
#include <endian.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/xattr.h>

#include "caps.h"

/* By their number in <linux/capability.h>. */
static const char *const names[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};

static void add_names(struct text *to, uint64_t set)
{
	bool first = true;
	size_t i;

	for (i = 0; i < 64; i++) {
		if (!(set >> i & 1))
			continue;
		text_add(to, first ? "" : ",");
		if (i < sizeof(names) / sizeof(names[0]))
			text_addf(to, "cap_%s", names[i]);
		else
			text_addf(to, "%zu", i);
		first = false;
	}
}

/* Those of one kind, with their letters. */
static void add_group(struct text *to, uint64_t set, const char *letters)
{
	if (!set)
		return;
	text_add(to, to->len ? " " : "");
	add_names(to, set);
	text_addf(to, "=%s", letters);
}

char *caps_show(const void *attribute, size_t len)
{
	struct vfs_cap_data data = {0};
	uint64_t permitted, inheritable;
	struct text shown = {0};
	bool effective;

	if (len > sizeof(data))
		len = sizeof(data);
	memcpy(&data, attribute, len);
	effective = le32toh(data.magic_etc) & VFS_CAP_FLAGS_EFFECTIVE;
	permitted = (uint64_t)le32toh(data.data[1].permitted) << 32 |
		    le32toh(data.data[0].permitted);
	inheritable = (uint64_t)le32toh(data.data[1].inheritable) << 32 |
		      le32toh(data.data[0].inheritable);
	add_group(&shown, permitted & inheritable, effective ? "eip" : "ip");
	add_group(&shown, permitted & ~inheritable, effective ? "ep" : "p");
	add_group(&shown, inheritable & ~permitted, effective ? "ei" : "i");
	return shown.at ? shown.at : text_copy("");
}

char *caps_of(const char *path)
{
	/* A later format may be longer; what we know of it comes first. */
	char attribute[64];
	ssize_t len = getxattr(path, "security.capability", attribute,
			       sizeof(attribute));

	return len > 0 ? caps_show(attribute, (size_t)len) : text_copy("");
}
