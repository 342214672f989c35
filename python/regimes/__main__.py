"""`python3 -m regimes` is the program."""
import os
import sys

from regimes.program import program


def main():
    """Becomes the program, with the words after the command."""
    path = program()
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
