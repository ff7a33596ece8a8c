# SPDX-License-Identifier: MIT
#
# Reads the JSON reports of processes, one object a line, and holds them
# against what a test expects: report.py FILE COMMAND ARGUMENT... Called by
# guest/lib.bash and programs/lib.bash. Whatever the command, each line is held
# against the whole schema and the law: a broken report is a failed test.
#
#   lines SPEC...   one line for each SPEC, in any order, and no other.
#                   "SPEC*N": N of them. A SPEC is "any" or a list such as
#                   dialer.seen=1,declined.option=1,refused= .
#   law MODE        somebody reported, nobody twice, all in that mode
#   expect MODE COMM ROLE=COUNT[:OUTCOME]... [processes=COUNT]
#                   what all of them sum up to, see expect()
#   get COMM ROLE FIELD    the sum of one field; COMM may be *
"""Exit status 0: all as expected. 1: stderr says what is not."""

import json
import os
import sys

OUTCOMES = ["upgraded", "kept", "declined", "refused", "native"]
ROLES = ["dialer", "listener"]
ROLE = ["role", "status", "seen"] + OUTCOMES + ["nondefault"]
TOP = ["schema", "pid", "comm", "multipathtcp", "source", "roles",
       "declined", "refused", "missed", "warnings"]
REASONS = ["option", "unreadable", "fork", "sent", "foreign", "bind",
           "listen", "proc", "epoll", "descriptor", "flags", "netns",
           "dialed", "cookie", "scope", "owner", "threads"]

# Which values change a role that has status default away from the default 2.
NONDEFAULT = {"dialer": (1, 3), "listener": (0, 3)}
UPGRADES = {"dialer": (1, 3), "listener": (1, 2)}
WANTED = ("kept", "upgraded")


def wrong(text):
    sys.exit("report: " + text)


# ---- the schema ------------------------------------------------------------

def is_count(value):
    return type(value) is int and value >= 0


