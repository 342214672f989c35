"""Runs of all experiments whose memory goes into one thing each, and what `regimes plan` says of it against what they take."""

import gzip
import json
import os
import re
import shlex
import struct
import subprocess

import numpy

from memory_cgroup import run_within

SEED = 1
PLAN_SECONDS = 120
UNITS = {"MB": 1e6, "GB": 1e9}
PROFILE = {"host": "any", "backend": "Serial", **{name: {"seconds_per_product": 1e-10, "seconds_per_term": 8e-10, "seconds_per_coordinate": 5e-9}
                                                  for name in ("float", "double")}}


def save_points(path, count, dimension):
    """Normal numbers as float32 .npy."""
    numpy.save(path, numpy.random.default_rng(SEED).standard_normal((count, dimension), dtype=numpy.float32))


def save_images(path, count, side=28):
    """Half of the pixels dark, as .gz in the format of MNIST, which compresses about as its images do; labels 0 to 9 beside it."""
    generator = numpy.random.default_rng(SEED)
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(struct.pack(">4B3I", 0, 0, 8, 3, count, side, side))
        for _ in range(count):
            pixels = generator.integers(0, 256, side * side, dtype=numpy.uint8)
            file.write((pixels * (pixels > 127)).tobytes())
    with gzip.open(f"{path}.labels", "wb") as file:
        file.write(struct.pack(">4BI", 0, 0, 8, 1, count) + (numpy.arange(count) % 10).astype(numpy.uint8).tobytes())


class Planned:
    """An experiment with its arguments on so many ranks, in a folder where its files are."""

    def __init__(self, folder, line, ranks=1):
        self.folder, self.ranks = folder, ranks
        self.words = shlex.split(line)
        profile = folder / "profile.json"
        profile.write_text(json.dumps(PROFILE), encoding="utf-8")
        command = [os.environ["REGIMES_PROGRAM"], "plan", *self.words, f"--ranks={ranks}", f"--profile={profile}", "--format=json"]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PLAN_SECONDS, check=False)
        assert run.returncode == 0, run.stderr
        plan = json.loads(run.stdout)
        self.bytes_planned, self.bytes_to_ask = plan["memory_per_rank_bytes"], plan["memory_to_ask_bytes"]

    def command(self):
        launcher = shlex.split(os.environ["REGIMES_MPIEXEC"])
        launch = [*launcher, str(self.ranks)] if self.ranks > 1 else []
        return [*launch, os.environ["REGIMES_PROGRAM"], *self.words, "--force", "--output=out.h5"]

    def run_within(self, share=1.0):
        """In a cgroup of this share of what the plan asks for."""
        return run_within(int(share * self.bytes_to_ask * self.ranks), self.command(), cwd=self.folder)

    def check(self, most_over=None):
        """It ends well within what the plan asks for, and holds no more than planned; what is planned is at most `most_over` times that."""
        run = self.run_within()
        assert run.returncode == 0, f"{self.words} within {self.bytes_to_ask:.4g} bytes a rank: {run.returncode} {run.stderr}"
        closing = re.search(r" ([0-9.]+) (MB|GB) per rank", run.stdout)
        used = float(closing[1]) * UNITS[closing[2]]
        said = f"{' '.join(self.words)}: {self.bytes_planned / 1e6:.0f} MB planned, {used / 1e6:.0f} MB used"
        assert used <= self.bytes_planned, said
        assert most_over is None or self.bytes_planned <= most_over * used, said
