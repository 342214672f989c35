"""The results of a sweep, averaged over seeds."""
