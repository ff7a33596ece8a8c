# SPDX-License-Identifier: MIT
"""What the parts of scripts/bench share: builds bench.c, starts it once per
variant, asks all variants in turn, and prints ratios. A time alone says
nothing on a machine that does other things as well, so there is none here:
only ratios of times that were taken within the same few milliseconds."""

import atexit
import glob
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PART = os.path.basename(sys.argv[0])
MPTCP = 262


def skip(why):
    print("%s: %s" % (PART, why), file=sys.stderr)
    sys.exit(77)


def parse():
    if sys.argv[1:] not in ([], ["--quick"]):
        sys.exit("usage: %s [--quick]" % PART)
    return len(sys.argv) > 1


QUICK = parse()
SHIM = os.path.abspath(os.environ.get("SHIM") or os.path.join(
    HERE, "../../../build/libmptcpdefault.so"))
if not os.access(SHIM, os.R_OK):
    skip("no library at %s" % SHIM)
# What surrounds the bench must not decide what it measures.
for name in ("LD_PRELOAD", "MPTCPDEFAULT", "GODEBUG", "MPTCPWRAP_DEBUG"):
    os.environ.pop(name, None)

TMP = tempfile.mkdtemp()
atexit.register(shutil.rmtree, TMP, True)


def build():
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    if not compiler:
        skip("no C compiler")
    program, empty = os.path.join(TMP, "bench"), os.path.join(TMP, "empty.so")
    subprocess.run([compiler, "-std=c11", "-O2", "-o", program,
                    os.path.join(HERE, "bench.c"), "-pthread"], check=True)
    subprocess.run([compiler, "-shared", "-fPIC", "-nostdlib", "-o", empty,
                    "-xc", "/dev/null"], check=True)
    return program, empty


PROGRAM, EMPTY = build()


def wrap():
    """The library of mptcpize; None if that is not installed."""
    found = sorted(glob.glob("/usr/lib/*/mptcpize/libmptcpwrap.so*"))
    return found[0] if found else None


def mptcp_works():
    import socket
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, MPTCP).close()
        return True
    except OSError:
        return False


def need_mptcp():
    if not mptcp_works():
        skip("this kernel has no MPTCP, or it is off")


def under(library, mode=None):
    """The environment of a program under a library, or under none."""
    env = dict(os.environ)
    if library:
        env["LD_PRELOAD"] = library
    if mode is not None:
        env["MPTCPDEFAULT"] = "multipathtcp=%s,report=none" % mode
    return env


def shim(mode):
    return under(SHIM, mode)


def one_cpu():
    """All variants on one processor: none gets the quieter one."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


class Variant:
    """A way to run bench.c: a name, its arguments, its environment."""

    def __init__(self, name, arguments, env=None):
        self.name = name
        self.arguments = [str(a) for a in arguments]
        self.env = env or under(None)
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM] + self.arguments, env=self.env, bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, n):
        """Nanoseconds for n times."""
        try:
            self.process.stdin.write(b"%d\n" % n)
            return int(self.process.stdout.readline())
        except (OSError, ValueError):
            sys.exit("%s: %s: ended with status %d" %
                     (PART, self.name, self.process.wait()))

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
            self.process = None


def calibrate(variants, nanoseconds):
    """How often makes a batch of about that long, for all the same. By the
    clock here: what bench.c does not count takes time as well."""
    n = 1
    while True:
        walls = []
        for v in variants:
            start = time.monotonic_ns()
            v.ask(n)
            walls.append(time.monotonic_ns() - start)
        wall = statistics.median(walls)
        if wall > nanoseconds / 2 or n > 1 << 24:
            return max(1, int(n * nanoseconds / wall))
        n *= 2


def measure(variants, rounds=11, turns=60, nanoseconds=500000):
    """{name: times of one call}, a list per round, in it one per turn.
    Each round has new processes: where the loader and the kernel put things
    is worth a percent or two, and is decided anew with each."""
    if QUICK:
        rounds, turns = 5, max(turns // 3, 3)
    dice = random.Random(1)
    times = {v.name: [] for v in variants}
    n = None
    for _ in range(rounds):
        try:
            for v in variants:
                v.start()
            if n is None:
                n = calibrate(variants, nanoseconds)
            for v in variants:
                v.ask(n)
                times[v.name].append([])
            for _ in range(turns):
                # What one leaves to the kernel to clean up hits whoever
                # comes next: not always the same.
                for v in dice.sample(variants, len(variants)):
                    times[v.name][-1].append(v.ask(n) / n)
        finally:
            for v in variants:
                v.stop()
    return times


def ratios(times, name, base):
    """One per round: the median of its turns' ratios."""
    return [statistics.median(a / b for a, b in zip(one, other))
            for one, other in zip(times[name], times[base])]


LINES = []


def title(text):
    print("%s: %s" % (PART, text))
    print("  %-58s %8s %8s %8s" % ("", "median", "min", "max"))


def show(name, values, note="", form="%8.3f"):
    print(("  %-58s " + " ".join([form] * 3) + "%s") % (
        name, statistics.median(values), min(values), max(values),
        "  " + note if note else ""))
    sys.stdout.flush()


def judge(name, values, target, least=False, form="%8.3f"):
    """Shows it, and keeps it for the machine lines. least: the target is to
    be reached, not to be stayed under."""
    middle = statistics.median(values)
    # What is printed decides, else 1.01 could be called more than 1.01.
    shown = float(form % middle)
    met = shown >= target if least else shown <= target
    word = "met" if met else "missed"
    show(name, values, "target %s %g: %s" %
         ("at least" if least else "at most", target, word), form)
    LINES.append("\t".join(["ratio", name] + [
        (form % v).strip() for v in (middle, min(values), max(values))
    ] + ["%g" % target, word]))


def finish():
    if LINES:
        print("\n".join(LINES))
    print()


def descriptors(wanted):
    """How many a process may have from now on: wanted, if that can be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in max(hard, wanted + 100), hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            return min(wanted, limit - 100)
        except (OSError, ValueError):
            continue
    return soft - 100
