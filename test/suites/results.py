# SPDX-License-Identifier: MIT
"""
What scripts/suites, its only caller, knows about results: each suite's own
words turned into "test, pass|fail|skip, message", what is new under the
library, and the tables. A test that gave no result at all has failed: "gone".
"""
import collections
import datetime
import fnmatch
import glob
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def text(path):
    try:
        with open(path, errors="replace") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def cpython(out):
    for path in glob.glob(out + "/*.xml"):
        for case in ElementTree.parse(path).iter("testcase"):
            name = case.get("name")
            bad = case.find("error")
            if bad is None:
                bad = case.find("failure")
            if not name:
                continue  # a failed subtest: gone
            if bad is not None:
                yield name, "fail", bad.get("message")
            elif case.get("outcome") == "UNEXPECTED_SUCCESS":
                yield name, "fail", "unexpected success"
            elif case.find("skipped") is not None:
                yield name, "skip", case.find("skipped").text
            else:
                yield name, "pass", ""


def libuv(out):
    log = text(out + "/log")
    for part in re.split(r"^(?=(?:not )?ok \d+ - )", log, flags=re.M)[1:]:
        line = part.splitlines()[0]
        m = re.match(r"(not )?ok \d+ - (\S+)(.*SKIP.*)?", line)
        status = "fail" if m[1] else "skip" if m[3] else "pass"
        why = " ".join(part.splitlines()[1:]) if m[1] else m[3]
        yield m[2], status, why


def libevent(out):
    log = text(out + "/log")
    for part in re.split(r"^(?=[\w-]+/[\w/-]+: )", log, flags=re.M)[1:]:
        name, rest = part.split(": ", 1)
        if " FAILED]" in rest:
            yield name, "fail", rest
        elif re.search(r"SKIPPED|DISABLED", rest):
            yield name, "skip", rest
        elif re.search(r"\bOK\b", rest):
            yield name, "pass", ""
        else:
            yield name, "fail", "died: " + rest


def perl(out):
    for part in re.split(r"^# file ", text(out + "/log"), flags=re.M)[1:]:
        file, n, planned, failed, code = part.split()[0], 0, None, 0, None
        for line in part.splitlines()[1:]:
            if m := re.match(r"1\.\.(\d+)(.*)", line):
                planned = int(m[1])
                if planned == 0:
                    yield file, "skip", m[2]
            elif m := re.match(r"# exit (\d+)", line):
                code = int(m[1])
            elif m := re.match(r"(not )?ok\b(.*)", line):
                n += 1
                skip = re.search(r"#\s*skip", m[2], re.I)
                bad = m[1] and not re.search(r"#\s*TODO", m[2])
                failed += 1 if bad else 0
                yield ("%s#%d" % (file, n), "fail" if bad else
                       "skip" if skip else "pass", m[2])
        fine = code == failed and (planned is None or planned == n)
        yield (file + "#end", "pass" if fine else "fail",
               "exit %s, planned %s, ran %d" % (code, planned, n))


def ruby(out):
    log = text(out + "/log")
    bad = {}
    for m in re.finditer(r"^ +\d+\) (Failure|Error|Skipped|Timeout):\n"
                         r"(\S+#\S+?):?(?: |\n)(.*\n.*)", log, re.M):
        bad[m[2]] = ("skip" if m[1] == "Skipped" else "fail", m[3])
    for m in re.finditer(r"^\[ *\d+/\d+\] (\S+#\S+)( = .*)?", log, re.M):
        if m[1] in bad:
            yield m[1], *bad[m[1]]
        elif m[2]:
            yield m[1], "pass", ""


def tcl(out):
    for m in re.finditer(r"^(?:\+\+\+\+ (\S+) (?:(PASSED)|(SKIPPED.*))|"
                         r"==== (\S+) (.*) FAILED)$",
                         text(out + "/log"), re.M):
        if m[4]:
            yield m[4], "fail", m[5]
        else:
            yield m[1], "pass" if m[2] else "skip", m[3]


def parse(suite, out):
    found = {}
    for name, status, why in globals()[suite](out):
        # Named twice (a test run in two processes): the worse counts.
        if found.get(name, ("", ""))[0] != "fail":
            found[name] = status, " ".join((why or "").split())[:300]
    for name in sorted(found):
        print(name, *found[name], sep="\t")


def read(path):
    rows = (line.rstrip("\n").split("\t") for line in open(path))
    return {row[0]: row[1:] for row in rows}


GONE = ["gone", ""]