def no_twice(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        wrong(f"a key twice: {keys}")
    return dict(pairs)


def check_role(role):
    if list(role) != ROLE:
        wrong(f"role's keys: {list(role)}")
    if role["status"] not in ("default", "enabled", "disabled"):
        wrong(f"status {role['status']!r}")
    if not all(is_count(role[key]) for key in ROLE[2:]):
        wrong(f"no count: {role}")
    if role["seen"] != sum(role[key] for key in OUTCOMES):
        wrong(f"against the law: {role}")
    if role["nondefault"] > role["seen"]:
        wrong(f"more events than sockets: {role}")


def check_line(line):
    if list(line) != TOP:
        wrong(f"keys: {list(line)}")
    if line["schema"] != 1 or not is_count(line["pid"]) or line["pid"] < 1:
        wrong(f"schema or pid: {line}")
    if type(line["comm"]) is not str or not line["comm"]:
        wrong(f"comm: {line}")
    if line["multipathtcp"] not in (0, 1, 2, 3):
        wrong(f"multipathtcp: {line}")
    if line["source"] not in ("MPTCPDEFAULT", "GODEBUG", "default"):
        wrong(f"source: {line}")
    for role in line["roles"]:
        check_role(role)
    if [role["role"] for role in line["roles"]] != ROLES:
        wrong(f"not one dialer and one listener: {line}")
    # A server's child that serves a connection may have missed an option.
    if not (any(role["seen"] for role in line["roles"]) or line["missed"]):
        wrong(f"a report of nothing: {line}")
    for name in ("declined", "refused", "missed"):
        if not all(is_count(n) and n for n in line[name].values()):
            wrong(f"{name}: {line[name]}")
    for name in ("declined", "refused"):
        if sum(line[name].values()) != sum(role[name]
                                           for role in line["roles"]):
            wrong(f"not each {name} has a reason: {line}")
    if not set(line["declined"]) <= set(REASONS):
        wrong(f"unknown reason: {line['declined']}")
    if not all(type(text) is str for text in line["warnings"]):
        wrong(f"warnings: {line['warnings']}")


def load(path):
    """Where nobody had anything to report there is no file."""
    if not os.path.exists(path):
        return []
    with open(path, "rb") as file:
        text = file.read()
    if text and not text.endswith(b"\n"):
        wrong(f"the last line is cut: {text[-200:]!r}")
    lines = []
    for raw in text.splitlines():
        try:
            lines.append(json.loads(raw.decode("ascii"),
                                    object_pairs_hook=no_twice))
        except ValueError as error:
            wrong(f"no JSON: {error}: {raw!r}")
        check_line(lines[-1])
    return lines


def show(lines):
    return "\n".join(json.dumps(line) for line in lines)[:4000]


# ---- lines -----------------------------------------------------------------

def value_of(line, key):
    if "." not in key:
        value = line[key]
        return "" if value in ({}, []) else str(value)
    name, field = key.split(".", 1)
    if name in ROLES:
        return str(total([line], "*", name, field))
    return str(line[name].get(field, 0))


def matches(line, spec):
    if spec == "any":
        return True
    return all(value_of(line, key) == want for key, want in
               (pair.split("=", 1) for pair in spec.split(",")))


def assign(lines, specs):
    """Can each spec have a line of its own?"""
    owner = {}

    def place(s, tried):
        for i, line in enumerate(lines):
            if i in tried or not matches(line, specs[s]):
                continue
            tried.add(i)
            if i not in owner or place(owner[i], tried):
                owner[i] = s
                return True
        return False

    return all(place(s, set()) for s in range(len(specs)))


def expect_lines(lines, *args):
    specs = []
    for arg in args:
        spec, _, times = arg.partition("*")
        specs += [spec] * int(times or 1)
    # Who was only handed a connection reports what it missed, and who did so
    # is not counted on the other side.
    if specs and all(spec == "any" for spec in specs):
        lines = [line for line in lines
                 if any(role["seen"] for role in line["roles"])]
    if len(lines) != len(specs):
        wrong(f"{len(lines)} lines, not {len(specs)}:\n{show(lines)}")
    if not all(spec == "any" for spec in specs) and not assign(lines, specs):
        wrong(f"not as expected: {specs}:\n{show(lines)}")


# ---- sums ------------------------------------------------------------------

def law(lines, mode):
    if not lines:
        wrong("nobody wrote one")
    pids = [line["pid"] for line in lines]
    if len(set(pids)) != len(pids):
        wrong(f"a process reported twice: {pids}")
    for line in lines:
        if line["multipathtcp"] != int(mode) \
                or line["source"] != "MPTCPDEFAULT":
            wrong(f"not multipathtcp={mode} by MPTCPDEFAULT: {line}")


def total(lines, comm, role, field):
    return sum(roles[field] for line in lines if comm in ("*", line["comm"])
               for roles in line["roles"] if roles["role"] == role)


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


def expect(lines, mode, comm, *words):
    """
    ROLE=COUNT[:OUTCOME], where the outcome is by default what the mode wants,
    COUNT+ stands for at least so many, and a role not named was not seen;
    processes=COUNT: so many have reported.
    """
    law(lines, mode)
    strangers = {line["comm"] for line in lines} - {comm}
    if strangers:
        wrong(f"from {strangers} too, not only {comm}")
    given = [word.split("=") for word in words]
    for name, count in given:
        if name == "processes":
            if len(lines) != int(count):
                wrong(f"from {len(lines)} processes, not {count}:\n"
                      + show(lines))
        elif name not in ROLES:
            wrong("no role " + name)
    for role in ROLES:
        want, least = expected(
            int(mode), role, [count for name, count in given if name == role])
        got = {outcome: total(lines, comm, role, outcome)
               for outcome in OUTCOMES}
        if least:
            want = {outcome: max(want[outcome], got[outcome])
                    if want[outcome] else 0 for outcome in OUTCOMES}
        if not want["declined"] and not want["native"]:
            got["nondefault"] = total(lines, comm, role, "nondefault")
            want["nondefault"] = sum(want.values()) \
                if int(mode) in NONDEFAULT[role] else 0
        if got != want:
            wrong(f"multipathtcp={mode}: {role} of {comm}:\n  want {want}\n"
                  f"  got  {got}\n  from {show(lines)}")


def main(path, command, *args):
    lines = load(path)
    if command == "lines":
        expect_lines(lines, *args)
    elif command == "law":
        law(lines, *args)
    elif command == "expect":
        expect(lines, *args)
    elif command == "get":
        print(total(lines, *args))
    else:
        wrong("unknown command " + command)


main(*sys.argv[1:])
