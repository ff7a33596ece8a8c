# SPDX-License-Identifier: MIT
#
# Holds a report file in JSON against what is expected. Called by the .bats
# files here: report_check.py FILE SPEC... where each SPEC is one line that
# must be there, in any order, and no other line may be. "SPEC*N": N of them.
# A SPEC is "any" or a list like dialer.seen=1,declined.option=1,refused= .
# Every line is held against the whole schema and the law.
"""Exit status 0: all as expected. 1: stderr says what is not."""

import json
import sys

OUTCOMES = ["upgraded", "kept", "declined", "refused", "native"]
ROLE = ["role", "status", "seen"] + OUTCOMES + ["nondefault"]
TOP = ["schema", "pid", "comm", "multipathtcp", "source", "roles",
       "declined", "refused", "missed", "warnings"]
REASONS = ["option", "unreadable", "fork", "sent", "foreign", "bind",
           "listen", "proc", "epoll", "descriptor", "flags", "netns",
           "dialed", "cookie", "scope", "owner", "threads"]


def wrong(text):
    sys.exit(text)


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
    if role["role"] not in ("dialer", "listener"):
        wrong(f"role {role['role']!r}")
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
    if type(line["comm"]) is not str:
        wrong(f"comm: {line}")
    if line["multipathtcp"] not in (0, 1, 2, 3):
        wrong(f"multipathtcp: {line}")
    if line["source"] not in ("MPTCPDEFAULT", "GODEBUG", "default"):
        wrong(f"source: {line}")
    for role in line["roles"]:
        check_role(role)
    if {role["role"] for role in line["roles"]} != {"dialer", "listener"}:
        wrong(f"not both roles: {line}")
    if not (any(role["seen"] for role in line["roles"]) or line["missed"]):
        wrong(f"a report of nothing: {line}")
    for name in ("declined", "refused", "missed"):
        if not all(is_count(n) and n for n in line[name].values()):
            wrong(f"{name}: {line[name]}")
    for name in ("declined", "refused"):
        total = sum(role[name] for role in line["roles"])
        if sum(line[name].values()) != total:
            wrong(f"not each {name} has a reason: {line}")
    if not set(line["declined"]) <= set(REASONS):
        wrong(f"unknown reason: {line['declined']}")
    if not all(type(text) is str for text in line["warnings"]):
        wrong(f"warnings: {line['warnings']}")


def value_of(line, key):
    if "." not in key:
        value = line[key]
        if value in ({}, []):
            return ""
        return str(value)
    name, field = key.split(".", 1)
    if name in ("dialer", "listener"):
        return str(sum(role[field] for role in line["roles"]
                       if role["role"] == name))
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


def main():
    try:
        text = open(sys.argv[1], "rb").read()
    except FileNotFoundError:
        text = b""
    specs = []
    for arg in sys.argv[2:]:
        spec, _, times = arg.partition("*")
        specs += [spec] * int(times or 1)
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
    # Who was only handed a connection reports what it missed, and who did so
    # is not counted on the other side.
    if specs and all(spec == "any" for spec in specs):
        lines = [line for line in lines
                 if any(role["seen"] for role in line["roles"])]
    if len(lines) != len(specs):
        wrong(f"{len(lines)} lines, not {len(specs)}:\n"
              + text.decode()[:4000])
    if not all(spec == "any" for spec in specs) and not assign(lines, specs):
        wrong(f"not as expected: {specs}:\n" + text.decode()[:4000])


main()
