"""Closed forms of collapse, density estimates and speciation: a second implementation, from the equations of src/theory/README.md."""
