"""Results and checkpoints of every experiment, cut or changed at random, through every command of the program that reads one: refused by one message that names
the file, or, of a checkpoint, replaced by the one before it; nothing else. With their checksum made right again they may be read, but end nothing, and
nothing is said to be a bug.

REGIMES_DAMAGES: how many of both (default 20).
"""

import os
import random
import shutil
import tempfile
from pathlib import Path

from attack import BAD_DATA, DIFFERS, DONE, REFUSED, STOPPED_EARLY, SURVIVED, USAGE, WRONG, Tally, attempt, contents, refusal
from damage import damaged, rewritten
from experiments import described, experiments
from regimes.results.checksum_trailer import LENGTH, append_checksum_trailer
from undisturbed import bits

DAMAGES = int(os.environ.get("REGIMES_DAMAGES", "20"))
SEED = 7
WITH_PREVIOUS = 5  # one checkpoint in so many has another beside it
STOP_AT_ONCE = ["--time-limit", "1s"]
RESULT, CHECKPOINT, OTHER = "out.h5", "out.h5.partial", "whole.h5"


def readers(of_checkpoint):
    """The command lines that read a file of the suite. Those with an operand FILE are what the program describes."""
    lines = {"resume": [["resume", "FILE", *STOP_AT_ONCE]], "inspect": [["inspect", "--all", "FILE"], ["inspect", "--diff", OTHER, "FILE"]],
             "strip": [["strip", "FILE", "--output", "small.h5"]], "cite": [["cite", "FILE"]]}
    with_file = {name for name, command in described().items() if any("FILE" in operand["name"] for operand in command["operands"])}
    assert with_file == set(lines), "a command reads files and is not attacked, or does not any more"
    lines["strip" if of_checkpoint else "resume"] = []  # they say so of the name alone; what is complete is extended, where experiments grow
    return [line for name in sorted(lines) for line in lines[name]]


def cases():
    """(experiment, name of the file, command line) of every way to read one."""
    commands, found = described(), []
    for name in experiments():
        found += [(name, CHECKPOINT, line) for line in readers(True)] + [(name, RESULT, line) for line in readers(False)]
        if commands[name]["grows"]:
            found.append((name, RESULT, ["resume", "FILE", "--points", "6M", *STOP_AT_ONCE]))
    return found


def outcome_of_damage(ended, folder, name, before, previous, expected):
    """previous: bytes of the checkpoint that was beside it, if any."""
    if previous is None or "resume" not in ended.words:
        return REFUSED if refusal(ended, [BAD_DATA], name) and contents(folder) == before else WRONG
    if ended.code == STOPPED_EARLY:
        return SURVIVED if f"{name}.previous" in ended.err and (folder / f"{name}.previous").read_bytes() == previous else WRONG
    return SURVIVED if ended.code == DONE and bits(folder / RESULT) == expected else WRONG


def attack(all_places, undisturbed, kind, change, judge):
    """Makes DAMAGES attacks, each by numbers of its own, so that the first of many are those of a few."""
    tally, ways = Tally(kind), cases()
    random.Random(SEED).shuffle(ways)
    for number in range(DAMAGES):
        numbers, (experiment, name, line) = random.Random(f"{SEED} {number}"), ways[number % len(ways)]
        whole = (undisturbed.checkpoint if name == CHECKPOINT else undisturbed.result)(experiment)
        with tempfile.TemporaryDirectory(dir=all_places) as place:
            folder = Path(place)
            undisturbed.copy_inputs(folder)
            shutil.copy(undisturbed.result(experiment), folder / OTHER)
            change(whole.read_bytes(), folder / name, numbers)
            previous = whole.read_bytes() if name == CHECKPOINT and numbers.randrange(WITH_PREVIOUS) == 0 else None
            if previous:
                (folder / f"{name}.previous").write_bytes(previous)
            before = contents(folder)
            ended = attempt(folder, *(name if word == "FILE" else word for word in line))
            tally.judge(ended, lambda: judge(ended, folder, name, before, previous, undisturbed.result(experiment)), f"{number}, {experiment}")
    tally.close()
    return tally


def test_what_is_damaged_is_refused(all_places, undisturbed):
    def damage(data, path, numbers):
        path.write_bytes(damaged(data, numbers))

    def judge(ended, folder, name, before, previous, whole):
        return outcome_of_damage(ended, folder, name, before, previous, bits(whole))

    tally = attack(all_places, undisturbed, "damaged results and checkpoints", damage, judge)
    assert tally.counts[REFUSED] > DAMAGES * 0.8


def test_what_has_a_right_checksum_ends_nothing(all_places, undisturbed):
    def forge(data, path, numbers):
        path.write_bytes(rewritten(data[:-LENGTH], numbers))
        append_checksum_trailer(path)

    def judge(ended, folder, name, before, previous, whole):
        if refusal(ended, [BAD_DATA, USAGE], "") and contents(folder) == before:
            return REFUSED
        may_end = (DONE, STOPPED_EARLY) if "resume" in ended.words else (DONE, DIFFERS) if "--diff" in ended.words else (DONE,)
        return SURVIVED if ended.code in may_end and "a bug" not in ended.err else WRONG

    attack(all_places, undisturbed, "forged results and checkpoints", forge, judge)
