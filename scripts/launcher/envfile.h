/* SPDX-License-Identifier: MIT */
/*
 * What a variable is set to by the contents of an environment file, as systemd
 * reads it. Text in, text out; service.c reads the files.
 */
#ifndef LAUNCHER_ENVFILE_H
#define LAUNCHER_ENVFILE_H

enum envfile_found {
	ENVFILE_NOT,    /* the file does not set it */
	ENVFILE_SET,    /* it does, to nothing perhaps */
	ENVFILE_BROKEN, /* systemd refuses the whole file */
};

/*
 * version is systemd's: before 254 a comment that ends in a backslash goes on
 * in the next line. *value is the caller's to free if ENVFILE_SET.
 */
enum envfile_found envfile_get(const char *text, const char *name, int version,
			       char **value);

#endif
