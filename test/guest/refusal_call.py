# SPDX-License-Identifier: MIT
#
# Each system call that the shim makes for itself in a replace answers each
# plausible error, one at a time, by a seccomp filter. The guest refusal_call
# prints all that a program sees: with the shim it must see what it sees
# without, under the same filter. Called by refusal_calls.bats:
# refusal_call.py GROUP; or "complete": has each call that strace shows a rule?
"""Exit status 0: no difference. Needs SHIM and GUESTS in the environment."""

import errno
import json
import os
import re
import subprocess
import sys
import tempfile

GUEST = os.path.join(os.environ["GUESTS"], "refusal_call")
SHIM = os.environ["SHIM"]

ALL = [errno.EPERM, errno.EACCES, errno.EMFILE, errno.ENFILE, errno.ENOBUFS,
       errno.ENOMEM, errno.EINVAL, errno.EPROTONOSUPPORT, errno.ENOPROTOOPT,
       errno.EADDRINUSE, errno.ENOSYS]
SOME = [errno.EPERM, errno.ENOMEM, errno.ENOSYS]
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
FDINFO = os.O_RDONLY | os.O_CLOEXEC

# The call and its arguments, see refusal_filter.h; from when on it is refused,
# see refusal_call.c; what the listener of mode 2 must have become, with which
# of the reasons (None: no matter); with which errors, if not with all.
DESCRIPTOR = {"descriptor"}
rules = {
    # The new socket itself.
    "socket": [
        ("socket,2=262", "start", "refused", None),
        ("socket,2=262", "listen", "refused", None),
        # Whatever protocol it is for: a refusal, and no lack of descriptors.
        ("socket", "listen", "refused", None, SOME + [errno.EACCES]),
        ("socket", "listen", "declined", DESCRIPTOR,
         [errno.EMFILE, errno.ENFILE]),
    ],
    "facts": [
        ("getsockopt,1=1,2=38", "listen", None, None),  # SO_PROTOCOL
        ("getsockopt,1=1,2=39", "listen", None, None),  # SO_DOMAIN
        ("getsockopt,1=1,2=57", "listen", "declined", {"foreign"}),
        ("getsockopt,1=1,2=57", "start", "declined", None),  # SO_COOKIE
        ("getsockopt,1=1,2=71", "listen", None, None),  # SO_NETNS_COOKIE
        ("getsockopt,1=1,2=71,0>=F", "listen", "declined", {"netns"}),
        ("getsockopt,1=6,2=11", "listen", None, None),  # TCP_INFO
        ("getsockopt,1=1,2=72", "listen", None, None),  # SO_BUF_LOCK
        ("getsockname", "listen", "declined", {"foreign"}),
        ("fcntl,1=3", "listen", "declined", {"foreign"}),  # F_GETFL
    ],
    "carry": [
        ("getsockopt,0>=F", "listen", "declined", {"option"}),
        ("setsockopt,0>=F", "listen", "declined", None),
        ("setsockopt,1=1,2=2", "listen", "declined", {"bind"}),
        ("getsockopt,1=1,2=2,0>=F", "listen", None, None),
    ],
    "bind": [
        ("bind,0>=F", "listen", "declined", {"bind"}),
        ("listen,0>=F", "listen", "declined", {"listen"}),
    ],
    "watchers": [
        ("statx", "listen", "declined", {"proc"}),
        (f"openat,2={FDINFO}", "listen", "declined",
         {"epoll", "descriptor"}),
        # Not needed where descriptors are few.
        (f"openat,2={DIRECTORY}", "listen", None, None),
        ("lseek,0>=F", "listen", None, None),
        ("getdents64,0>=F", "listen", None, None),
        ("readlinkat,0>=F", "listen", None, None),
        ("read,0>=F", "listen", "declined", {"epoll"}),
    ],
    # The other way of looking, in processes with many descriptors.
    "many": [
        ("epoll_create1", "many", "upgraded", None),
        ("fcntl,1=1027", "many", "upgraded", None),  # F_DUPFD_QUERY
        ("epoll_ctl,1=2", "many", None, None),  # EPOLL_CTL_DEL
        ("statx", "many", "declined", {"proc"}),
        ("lseek,0>=F", "many", "declined", {"proc"}),
        ("getdents64,0>=F", "many", "declined", {"proc"}),
        (f"openat,2={FDINFO}", "many", "declined",
         {"epoll", "descriptor"}),
        ("dup3", "many", "declined", DESCRIPTOR),
        ("epoll_ctl,1=1", "many", "declined", {"epoll"}),
    ],
    "flags": [
        ("fcntl,0>=F,1=4", "quiet", None, None),  # F_SETFL
        ("fcntl,1=11", "listen", "declined", {"flags"}),  # F_GETSIG
        ("fcntl,0>=F,1=10", "listen", "declined", {"flags"}),  # F_SETSIG
        ("fcntl,1=16", "listen", "declined", {"flags"}),  # F_GETOWN_EX
        ("fcntl,0>=F,1=15", "listen", "declined", {"flags"}),
        ("fcntl,1=1", "listen", "declined", None),  # F_GETFD
    ],
    "commit": [
        ("fcntl,1=1030", "listen", "declined", DESCRIPTOR),  # F_DUPFD_CLOEXEC
        ("fcntl,1=1027", "listen", "upgraded", None),  # F_DUPFD_QUERY
        ("dup3", "listen", "declined", DESCRIPTOR),
        ("dup3", "listen", "declined", None, [errno.EBUSY, errno.EINTR]),
        # One of the socket's two descriptors only: if it is the second, the
        # first was replaced already and must be put back.
        ("dup3,1=L", "listen", "declined", DESCRIPTOR),
        ("dup3,1=H", "listen", "declined", DESCRIPTOR),
    ],
    "epoll": [
        ("epoll_ctl,1=1", "listen", "declined", {"epoll"}),
        ("epoll_ctl,0=S", "listen", "declined", {"epoll"}),
        ("epoll_ctl,1=2", "listen", None, None),  # EPOLL_CTL_DEL
    ],
    # A listener that goes back to TCP because of an option; where it can't,
    # the option is refused, and nothing else has changed.
    "late": [
        ("socket", "late", None, None, SOME),
        ("getsockopt,0>=F", "late", None, None, SOME),
        ("bind,0>=F", "late", None, None, SOME),
        ("listen,0>=F", "late", None, None, SOME),
        (f"openat,2={DIRECTORY}", "late", None, None, SOME),
        ("dup3,1=L", "late", None, None, SOME),
        ("dup3,1=H", "late", None, None, SOME),
        ("epoll_ctl,1=1", "late", None, None, SOME),
    ],
    "other": [
        ("rt_sigprocmask,0=99", "start", "upgraded", None),
        ("madvise", "start", "upgraded", None),
        ("uname", "start", "upgraded", None),
        ("kill", "start", None, None),
        ("getppid", "start", None, None),
        ("ppoll", "start", "upgraded", None),
    ],
}
# A private descriptor that can't be closed stays open: nothing to be done.
HOPELESS = {"close"}


