"""File systems without locks, played by a library (`tests/cli/no_locks.cpp`): whatever asks for a lock is told that there are none (Lustre, NFS without its
daemon), or, as NFS does, that only what is open for writing can be locked. Every experiment runs there, keeps a second run out, is stopped or killed, read and goes on
to the bits of other disks.

REGIMES_LOCKS: how many runs (default 7, one of every experiment, with four commands each).
"""

import errno
import os
import signal
import tempfile
from pathlib import Path

from attack import DONE, REFUSED, STOPPED_EARLY, SURVIVED, USAGE, WRONG, Tally, attempt, end, start, wait_until
from experiments import experiments
from undisturbed import OFTEN, bits, words

LOCKS = int(os.environ.get("REGIMES_LOCKS", "7"))
ENOTSUPP = 524  # as some network file systems say, unknown to the C library
ERRORS = [errno.ENOLCK, errno.EOPNOTSUPP, ENOTSUPP, errno.EBADF]  # the last: NFS
OUTPUT, PARTIAL = "out.h5", "out.h5.partial"


def second_run(folder, process, experiment, where):
    """While the first is there, one more is kept out, and told by whom."""
    process.send_signal(signal.SIGSTOP)
    ended = attempt(folder, *words(experiment), "--force", **where)
    process.send_signal(signal.SIGCONT)
    return ended, REFUSED if ended.code == USAGE and f"process {process.pid} " in ended.err else WRONG


def test_every_experiment_runs_where_there_are_no_locks(all_places, undisturbed):
    tally, names = Tally("file systems without locks"), experiments()
    for number in range(LOCKS):
        experiment, error = names[number % len(names)], ERRORS[(number + number // len(names)) % len(ERRORS)]
        where = {"env": {**os.environ, "LD_PRELOAD": os.environ["REGIMES_NO_LOCKS"], "NO_LOCKS_ERRNO": str(error)}}
        with tempfile.TemporaryDirectory(dir=all_places) as place:
            folder = Path(place)
            undisturbed.copy_inputs(folder)

            def count(ended, outcome):
                return tally.judge(ended, lambda: outcome, f"{experiment}, error {error}")

            process = start(folder, *words(experiment), *OFTEN, **where)
            wait_until((folder / PARTIAL).exists, process)
            if process.poll() is None:
                count(*second_run(folder, process, experiment, where))
            process.send_signal(signal.SIGTERM if number % 2 else signal.SIGKILL)  # which leaves its lock
            stopped = end(process)
            assert stopped.code == (STOPPED_EARLY if number % 2 else -signal.SIGKILL), stopped
            assert error == errno.EBADF or number % 2 == 0 or "has no locks" in stopped.err, stopped
            for line in (["inspect", PARTIAL], ["resume", PARTIAL]):
                ended = attempt(folder, *line, **where)
                count(ended, SURVIVED if ended.code == DONE else WRONG)
            same = (folder / OUTPUT).exists() and bits(folder / OUTPUT) == bits(undisturbed.result(experiment))
            count(ended, SURVIVED if same and not list(folder.glob("*.lock")) else WRONG)
    tally.close()
