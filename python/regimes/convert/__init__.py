"""Files of other programs as one array of points: see README.md."""
