"""The commands, a module each: `python3 -m regimes.commands.collect`."""
