"""How wide figures may be. Imports nothing: the options of commands have it, too."""

WIDTHS = (2, 40)  # inches: less has no room for labels
