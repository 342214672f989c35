"""How commands speak, end and write files."""
