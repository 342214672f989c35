"""Names of files that a terminal or a shell would obey: shown, never obeyed, by every command that prints them, and quoted in the commands that are
suggested."""

import os
import re
import subprocess

import pytest

from conftest import LIMIT_SECONDS, options_of

NAMES = {  # each of its kind; attacks_names has forty
    "controls": b"a\nregimes: b\x1b[31mb\tb" + "a\u009bb".encode(),
    "quotes and formats": b"it's \"b\" $(touch pwned) `touch pwned` %n%s{}",
    "dash": b"-x",
    "formula, accents": "=1+1 \u00e9\u00fc \u6f22".encode(),
    "latin1": b"caf\xe9",
    "long": b"n" * 200,
}


@pytest.fixture(params=NAMES.values(), ids=NAMES)
def name(request):
    return request.param + b".h5"


class Bytes:
    """The program with names that are bytes."""

    def __init__(self, regimes):
        self.folder, self.path = regimes.folder, regimes.path.encode()

    def said(self, *arguments, code=0):
        words = [self.path, *(word if isinstance(word, bytes) else word.encode() for word in arguments)]
        run = subprocess.run(words, cwd=self.folder, capture_output=True, timeout=LIMIT_SECONDS, check=False)
        assert run.returncode == code, run.stderr
        both = run.stdout + run.stderr
        text = both.decode()  # or it is not UTF-8
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), both
        return text


@pytest.fixture
def program(regimes):
    return Bytes(regimes)


def words_of(command):
    """The words that a shell makes of a suggested command."""
    run = subprocess.run(["bash", "-c", f"printf '%s\\0' {command}"], capture_output=True, timeout=LIMIT_SECONDS, check=True)
    return run.stdout.split(b"\0")[:-1]


def shown(name):
    """The name as one line."""
    text = name.decode(errors="surrogateescape")
    return "".join(f"\\x{ord(c) - 0xdc00:02x}" if "\udc80" <= c <= "\udcff" else
                   "".join(f"\\x{byte:02x}" for byte in c.encode()) if c < " " or "\x7f" <= c < "\xa0" else c for c in text)


def file_of(name):
    return b"./" + name if name.startswith(b"-") else name


def test_names_are_shown_and_never_obeyed(program, name):
    output, path = b"--output=" + name, file_of(name)
    assert f"would write {shown(name)}\n" in program.said("collapse", *options_of({}), output, "--dry-run")
    text = program.said("collapse", *options_of({}), output)
    drawing = next(line for line in text.splitlines() if line.startswith(f"wrote {shown(name)}; to draw it: ")).split("draw it: ")[1]
    assert words_of(drawing) == [b"analysis/collapse_curves", path, b"-o", path.removesuffix(b".h5")]
    assert f"{shown(path)} is complete" in program.said("resume", path)
    assert "".join(shown(path).split()) in "".join(program.said("inspect", path).split())  # lines are as long as a terminal is wide
    assert "regimes" in program.said("cite", path)
    assert f"{shown(path)}: " in program.said("strip", path)
    assert f"{shown(path)} has no state" in program.said("strip", path)
    assert f"wrote {shown(name)}\n" in program.said("theory", "collapse", "--dimension", "32", "--points", "1e6", output, "--force")
    assert "pwned" not in os.listdir(program.folder)


def test_names_in_errors_are_one_line(program, name):
    path = file_of(name)
    for arguments, code in ((["inspect", path], 74), (["resume", path], 74), (["strip", path], 74),
                            (["collapse", *options_of({}), b"--train-file=" + name], 74), (["collapse", b"--config=" + name], 74),
                            (["plan", "collapse", *options_of({}), b"--profile=" + name], 74)):
        text = program.said(*arguments, code=code)
        assert text.startswith("regimes: ") and text.count("\n") == 1, text


def test_what_to_do_with_an_interrupted_run_is_quoted(program, name):
    partial = program.folder / os.fsdecode(name + b".partial")
    partial.write_bytes(b"days of work")
    text = program.said("collapse", *options_of({}), b"--output=" + name, code=2)
    command = re.search(r"\((regimes resume .*)\), rename it", text).group(1)
    assert words_of(command) == [b"regimes", b"resume", file_of(name) + b".partial"]