def explanation(rows, suite, name, mode):
    # Without MPTCP on the wire there is nothing to explain.
    for row_suite, pattern, modes, why in rows:
        if (row_suite == suite and mode in ("1", "3") and
                mode in modes.split(",") and
                (pattern == name or fnmatch.fnmatchcase(name, pattern))):
            return pattern, why
    return None


def new(out, explained):
    """Sorts what failed only under the library into new and known."""
    suite, mode = out.split("/")[-2:]
    rows = [line.split("\t") for line in text(explained).splitlines()
            if line and not line.startswith("#")]
    shim = read(out + "/results.tsv")
    with open(out + "/new.tsv", "w") as fresh, \
            open(out + "/known.tsv", "w") as known:
        for name, row in read(out + "/../plain/results.tsv").items():
            now = shim.get(name, GONE)
            if row[0] != "pass" or now[0] == "pass":
                continue
            why = explanation(rows, suite, name, mode)
            if why:
                print(name, now[0], *why, sep="\t", file=known)
            else:
                print(name, *now, sep="\t", file=fresh)


def still(out, turn):
    """Sorts new.tsv into what failed again and what is flaky."""
    shim = read("%s/again%s/results.tsv" % (out, turn))
    plain = read("%s/again%s-plain/results.tsv" % (out, turn))
    old = read(out + "/new.tsv")
    with open(out + "/new.tsv", "w") as again, \
            open(out + "/flaky.tsv", "a") as flaky:
        for name, row in old.items():
            under = shim.get(name, GONE)
            without = plain.get(name, GONE)[0]
            # No result plainly is no excuse: it was not tried.
            if under[0] == "pass" or without in ("fail", "skip"):
                print(name, *row, "again: %s; again plainly: %s" %
                      (under[0], without), sep="\t", file=flaky)
            else:
                if row[0] == "gone":
                    row = under
                print(name, *row, sep="\t", file=again)


def dialed(out):
    """MPTCP connections that the run tried, by the kernel's own count."""
    total = "?"
    for path in glob.glob(out + "/netstat.*"):
        rows = [line.split() for line in text(path).splitlines()
                if line.startswith("MPTcpExt:")]
        if len(rows) == 2:
            n = int(dict(zip(*rows)).get("MPCapableSYNTX", 0))
            total = n if total == "?" else total + n
    return total


def counts(path):
    found = [row[0] for row in read(path).values()]
    return " / ".join(str(found.count(s)) for s in ("pass", "fail", "skip"))


def cell(words):
    return words.replace("|", "\\|").replace("`", "'")[:300]


def table(work):
    ran = [line.split() for line in text(work + "/ran").splitlines()]
    fresh, known, shaky, summary = [], [], [], []
    for suite, mode in ran:
        out = "%s/results/%s/" % (work, suite)
        found = []
        for name, rows in (("new", fresh), ("known", known),
                           ("flaky", shaky)):
            mine = read("%s/%s.tsv" % (out + mode, name))
            found.append(len(mine))
            # An explanation stands for all the tests that it names.
            rows += [(suite, mode, *(row[1:] if name == "known" else
                                     (test, row[0], row[-1])))
                     for test, row in mine.items()]
        summary.append((suite, mode, counts(out + "plain/results.tsv"),
                        counts(out + mode + "/results.tsv"), *found,
                        dialed(out + mode)))
    versions = [path.split("/")[-2] + " " + text(path).strip()
                for path in sorted(glob.glob(work + "/src/*/ready"))]
    print("Linux %s, %s; %s.\n" % (os.uname().release.split("-")[0],
                                  datetime.date.today(),
                                  ", ".join(versions)))
    head = ("suite", "mode", "plain: pass / fail / skip",
            "under the library", "new", "explained", "flaky",
            "MPTCP dials")
    show(head, summary, work + "/summary.tsv")
    known = [(suite, mode, tests, n, why) for (suite, mode, tests, why), n
             in collections.Counter(known).items()]
    for title, name, result, found in (
            ("New failures", "new", "result", fresh),
            ("Explained", "known", "number", known),
            ("Flaky", "flaky", "result", shaky)):
        if found:
            print("\n%s:\n" % title)
        show(("suite", "mode", "test", result, "why"), found,
             "%s/%s.tsv" % (work, name))
    sys.exit(1 if fresh else 0)


def show(head, rows, path):
    with open(path, "w") as f:
        for row in (head, *rows):
            print(*row, sep="\t", file=f)
    if not rows:
        return
    print("| " + " | ".join(head) + " |")
    print("|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(cell(str(c)) for c in row) + " |")


if __name__ == "__main__":
    {"parse": parse, "new": new, "still": still,
     "table": table}[sys.argv[1]](*sys.argv[2:])
