/* SPDX-License-Identifier: MIT */
/*
 * The forms of a report: one line of text for people, a JSON object (RFC 8259)
 * for programs. Described in libmptcpdefault(7).
 */
#ifndef SHIM_REPORT_FORMS_H
#define SHIM_REPORT_FORMS_H

#include "report_line.h"

void report_text(struct report *r);
void report_json(struct report *r);

#endif
