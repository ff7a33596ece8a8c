# SPDX-License-Identifier: MIT
#
# What becomes of a report on stderr when stderr is not what it was, or takes
# nothing. In every case the process must end, with the status it wanted, and
# what is now descriptor 2 must not get a byte that is not for it. Called by
# report_stderr.bats: report_stderr.py CASE; --list names the cases.
"""Exit status 0: as it should be. Needs SHIM and GUESTS in the environment."""

import fcntl
import os
import pty
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time
import tty

GUEST = os.path.join(os.environ["GUESTS"], "report_stderr")
SHIM = os.environ["SHIM"]
PATIENCE = 20
cases = {}


def case(function):
    cases[function.__name__] = function
    return function


def start(stderr, *how, settings="multipathtcp=1", prepare=None, keep=(),
          journal=None):
    """A guest; it goes on to its end when its stdin is closed. journal: what
    systemd would say of its stderr."""
    env = dict(os.environ, LD_PRELOAD=SHIM, MPTCPDEFAULT=settings)
    env.pop("JOURNAL_STREAM", None)
    if journal is not None:
        env["JOURNAL_STREAM"] = journal
    return subprocess.Popen([GUEST, *(how or ["keep"])], env=env,
                            stdin=subprocess.PIPE, stderr=stderr,
                            preexec_fn=prepare, pass_fds=keep,
                            restore_signals=True)


def end(guest, status=7):
    guest.stdin.close()
    try:
        got = guest.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        guest.kill()
        guest.wait()
        sys.exit("the guest hangs at its end")
    if got != status:
        sys.exit(f"exit status {got}, not {status}")


def expect(text, lines):
    if text.count(b"mptcpdefault[") != lines or text.count(b"\n") != lines:
        sys.exit(f"not {lines} line(s): {text!r}")


def drain(fd):
    """All there is to read without waiting."""
    out = b""
    os.set_blocking(fd, False)
    try:
        while part := os.read(fd, 65536):
            out += part
    except (BlockingIOError, OSError):
        pass
    return out


def fill(fd):
    """Until not a single byte fits."""
    os.set_blocking(fd, False)
    total = 0
    for size in (4096, 1):
        try:
            while True:
                total += os.write(fd, b"#" * size)
        except BlockingIOError:
            pass
    os.set_blocking(fd, True)
    return total


# ---- as it was ------------------------------------------------------------

@case
def a_file_gets_the_report():
    with tempfile.TemporaryFile() as file:
        end(start(file))
        file.seek(0)
        expect(file.read(), 1)


@case
def a_pipe_gets_the_report():
    r, w = os.pipe()
    end(start(w))
    expect(drain(r), 1)


def stream_of(fd):
    return f"{os.fstat(fd).st_dev}:{os.fstat(fd).st_ino}"


@case
def the_journal_gets_the_report():
    """Only systemd can say that a socket is a place for words."""
    ours, theirs = socket.socketpair()
    end(start(theirs, journal=stream_of(theirs.fileno())))
    expect(drain(ours.fileno()), 1)


@case
def a_terminal_gets_the_report():
    master, slave = pty.openpty()
    tty.setraw(slave)
    end(start(slave))
    expect(drain(master), 1)


# ---- another one by now ---------------------------------------------------

@case
def closed_later():
    with tempfile.TemporaryFile() as file:
        end(start(file, "close"))
        file.seek(0)
        expect(file.read(), 0)


def never_open():
    os.close(2)


@case
def closed_from_the_start():
    end(start(None, prepare=never_open))


