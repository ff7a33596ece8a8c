# SPDX-License-Identifier: MIT
#
# Reads the JSON reports that programs wrote under the shim, one object a
# line, and checks the figures: each line keeps the law, and the sums over
# all processes of one name are what a test expects. lib.bash calls it.
# It never forgives a malformed line: a broken report is a failed test.

import json
import os
import sys

OUTCOMES = ("upgraded", "kept", "declined", "refused", "native")
FIELDS = ("seen",) + OUTCOMES + ("nondefault",)
ROLES = ("dialer", "listener")

# Which values change a role that has status default away from the default 2.
NONDEFAULT = {"dialer": (1, 3), "listener": (0, 3)}
UPGRADES = {"dialer": (1, 3), "listener": (1, 2)}
WANTED = ("kept", "upgraded")


def fail(text):
    print("report: " + text, file=sys.stderr)
    sys.exit(1)


def natural(value):
    return isinstance(value, int) and not isinstance(value, bool) \
        and value >= 0


def load(path):
    if not os.path.exists(path):
        return []
    reports = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                report = json.loads(line)
            except ValueError as error:
                fail("%s: %s: %r" % (path, error, line))
            check(report, line)
            reports.append(report)
    return reports


def check(report, line):
    if report.get("schema") != 1:
        fail("schema is not 1: " + line)
    if not natural(report.get("pid")) or not report.get("comm"):
        fail("no pid or comm: " + line)
    if [role.get("role") for role in report.get("roles", [])] != list(ROLES):
        fail("not one dialer and one listener: " + line)
    for role in report["roles"]:
        for field in FIELDS:
            if not natural(role.get(field)):
                fail("%s of %s is no count: %s"
                     % (field, role["role"], line))
        if role["seen"] != sum(role[outcome] for outcome in OUTCOMES):
            fail("law broken for %s: %s" % (role["role"], line))
        if role["nondefault"] > role["seen"]:
            fail("more nondefault than seen: " + line)
    # A server's child that serves a connection may have missed an option.
    if not any(role["seen"] for role in report["roles"]) \
            and not report["missed"]:
        fail("a report of a process that saw nothing: " + line)


def law(reports, mode):
    if not reports:
        fail("nobody wrote one")
    pids = [report["pid"] for report in reports]
    if len(set(pids)) != len(pids):
        fail("a process reported twice: %s" % pids)
    for report in reports:
        if report.get("multipathtcp") != int(mode) \
                or report.get("source") != "MPTCPDEFAULT":
            fail("not multipathtcp=%s by MPTCPDEFAULT: %s" % (mode, report))


def select(reports, comm):
    return [report for report in reports if comm in ("*", report["comm"])]


def total(reports, comm, role, field):
    return sum(roles[field]
               for report in select(reports, comm)
               for roles in report["roles"] if roles["role"] == role)


def expected(mode, role, words):
    """Counts from words like 2, 3+ or 1:declined, and if any had a plus."""
    counts = dict.fromkeys(OUTCOMES, 0)
    least = False
    for word in words:
        number, _, outcome = word.partition(":")
        outcome = outcome or WANTED[mode in UPGRADES[role]]
        least = least or number.endswith("+")
        counts[outcome] += int(number.rstrip("+"))
    return counts, least


def expect(reports, mode, comm, *words):
    """
    What all reports sum up to: ROLE=COUNT[:OUTCOME], where the outcome is by
    default what the mode wants, COUNT+ stands for at least so many, and a
    role not named was not seen; processes=COUNT: so many have reported.
    """
    law(reports, mode)
    strangers = {report["comm"] for report in reports} - {comm}
    if strangers:
        fail("from %s too, not only %s" % (strangers, comm))
    given = [word.split("=") for word in words]
    for name, count in given:
        if name == "processes":
            if len(reports) != int(count):
                fail("from %d processes: %s" % (len(reports), reports))
        elif name not in ROLES:
            fail("no role " + name)
    for role in ROLES:
        want, least = expected(
            int(mode), role, [count for name, count in given if name == role])
        got = {outcome: total(reports, comm, role, outcome)
               for outcome in OUTCOMES}
        if least:
            want = {outcome: max(want[outcome], got[outcome])
                    if want[outcome] else 0 for outcome in OUTCOMES}
        if not want["declined"] and not want["native"]:
            got["nondefault"] = total(reports, comm, role, "nondefault")
            want["nondefault"] = sum(want.values()) \
                if int(mode) in NONDEFAULT[role] else 0
        if got != want:
            fail("multipathtcp=%s: %s of %s:\n  want %s\n  got  %s\n  from %s"
                 % (mode, role, comm, want, got, reports))


def main(path, command, *args):
    reports = load(path)
    if command == "law":
        law(reports, *args)
    elif command == "expect":
        expect(reports, *args)
    elif command == "get":
        print(total(reports, *args))
    else:
        fail("unknown command " + command)


main(*sys.argv[1:])
