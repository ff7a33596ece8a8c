# SPDX-License-Identifier: MIT
#
# Each system call that the shim makes for itself answers each plausible
# error, one at a time, by a seccomp filter. The guest refusal_call prints all
# that a program sees: with the shim it must see what it sees without, under
# the same filter. Called by refusal_calls.bats: refusal_call.py GROUP.
"""Exit status 0: no difference. Needs SHIM and GUESTS in the environment."""

import errno
import json
import os
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

# How many arguments and which errors; in which modes; and what the listener
# of mode 2 must have become, with which reasons. None: no matter.
DESCRIPTOR = {"descriptor"}
rules = {
    # The new socket itself.
    "socket": [
        ("socket,2=262", "start", ALL, "refused", None),
        ("socket,2=262", "listen", ALL, "refused", None),
        ("socket", "listen", SOME, None, None),
    ],
    "facts": [
        ("getsockopt,2=39", "listen", SOME, None, None),  # SO_DOMAIN
        ("getsockopt,2=57", "listen", SOME, "declined", {"foreign"}),
        ("getsockopt,2=57", "start", SOME, "declined", None),  # SO_COOKIE
        ("getsockopt,1=6,2=11", "listen", SOME, None, None),  # TCP_INFO
        ("getsockopt,2=72", "listen", SOME, None, None),  # SO_BUF_LOCK
        ("getsockname", "listen", SOME, "declined", {"foreign"}),
        ("fcntl,1=3", "listen", SOME, "declined", {"foreign"}),  # F_GETFL
    ],
    "carry": [
        ("getsockopt,0>=F", "listen", ALL, "declined", {"option"}),
        ("setsockopt,0>=F", "listen", ALL, "declined", None),
        ("setsockopt,1=1,2=2", "listen", SOME, "declined", {"bind"}),
        ("getsockopt,1=1,2=2,0>=F", "listen", SOME, None, None),
    ],
    "bind": [
        ("bind,0>=F", "listen", ALL, "declined", {"bind"}),
        ("listen,0>=F", "listen", ALL, "declined", {"listen"}),
    ],
    "watchers": [
        ("statx", "listen", SOME, "declined", {"proc"}),
        (f"openat,2={DIRECTORY}", "listen", ALL, "declined",
         {"proc", "descriptor"}),
        (f"openat,0>=F,2={FDINFO}", "listen", ALL, "declined",
         {"epoll", "descriptor"}),
        ("getdents64,0>=F", "listen", SOME, "declined", {"proc"}),
        ("readlinkat,0>=F", "listen", SOME, "declined", {"epoll", "proc"}),
        ("read,0>=F", "listen", SOME, "declined", {"epoll"}),
    ],
    "flags": [
        ("fcntl,0>=F,1=4", "quiet", SOME, "declined", None),  # F_SETFL
        ("fcntl,1=11", "listen", SOME, "declined", {"flags"}),  # F_GETSIG
        ("fcntl,0>=F,1=10", "listen", SOME, "declined", {"flags"}),
        ("fcntl,1=16", "listen", SOME, "declined", {"flags"}),
        ("fcntl,0>=F,1=15", "listen", SOME, "declined", {"flags"}),
        ("fcntl,1=1", "listen", SOME, "declined", None),  # F_GETFD
    ],
    "commit": [
        ("dup3", "listen", ALL, "declined", DESCRIPTOR),
        ("dup3", "listen", [errno.EBUSY, errno.EINTR], "declined", None),
        # The lower of the socket's two descriptors only: the other one is
        # replaced first and must be put back.
        ("dup3,1=L", "listen", SOME, "declined", DESCRIPTOR),
        ("dup3,1=H", "listen", SOME, "declined", DESCRIPTOR),
    ],
    "epoll": [
        ("epoll_ctl,1=1", "listen", ALL, "declined", {"epoll"}),
        ("epoll_ctl,0=S", "listen", SOME, "declined", {"epoll"}),
    ],
    "other": [
        ("rt_sigprocmask,0=99", "start", SOME, "upgraded", None),
        ("madvise", "start", SOME, "upgraded", None),
        ("uname", "start", SOME, "upgraded", None),
        ("kill", "start", SOME, None, None),
        ("getppid", "start", SOME, None, None),
        ("ppoll", "start", SOME, "upgraded", None),
    ],
}


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


def check_report(text, mode, outcome, reasons):
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
    # EMFILE and ENFILE are not the kernel's refusal of MPTCP.
    wanted = {outcome} | ({"declined"} if outcome == "refused" else set())
    if not any(row[name] for name in wanted):
        return f"the listener is not {outcome}: {text}"
    if reasons and not reasons & set(lines[0]["declined"]):
        return f"the reason is not {reasons}: {text}"
    return None


def numbers(rule):
    """The guest's descriptors: 3 leads to its helper, 4 and 5 are epoll sets,
    6 is the socket and 7 its copy."""
    return rule.replace("=L", "=6").replace("=H", "=7").replace("=S", "=4")


def main():
    bad = n = 0
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report")
        for rule, when, errors, outcome, reasons in rules[sys.argv[1]]:
            rule = numbers(rule)
            for err in errors:
                plain = run(rule, err, when, None, report)
                for mode in (0, 1, 2, 3):
                    if mode in (0, 1) and err != errors[0]:
                        continue
                    n += 1
                    got = run(rule, err, when, mode, report)
                    text = ""
                    if os.path.exists(report):
                        text = open(report).read()
                        os.unlink(report)
                    wrong = "hang" in (plain, got) and "a hang" or \
                        first_difference(plain, got) or \
                        check_report(text, mode, outcome, reasons)
                    if wrong:
                        bad += 1
                        print(f"{rule} = {errno.errorcode[err]} from {when}, "
                              f"mode {mode}: {wrong}", file=sys.stderr)
    print(f"{n} runs, {bad} wrong", file=sys.stderr)
    sys.exit(bad != 0)


main()