def seen_by_strace(when):
    """The calls of the shim in listen(): names and first three numbers."""
    with tempfile.NamedTemporaryFile("r") as trace:
        subprocess.run(["strace", "-X", "raw", "-o", trace.name,
                        "-E", f"LD_PRELOAD={SHIM}",
                        "-E", "MPTCPDEFAULT=multipathtcp=2,report=none",
                        GUEST, "none", "0", when], check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        lines = trace.read().splitlines()
    end = next(i for i, line in enumerate(lines)
               if line.startswith("listen(" + numbers("=L,", when)[1:]))
    start = max(i for i in range(end) if lines[i].startswith("recvfrom("))
    for line in lines[start + 1:end]:
        name, arguments = re.match(r"(\w+)\((.*)\) += ", line).groups()
        yield name, [number(text) for text in arguments.split(", ")[:3]], line


def number(text):
    """0x1|0x800, -100, 0x7ffe /* 2 entries */; None if it is none."""
    try:
        return sum(int(part, 0) for part in text.split(" ")[0].split("|"))
    except ValueError:
        return None


def covers(rule, name, arguments, lowest):
    call, *conditions = rule.split(",")
    if call != name:
        return False
    for condition in conditions:
        index, least, want = re.match(r"(\d)(>?)=(\w+)", condition).groups()
        want = lowest if want == "F" else int(want)
        have = arguments[int(index)]
        if have is None or (have < want if least else have != want):
            return False
    return True


def complete():
    """Is there a call without a rule? Options have theirs from own_options."""
    missing = set()
    for when in ("listen", "many"):
        lowest = int(numbers("=H", when)[1:]) + 1
        usable = [numbers(row[0], when) for group in rules.values()
                  for row in group if row[1] in (when, "listen", "quiet")]
        for name, arguments, line in seen_by_strace(when):
            if name not in HOPELESS | {"getsockopt"} and not any(
                    covers(rule, name, arguments, lowest) for rule in usable):
                missing.add(line)
    print("\n".join(["no rule for:"] + sorted(missing)), file=sys.stderr)
    return bool(missing)


def own_options():
    """Who can't read an option can't carry it: each that listen() reads."""
    read = {(arguments[1], arguments[2])
            for name, arguments, _ in seen_by_strace("listen")
            if name == "getsockopt"}
    facts = {(1, 38), (1, 39), (1, 57), (1, 71), (1, 72), (6, 11), (1, 2)}
    return [(f"getsockopt,1={level},2={name}", "listen", "declined", None,
             SOME) for level, name in sorted(read - facts)]


def run(rule, err, when, mode, report):
    env = dict(os.environ)
    if mode is not None:
        env["LD_PRELOAD"] = SHIM
        env["MPTCPDEFAULT"] = \
            f"multipathtcp={mode},report=file:{report},format=json"
    try:
        done = subprocess.run([GUEST, rule, str(err), when], env=env,
                              timeout=10, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return "hang"
    return done.stdout.decode() + f"status {done.returncode}\n"


def first_difference(a, b):
    a, b = a.splitlines(), b.splitlines()
    for i in range(max(len(a), len(b))):
        left = a[i] if i < len(a) else "nothing"
        right = b[i] if i < len(b) else "nothing"
        if left != right:
            where = [line for line in a[:i] if not line.startswith("  ")]
            return f"after {where[-1] if where else 'start'!r}: " \
                   f"without {left!r}, with {right!r}"
    return None


def check_report(text, mode, outcome, reasons, err):
    """None, or what is wrong with the report."""
    lines = [json.loads(line) for line in text.splitlines()]
    if len(lines) > 1:
        return "more than one report"
    for line in lines:
        for role in line["roles"]:
            if role["seen"] != sum(role[name] for name in (
                    "upgraded", "kept", "declined", "refused", "native")):
                return f"against the law: {role}"
    if mode != 2 or outcome is None:
        return None
    if not lines:
        return "no report"
    row = [role for role in lines[0]["roles"] if role["role"] == "listener"][0]
    # EMFILE and ENFILE are no refusal of a socket: another is made later.
    if outcome == "refused" and err in (errno.EMFILE, errno.ENFILE):
        outcome = "declined" if row["declined"] else "refused"
    if not row[outcome]:
        return f"the listener is not {outcome}: {text}"
    if outcome == "refused" and \
            lines[0]["refused"] != {errno.errorcode[err]: row["refused"]}:
        return f"refused for another error: {text}"
    if reasons and not reasons & set(lines[0]["declined"]):
        return f"the reason is not {reasons}: {text}"
    return None


def numbers(rule, when):
    """The guest's descriptors: 3 leads to its helper, 64 more where it has
    many, then two epoll sets, the socket, and its copy."""
    first = 68 if when == "many" else 4
    for i, letter in enumerate(("S", None, "L", "H")):
        rule = rule.replace(f"={letter}", f"={first + i}")
    return rule


def without_late(text, when):
    """What the late option got; the rest of what the program printed."""
    if when != "late":
        return [], text
    lines = text.splitlines()
    at = lines.index("listen: 0") + 1
    return lines[at:at + 1], "\n".join(lines[:at] + lines[at + 1:])


def judge(plain, got, report, when, mode, outcome, reasons, err):
    if "hang" in (plain, got):
        return "a hang"
    late, got = without_late(got, when)
    _, plain = without_late(plain, when)
    if late and late[0] not in ("setsockopt: 0",
                                f"setsockopt: -1 errno {errno.ENOPROTOOPT}"):
        return f"the late option: {late}"
    if late and (late[0] != "setsockopt: 0") != ('"TCP_USER_TIMEOUT"' in report):
        return f"missed, and counted otherwise: {late} {report}"
    return first_difference(plain, got) or \
        check_report(report, mode, outcome, reasons, err)


def check_rule(rule, when, outcome, reasons, errors=ALL):
    """How many runs, and what was wrong with them."""
    n, bad = 0, []
    rule = numbers(rule, when)
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report")
        for err in errors:
            plain = run(rule, err, when, None, report)
            for mode in (0, 1, 2, 3):
                if mode == 0 and err != errors[0]:
                    continue
                n += 1
                got = run(rule, err, when, mode, report)
                text = ""
                if os.path.exists(report):
                    text = open(report).read()
                    os.unlink(report)
                wrong = judge(plain, got, text, when, mode, outcome, reasons,
                              err)
                if wrong:
                    bad.append(f"{rule} = {errno.errorcode[err]} from {when}, "
                               f"mode {mode}: {wrong}")
    return n, bad


def main(group):
    if group == "complete":
        return complete()
    n, bad = 0, []
    for row in own_options() if group == "own" else rules[group]:
        more, wrong = check_rule(*row)
        n += more
        bad += wrong
    print("\n".join(bad[:20] + [f"{n} runs, {len(bad)} wrong"]), file=sys.stderr)
    return bool(bad)


sys.exit(main(sys.argv[1]))
