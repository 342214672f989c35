"""Reading, theory and figures for the results of `regimes`. See analysis/README.md."""
