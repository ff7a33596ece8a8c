# shellcheck shell=bats
# SPDX-License-Identifier: MIT
#
# Debian's vsftpd under the shim: its data listeners are made in a chroot
# without /proc, where each stayed what it was born as. ctest calls it.

load lib

setup() {
	needs_programs vsftpd
	[ "$(id -u)" = 0 ] || skip "needs root, for its chroot"
	getent passwd ftp >/dev/null || skip "there is no user ftp"
}

teardown() {
	reap
}

# passive PORT WANTED: one file by a passive connection, whose listener is that.
passive() {
	"$PYTHON" - "$@" <<-'END'
		import ftplib, subprocess, sys
		ftp = ftplib.FTP()
		ftp.connect("127.0.0.1", int(sys.argv[1]), 20)
		ftp.login()
		host, port = ftp.makepasv()
		def listens(options):
		    return bool(subprocess.run(
		        ["ss", "-Hln", options, "sport", "=", f":{port}"],
		        capture_output=True, text=True, check=True).stdout.strip())
		is_ = "mptcp" if listens("-M") else "tcp" if listens("-t") else "none"
		if is_ != sys.argv[2]:
		    sys.exit(f"the data listener is {is_}, wanted {sys.argv[2]}")
		got = bytearray()
		ftp.retrbinary("RETR file", got.extend)
		if got != b"some bytes\n":
		    sys.exit(f"got {bytes(got)}")
		ftp.quit()
	END
}

serves() {
	local mode=$1 port
	port=$(free_port)
	mkdir -m 755 "$T/root" "$T/empty"
	chmod o+x "$T" "${T%/*}" "${T%/*/*}"
	echo "some bytes" >"$T/root/file"
	cat >"$T/vsftpd.conf" <<-END
		listen=YES
		listen_port=$port
		listen_address=127.0.0.1
		background=NO
		anonymous_enable=YES
		no_anon_password=YES
		anon_root=$T/root
		secure_chroot_dir=$T/empty
		xferlog_enable=NO
	END
	start vsftpd "$mode" vsftpd "$T/vsftpd.conf"
	wait_listening vsftpd "$port" 1
	is "$(listener_proto "$port")" "$(want_listener "$mode")" listener
	passive "$port" "$(want_listener "$mode")"
}

@test "vsftpd, multipathtcp=0" { serves 0; }
@test "vsftpd, multipathtcp=1" { serves 1; }
@test "vsftpd, multipathtcp=2" { serves 2; }
@test "vsftpd, multipathtcp=3" { serves 3; }
