"""Sweeps of `regimes`: task tables, runs on this machine and on Slurm, what is done and what is missing."""
import os
import sys

JOBS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
ANALYSIS = os.path.join(os.path.dirname(JOBS), "analysis")
sys.path.insert(0, ANALYSIS)  # what both folders share stands there
