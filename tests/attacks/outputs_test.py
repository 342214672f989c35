"""What can stand where an output is to be written: files of every type, links to them, folders and files that are closed, device nodes. Each is written as it
should be or refused by one message, and what is refused stays what it was.

Devices are nodes of the tests' own, in a file system of its own that the attacked process sees alone: the machine's are out of reach.

REGIMES_OUTPUTS: how many combinations of what is there and who writes (default 20).
"""

import os
import random
import socket
import stat
import tempfile
from pathlib import Path

import pytest
from attack import DONE, INPUT_OUTPUT, REFUSED, SURVIVED, USAGE, WRONG, Tally, attempt, done, is_whole, refusal
from experiments import experiments
from golden_runs import RUNS, write_inputs

OUTPUTS = int(os.environ.get("REGIMES_OUTPUTS", "20"))
SEED = 5
OUTPUT, FINISHED = "out.h5", "finished.h5"
PATTERN = b"what was there"
CHANGED = 99  # exit code of what has changed a device node
# A file system of its own in the place of /dev, with nodes as they usually are there; block: of a driver that is left to local use, and there is none.
IN_OWN_DEVICES = f"""set -e
mount -t tmpfs -o mode=755 none /dev
mkdir /dev/shm
for node in 'full c 1 7' 'null c 1 3' 'zero c 1 5' 'random c 1 8' 'urandom c 1 9' 'tty c 5 0' 'block b 240 0'; do mknod -m 666 /dev/$node; done
ln -s /proc/self/fd /dev/fd; ln -s /proc/self/fd/1 /dev/stdout; ln -s /proc/self/fd/2 /dev/stderr
before=$(stat -c '%n %F %t:%T %a %N' /dev/*)
set +e
"$@"
code=$?
[ "$before" = "$(stat -c '%n %F %t:%T %a %N' /dev/*)" ] || exit {CHANGED}
exit $code"""
DEVICES = ["/dev/full", "/dev/null", "/dev/tty", "/dev/block", "/dev/stdout", "/dev/fd/2", "/dev/stderr", "/proc/self/fd/1", "link"]


def write(path):
    path.write_bytes(PATTERN)


def listen(path):
    with socket.socket(socket.AF_UNIX) as server:
        here = os.open(".", os.O_RDONLY)
        os.chdir(path.parent)  # names of sockets are short
        server.bind(path.name)
        os.fchdir(here)
        os.close(here)


def link_to(make):
    def both(path):
        make(path.parent / "target")
        path.symlink_to("target")

    return both


def closed_file(path):
    write(path)
    path.chmod(0o444)


def nothing(path):
    return None


# What is made where the output would be; whether it stays without --force, and with it.
KINDS = {
    "nothing": (nothing, False, False),
    "regular file": (write, True, False),
    "read-only file": (closed_file, True, False),
    "link to a file": (link_to(write), True, False),
    "dangling link": (link_to(nothing), True, False),
    "link in a loop": (lambda path: path.symlink_to(path.name), True, True),
    "folder": (os.mkdir, True, True),
    "link to a folder": (link_to(os.mkdir), True, True),
    "fifo": (os.mkfifo, True, True),
    "link to a fifo": (link_to(os.mkfifo), True, True),
    "socket": (listen, True, True),
    "read-only folder": (lambda path: path.parent.chmod(0o555), True, True),
}


def writers():
    """The command lines that write OUTPUT in a folder with the inputs and a FINISHED result; those with a second name for it can be forced."""
    assert set(RUNS) == set(experiments())
    lines = {name: [name, *RUNS[name], "--quiet", "--output"] for name in RUNS}
    return {**lines, "resume": ["resume", FINISHED, "--points", "80", "--output"], "strip": ["strip", FINISHED, "--output"]}


def state(folder):
    """name -> type and content of all that is in the folder."""
    return {entry.name: (entry.lstat().st_mode, os.readlink(entry) if entry.is_symlink() else entry.read_bytes() if entry.is_file() else None)
            for entry in folder.iterdir()}


def as_a_user():
    """What makes root obey the modes of files."""
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def outcome(folder, ended, before, must_stay):
    output = folder / OUTPUT
    if ended.code == DONE and not must_stay:
        is_as_before = OUTPUT not in before or stat.S_ISLNK(before[OUTPUT][0]) == output.is_symlink()
        return SURVIVED if is_whole(output) and is_as_before and set(state(folder)) - {"target"} == {*before, OUTPUT} - {"target"} else WRONG
    return REFUSED if must_stay and refusal(ended, [USAGE, INPUT_OUTPUT], OUTPUT) and state(folder) == before else WRONG


@pytest.fixture(scope="module")
def inputs(all_places):
    """A folder with what the commands read."""
    folder = Path(tempfile.mkdtemp(dir=all_places))
    write_inputs(folder)
    done(folder, "collapse", *RUNS["collapse"], "--quiet", "--output", FINISHED)
    return folder


def cases():
    """(kind, command, whether it is forced), in an order that has every kind and every command early."""
    found = [(kind, command, forced) for kind in KINDS for command in writers() for forced in (False, True) if not (forced and command in ("resume", "strip"))]
    random.Random(SEED).shuffle(found)
    return found


def test_files_of_every_type_where_the_output_would_be(all_places, inputs):
    tally = Tally("outputs")
    for kind, command, forced in cases()[:OUTPUTS]:
        make, stays, stays_forced = KINDS[kind]
        with tempfile.TemporaryDirectory(dir=all_places) as place:
            folder = Path(place)
            for path in inputs.iterdir():
                (folder / path.name).write_bytes(path.read_bytes())
            make(folder / OUTPUT)
            before = state(folder)
            words = [*writers()[command], OUTPUT, *(["--force"] if forced else [])]
            ended = attempt(folder, *words, before=as_a_user())
            folder.chmod(0o755)
            tally.judge(ended, lambda: outcome(folder, ended, before, stays_forced if forced else stays), f"{command} on {kind}")
    tally.close()


@pytest.mark.parametrize("ranks", [None, 2])
def test_devices(inputs, ranks):
    assert os.geteuid() == 0, "this test makes device nodes in a file system of its own, which needs root"
    tally = Tally(f"devices as outputs, {ranks or 1} ranks")
    for number, device in enumerate(DEVICES):
        name = list(RUNS)[number % len(RUNS)]
        with tempfile.TemporaryDirectory() as place:  # not in /dev/shm, which is not seen from there
            write_inputs(Path(place))
            (Path(place) / "link").symlink_to("/dev/stdout")
            before = state(Path(place))
            words = ["unshare", "--mount", "--propagation", "private", "bash", "-c", IN_OWN_DEVICES, "bash"]
            ended = attempt(place, name, *RUNS[name], "--quiet", "--force", "--output", device, ranks=ranks, before=words)
            tally.judge(ended, lambda: REFUSED if refusal(ended, [INPUT_OUTPUT], device) and state(Path(place)) == before else WRONG, device)
    tally.close()
