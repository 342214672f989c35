#!/usr/bin/python3
"""Stands in for `regimes` where a test is about what the scripts do with its exit codes, files and signals.

Every run of a task takes the next line of the file `behaviour` in its folder, words of: checkpoint, lose, finish, spoil, say=TEXT, exit=CODE, die=SIGNAL
and wait (for SIGUSR1). A run without a line finishes. Every command line but that of `describe` is appended to `commands` there, or to the file FAKE_COMMANDS,
as JSON.
"""

import json
import os
import signal
import sys
import time
import zlib
from pathlib import Path

COUNTS = ("dimension", "points", "seed", "queries")
VALUES = ("train", "times", "snapshots", "store", "variance", "force", "checkpoint-minutes", "time-limit", "config")
KINDS = {"train-file": "input-file", "output": "output-file", "help": "terminal", "quiet": "terminal"}
OWN = {"collapse": {"replicas": ["realisations"]}, "kde": {"bandwidths": []}}  # options of one experiment with their aliases
PATIENCE_SECONDS = 30
STOPPING_SECONDS = 0.4
STOPPED = 75


def option(name, aliases=()):
    return {"name": name, "aliases": list(aliases), "argument": "VALUE", "summary": "a text", "kind": KINDS.get(name, "value"),
            "type": "count" if name in COUNTS else "text", "resume": "same"}


def described(names):
    """What `regimes describe --format json` says, with what the scripts read of it."""
    common = [option(name) for name in (*COUNTS, *VALUES, *KINDS)]
    groups = {name: [{"title": "Common", "options": common}, {"title": "Own", "options": [option(*each) for each in own.items()]}]
              for name, own in OWN.items()}
    commands = [{"name": name, "is_experiment": True, "groups": groups[name]} for name in groups]
    commands.append({"name": "inspect", "is_experiment": False, "groups": []})
    return {"format": os.environ.get("FAKE_FORMAT", "regimes-describe-1"), "version": "0.2.0",
            "commands": [command for command in commands if not names or command["name"] in names]}


def write_result(path):
    content = b"result"
    Path(path).write_bytes(content + b"\nregimes-crc32 %08x\n" % zlib.crc32(content))


def next_line():
    path = Path("behaviour")
    first, *rest = path.read_text().splitlines() if path.exists() and path.stat().st_size else ["finish"]
    if path.exists():
        path.write_text("\n".join(rest))
    return first.split()


def perform(words, output):
    for word in words:
        action, _, value = word.partition("=")
        if action == "checkpoint":
            Path(f"{output}.partial").write_text(str(time.time_ns()))
        elif action == "lose":
            Path(f"{output}.partial").unlink()
        elif action == "finish":
            write_result(output)
            Path(f"{output}.partial").unlink(missing_ok=True)
        elif action == "spoil":
            Path(output).write_text("half")
        elif action == "say":
            print(f"regimes: {value}", file=sys.stderr, flush=True)
        elif action == "exit":
            return int(value)
        elif action == "die":
            os.kill(os.getpid(), int(value))
        elif action == "wait":
            stops = []
            signal.signal(signal.SIGUSR1, lambda *_: stops.append(1))
            Path("waiting").write_text(str(os.getpid()))
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not stops and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(STOPPING_SECONDS)
            if len(stops) > 1:  # as the program does: the same signal again means at once
                signal.signal(signal.SIGUSR1, signal.SIG_DFL)
                os.kill(os.getpid(), signal.SIGUSR1)
            Path(f"{output}.partial").write_text("stopped")
            return STOPPED
    return 0


def main(arguments):
    if arguments[0] == "describe":
        print(json.dumps(described([word for word in arguments[1:] if word in OWN])))
        return 0
    with open(os.environ.get("FAKE_COMMANDS", "commands"), "a", encoding="utf-8") as stream:
        stream.write(json.dumps(arguments) + "\n")
    if arguments[0] == "plan":
        seconds = float(os.environ.get("FAKE_SECONDS", "60"))
        print(json.dumps({"seconds": seconds, "seconds_low": seconds / 2, "seconds_high": seconds * 2, "memory_to_ask_bytes": 1 << 30,
                          "pairs": 1e9}))
        return 0
    if arguments[0] == "resume":
        return perform(next_line(), arguments[1].removesuffix(".partial"))
    output = next(word for word in arguments if word.startswith("--output="))
    return perform(next_line(), output.removeprefix("--output="))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
