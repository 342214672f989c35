"""Figures of results and of sweeps."""
