"""Sweeps of `regimes`: task tables, runs on this machine and on Slurm, what is done and what is missing."""