def through_tcp(prepare, stderr):
    """Descriptor 2 is a connection to us: not a byte may come in."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        guest = start(stderr, "tcp", str(server.getsockname()[1]),
                      prepare=prepare)
        guest.stdin.close()
        server.settimeout(PATIENCE)
        connection = server.accept()[0]
        connection.settimeout(PATIENCE)
        got = connection.recv(65536)
        if got:
            sys.exit(f"the client got {got!r}")
        end(guest)


@case
def a_connection_takes_its_number():
    with tempfile.TemporaryFile() as file:
        through_tcp(None, file)
        file.seek(0)
        expect(file.read(), 0)


@case
def a_connection_has_its_number_where_none_was():
    through_tcp(never_open, None)


@case
def a_connection_from_the_start():
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        connection = server.accept()[0]
        end(start(connection))
        connection.close()
        client.settimeout(PATIENCE)
        got = client.recv(65536)
        if got:
            sys.exit(f"the client got {got!r}")


@case
def a_file_takes_its_number():
    with tempfile.NamedTemporaryFile() as victim:
        with tempfile.TemporaryFile() as file:
            end(start(file, "file", victim.name))
            file.seek(0)
            expect(file.read(), 0)
            expect(victim.read(), 0)


@case
def another_pipe_takes_its_number():
    r, w = os.pipe()
    other_r, other_w = os.pipe()
    end(start(w, "pipe", str(other_w), keep=(other_w,)))
    expect(drain(r), 0)
    expect(drain(other_r), 0)


# ---- a connection from the start ------------------------------------------

def conversation(**more):
    """As 0, 1 and 2, which is how inetd and socket activation start."""
    ours, theirs = socket.socketpair()
    env = dict(os.environ, LD_PRELOAD=SHIM)
    env.pop("JOURNAL_STREAM", None)
    for settings in ("multipathtcp=1", "multipathtcp=1,log=stderr",
                     "multipathtcp=1,report=file:/nowhere/at/all"):
        env.update(more, MPTCPDEFAULT=settings)
        guest = subprocess.Popen([GUEST, "keep"], env=env, stdin=theirs,
                                 stdout=theirs, stderr=theirs)
        ours.shutdown(socket.SHUT_WR)
        if guest.wait(PATIENCE) != 7:
            sys.exit("another status")
        expect(drain(ours.fileno()), 0)


@case
def a_conversation():
    conversation()


@case
def a_conversation_beside_the_journal():
    """JOURNAL_STREAM is inherited; it names what stderr was further up."""
    r, w = os.pipe()
    other = socket.socket(socket.AF_UNIX)
    stat = os.fstat(other.fileno())
    for fd in (r, w, other.fileno()):
        conversation(JOURNAL_STREAM=stream_of(fd))
    for text in ("", ":", f"{stat.st_dev}:", f"{stat.st_ino}", "0:0"):
        conversation(JOURNAL_STREAM=text)


@case
def a_conversation_of_another_device():
    """The same inode number elsewhere is something else."""
    ours, theirs = socket.socketpair()
    stat = os.fstat(theirs.fileno())
    end(start(theirs, journal=f"{stat.st_dev + 1}:{stat.st_ino}"))
    end(start(theirs, journal=f"{stat.st_dev}:{stat.st_ino} "))
    expect(drain(ours.fileno()), 0)


# ---- takes nothing --------------------------------------------------------

@case
def a_pipe_without_reader():
    r, w = os.pipe()
    guest = start(w)
    os.close(r)
    os.close(w)
    end(guest)


@case
def a_unix_socket_without_reader():
    ours, theirs = socket.socketpair()
    guest = start(theirs, journal=stream_of(theirs.fileno()))
    ours.close()
    theirs.close()
    end(guest)


@case
def a_full_pipe():
    r, w = os.pipe()
    size = fill(w)
    end(start(w))
    if len(drain(r)) != size:
        sys.exit("something was written")


@case
def a_full_unix_socket():
    ours, theirs = socket.socketpair()
    fill(theirs.fileno())
    end(start(theirs, journal=stream_of(theirs.fileno())))
    expect(drain(ours.fileno()), 0)


@case
def a_terminal_that_is_stopped():
    master, slave = pty.openpty()
    termios.tcflow(slave, termios.TCOOFF)
    end(start(slave))


@case
def a_full_terminal():
    master, slave = pty.openpty()
    tty.setraw(slave)
    fill(slave)
    end(start(slave))


@case
def a_terminal_of_somebody_else():
    """A background process under TOSTOP: nobody is stopped for a report."""
    master, slave = pty.openpty()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        mode = termios.tcgetattr(slave)
        mode[3] |= termios.TOSTOP
        termios.tcsetattr(slave, termios.TCSANOW, mode)
        guest = start(slave, prepare=lambda: os.setpgid(0, 0))
        guest.stdin.close()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            got, status = os.waitpid(guest.pid, os.WNOHANG | os.WUNTRACED)
            if got:
                os._exit(0 if os.WIFEXITED(status)
                         and os.WEXITSTATUS(status) == 7 else 1)
            time.sleep(0.01)
        os._exit(2)
    status = os.waitpid(pid, 0)[1]
    if status:
        sys.exit(f"stopped or hung: {status}")


@case
def a_pipe_with_room_for_one():
    """Several see that there is room, one gets it: the others don't wait.
    Each is held up by strace between looking and writing."""
    r, w = os.pipe()
    page = os.sysconf("SC_PAGESIZE")
    for _ in range(fcntl.fcntl(w, fcntl.F_GETPIPE_SZ) // page - 1):
        os.write(w, b"#" * page)
    long = ",".join(["x" * 120] * 4)
    env = dict(os.environ, MPTCPDEFAULT=f"multipathtcp=1,format=json,{long}")
    guests = [subprocess.Popen(
        ["strace", "-qq", "-o", "/dev/null", "-E", f"LD_PRELOAD={SHIM}",
         "-e", "trace=ppoll", "-e", "inject=ppoll:delay_exit=1000000",
         GUEST, "keep"], env=env, stdin=subprocess.PIPE, stderr=w)
        for _ in range(8)]
    for guest in guests:
        guest.stdin.close()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if all(guest.poll() is not None for guest in guests):
            break
        time.sleep(0.02)
    hung = [guest for guest in guests if guest.poll() is None]
    for guest in hung:
        guest.terminate()
    drain(r)
    for guest in guests:
        guest.wait()
    if hung:
        sys.exit(f"{len(hung)} of {len(guests)} hang")


def no_file_size():
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@case
def a_file_that_may_not_grow():
    with tempfile.TemporaryFile() as file:
        end(start(file, prepare=no_file_size))
        file.seek(0)
        expect(file.read(), 0)


@case
def a_report_file_that_may_not_grow():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report")
        r, w = os.pipe()
        end(start(w, settings=f"report=file:{path}", prepare=no_file_size))
        text = drain(r)
        expect(text, 1)
        if b"EFBIG" not in text:
            sys.exit(f"no reason: {text!r}")


@case
def a_full_disk():
    with open("/dev/full", "w") as file:
        end(start(file))


@case
def open_for_reading_only():
    with open("/dev/null") as file:
        end(start(file))
    with tempfile.NamedTemporaryFile() as victim:
        with open(victim.name) as file:
            end(start(file))
        expect(victim.read(), 0)


@case
def pending_signals_are_the_programs():
    """SIGPIPE pending and blocked before the report is so after it: a
    blocked one must not be taken, and the default one must not kill."""
    def block():
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])
        os.kill(os.getpid(), signal.SIGPIPE)

    r, w = os.pipe()
    guest = start(w, prepare=block)
    os.close(r)
    os.close(w)
    end(guest)


def main():
    if sys.argv[1] == "--list":
        print("\n".join(cases))
    else:
        cases[sys.argv[1]]()


main()
