/* SPDX-License-Identifier: MIT */
/*
 * The exit report: what this process did, one line, once, only if it
 * classified a socket. The text and JSON forms are described in
 * libmptcpdefault(7).
 */
#ifndef SHIM_REPORT_H
#define SHIM_REPORT_H

/* Safe to call from any way out of the process, any number of times. */
void report_write(void);

#endif
