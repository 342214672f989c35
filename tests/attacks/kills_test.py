"""Runs of every experiment are told to end, or killed, at random moments, also while they write: one rank, all of them, or the launcher. Those that go on
come to the bits of a run that was left alone.

REGIMES_KILLS: how many (default 20).
"""

import itertools
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from attack import DONE, HANGS, LIMIT_SECONDS, STOPPED_EARLY, SURVIVED, WRONG, Tally, done, end, is_whole, start, wait_until
from experiments import experiments
from undisturbed import OFTEN, bits, words

KILLS = int(os.environ.get("REGIMES_KILLS", "20"))
SEED = 20240518
KILLS_OF_ONE_RESULT = 3  # then it may finish, so that there is a result to compare
RUNS_OF_ONE_RESULT = 12  # far more than are needed
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL]
TARGETS = ["one rank", "all ranks", "the launcher"]
OUTPUTS = ["out.h5", "out.h5.partial", "out.h5.partial.previous"]


def children(process):
    listed = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout
    return [int(one) for one in listed.split()]


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_moment(process, folder, longest, numbers):
    """A random moment, or one while it writes."""
    if numbers.random() < 0.4:
        wait_until(lambda: any(".writing-" in name for name in os.listdir(folder)), process)
        time.sleep(numbers.random() * 0.003)
    else:
        deadline = time.monotonic() + numbers.random() * longest
        wait_until(lambda: time.monotonic() > deadline, process)


def hit(process, how, target, numbers):
    """Sends the signal. Whether it came before the end of the run, and the ranks that there were."""
    ranks = children(process.pid) if target in TARGETS else [process.pid]
    whom = {"one rank": [numbers.choice(ranks)] if ranks else [], "the launcher": [process.pid]}.get(target, ranks)
    if process.poll() is not None:
        return False, ranks
    for one in whom:
        try:
            os.kill(one, how)
        except ProcessLookupError:
            pass
    return bool(whom), ranks


def are_gone(ranks):
    """Whether they end, also without their launcher; those that do not are killed."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while any(map(is_alive, ranks)) and time.monotonic() < deadline:
        time.sleep(0.01)
    left = [rank for rank in ranks if is_alive(rank)]
    for rank in left:
        os.kill(rank, signal.SIGKILL)
    return not left


def what_is_wrong(folder, ended, was_hit, had):
    """With what a run has left; nothing, in most cases."""
    left = [name for name in OUTPUTS if (folder / name).exists()]
    broken = [name for name in left if not is_whole(folder / name)]
    if broken:
        return f"half a file, {broken}"
    if had and not left:
        return "its checkpoint is lost"
    if ended.code == STOPPED_EARLY and not left and "nothing is written" not in ended.out + ended.err:
        return "it has stopped without a checkpoint"
    return "" if was_hit or ended.code == DONE else "it was not hit and is not done"


def run_to_the_end(folder, experiment, ranks, ways, longest, numbers, tally):
    """Runs it again and again until it is done, and hits it once for each of the ways; which of them came in time."""
    met = []
    for _ in range(RUNS_OF_ONE_RESULT):
        had = [name for name in OUTPUTS if (folder / name).exists()]
        process = start(folder, *(["resume", "out.h5.partial"] if had else words(experiment)), *OFTEN, ranks=ranks,
                        env={**os.environ, "OMPI_MCA_btl_vader_backing_directory": str(folder.parent)})  # which keeps what killed ranks shared
        was_hit, others = False, []
        if len(met) < len(ways):
            wait_for_moment(process, folder, longest, numbers)
            was_hit, others = hit(process, *ways[len(met)], numbers)
        ended, about = end(process), f"{experiment} after {[(how.name, target) for how, target in met]}"
        if was_hit:
            met.append(ways[len(met)])
        hangs, problem = ended.hangs or not are_gone(others), what_is_wrong(folder, ended, was_hit, had)
        if hangs or problem:
            tally.add(HANGS if hangs else WRONG, f"{problem}: {about}, {was_hit and met[-1]}: {ended}")
            break
        if (folder / "out.h5").exists():
            if was_hit and met[-1][0] == signal.SIGKILL:  # perhaps before it could remove what it no longer needs
                done(folder, "resume", "out.h5")
            return met
    return []


def test_what_is_killed_goes_on_to_the_same_bits(all_places, undisturbed):
    tally, names, kinds = Tally("kills"), experiments(), Counter()
    ways = {2: list(itertools.product(SIGNALS, TARGETS)), None: list(itertools.product(SIGNALS, ["the only rank"]))}
    for result in itertools.count():
        missing = KILLS - sum(tally.counts.values())
        if missing <= 0:
            break
        numbers, experiment, ranks = random.Random(f"{SEED} {result}"), names[result % len(names)], None if result % 3 == 2 else 2
        expected = bits(undisturbed.result(experiment, ranks))
        of_this = ways[ranks][:min(KILLS_OF_ONE_RESULT, missing)]
        with tempfile.TemporaryDirectory(dir=all_places) as folder:
            undisturbed.copy_inputs(Path(folder))
            met = run_to_the_end(Path(folder), experiment, ranks, of_this, undisturbed.seconds(experiment, ranks), numbers, tally)
            same = met and bits(Path(folder) / "out.h5") == expected
            tidy = met and not [name for name in os.listdir(folder) if "writing" in name or "partial" in name]
        ways[ranks] = [way for way in ways[ranks] if way not in met] + met  # those that came too late are the first of the next
        for how, target in met:
            tally.add(SURVIVED if same and tidy else WRONG, f"{experiment} on {ranks}: {'the same' if same else 'other'} bits, {tidy=}")
            kinds[f"{how.name} to {target}"] += 1
    print(dict(kinds))
    tally.close()
