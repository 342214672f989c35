"""Sweeps of `regimes`: task tables, runs on this machine and on Slurm, what is done and what is missing."""
import os
import sys

JOBS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
ANALYSIS, PACKAGE = (os.path.join(os.path.dirname(JOBS), folder) for folder in ("analysis", "python"))
sys.path.insert(0, PACKAGE)  # whose words, checksums and locks jobs share
