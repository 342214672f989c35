"""SIGKILL at random moments, of one rank or of all, also in the middle of writing: every run goes on to the undisturbed result.

REGIMES_KILLS: how many kills (default 20).
"""

import os
import random
import time
from collections import Counter

from comparison import same_bits, same_numbers
from long_run import Run
from run_regimes import open_result

KILLS = int(os.environ.get("REGIMES_KILLS", "20"))
SEED = 20240518
LONGEST_SECONDS = 1.5  # of a run before it is killed
MOST_KILLS = 8  # of one run and those that go on from it: then it may finish, so that there is a result to compare
RANKS = ((None,), (None, 2))  # of one run and those that go on from it, in turn: always one rank, or now one and now two


def begin(folder, ranks):
    """A new run, or one that goes on where there is something to go on from."""
    if (folder / "out.h5.partial").exists() or (folder / "out.h5.partial.previous").exists():
        return Run(folder, "resume", "out.h5.partial", "--checkpoint-minutes=0", ranks=ranks)
    return Run(folder, ranks=ranks)


def disturb(run, random_numbers):
    """Kills it at a random moment or while it writes, one rank or all. What it did; nothing where the run was at its end already."""
    if random_numbers.random() < 0.4:
        moment, there = "while it wrote", run.wait_until(run.is_writing)
        time.sleep(random_numbers.random() * 0.01)
    else:
        deadline = time.monotonic() + random_numbers.random() * LONGEST_SECONDS
        moment, there = "at a random moment", run.wait_until(lambda: time.monotonic() > deadline)
    ranks = run.ranks()
    all_of_them = random_numbers.random() < 0.5 or not ranks
    run.kill(ranks if all_of_them else [random_numbers.choice(ranks)])
    whom = "one of two ranks" if len(ranks) > 1 and not all_of_them else "all ranks"
    return f"{whom} {moment}" if there else None


def test_a_killed_run_goes_on_to_the_undisturbed_result(tmp_path, undisturbed):
    random_numbers, kills, finished, went_on = random.Random(SEED), Counter(), 0, 0
    while kills.total() < KILLS:
        folder = tmp_path / str(finished)
        folder.mkdir()
        of_this = 0
        while not (folder / "out.h5").exists():
            run = begin(folder, random_numbers.choice(RANKS[finished % 2]))
            went_on += "resume" in run.process.args
            hit = disturb(run, random_numbers) if kills.total() < KILLS and of_this < MOST_KILLS else None
            code, _, err = run.end()
            if code == 0:
                break
            assert hit, err  # it ends by itself only when it is done
            kills[hit] += 1
            of_this += 1
            # A kill between the last rename and the end of the process leaves the whole result: compared below.
            if not run.output.exists() and run.partial.exists():
                open_result(run.partial)  # never half a file
        (same_bits, same_numbers)[finished % 2](open_result(folder / "out.h5"), undisturbed)
        finished += 1
    print(f"{kills.total()} kills: {dict(kills)}; {went_on} runs that went on, {finished} results")
    assert went_on > 0
