"""What the commands say: hostile names are shown and not obeyed, a spreadsheet takes no name for a formula, and what cannot be written is noticed."""
import csv
import os
import subprocess
import sys

import pytest
from attempts import ROOT, attempt
from hostile_names import HOSTILE, as_file, is_clean
from regimes.console.terminal import printable, table_text
from synthetic_result import make_result, write_sealed

@pytest.mark.parametrize("text, shown", [("\x1b[2J", "\\x1b[2J"), ("a\nb", "a\\x0ab"), ("\x9b", "\\xc2\\x9b"), ("\udcff", "\\xff"), ("名前 né\u3000", "名前 né\u3000"),
                                         ("\x7f", "\\x7f"), ("\ud800", "\\xed\\xa0\\x80")])
def test_control_characters_are_shown(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize("name, cell", [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("a=1", "a=1"), ("\t=1", "\\x09=1"), ("", "")])
def test_no_cell_is_a_formula(name, cell):
    assert table_text(name) == cell


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names(tmp_path, name):
    assert len(HOSTILE) == 40
    path = tmp_path / f"{as_file(name)}.h5"
    for command in ("analysis/collapse_curves", "analysis/collect"):
        tried = attempt(command, path, "-o", tmp_path / "out.csv")
        assert tried.code == 2 and len(tried.said.splitlines()) == 1 and is_clean(tried.said), tried
    path.write_text("no result")
    tried = attempt("jobs/status", path)
    assert tried.code == 2 and len(tried.said.splitlines()) == 1 and is_clean(tried.said), tried
    tried = attempt("analysis/collect", path, "--only", name, "-o", tmp_path / "out.csv")
    assert tried.code in (2, 65) and is_clean(tried.said), tried


@pytest.mark.parametrize("name", ["=1+1", "-\x1b[2J", "@\udcff\nx$y"])
def test_hostile_names_of_results_that_are_drawn(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    write_sealed(tmp_path / "plain.h5", make_result("idx", 48, [100, 1000]), {"seed": ("1", "command line")})
    os.rename("plain.h5", f"{name}.h5")
    tried = attempt("analysis/collapse_curves", f"--output={name}.pdf", "--", f"{name}.h5")
    assert tried.code == 0 and tried.said.startswith("wrote ") and len(tried.said.splitlines()) == 1 and is_clean(tried.said), tried
    with open(f"{name}.csv", encoding="utf-8", newline="") as stream:
        files = {row["file"] for row in csv.DictReader(stream)}
    assert files == {f"'{printable(name)}.h5"}
    tried = attempt("analysis/collect", "-o", "curves.h5", "--", f"{name}.h5")
    assert tried.code == 0 and is_clean(tried.said), tried
    tried = attempt("analysis/report", "curves.h5", "-o", "page.html")
    assert tried.code == 0, tried


def run(command, *arguments, **how):
    return subprocess.run([sys.executable, ROOT / command, *arguments], stderr=subprocess.PIPE, text=True, check=False, **how)


SAYING = [("analysis/collect", "--help"), ("analysis/figures", "--help"), ("jobs/status", "--help"), ("jobs/status", "sweep.ini"), ("analysis/collapse_curves", "run.h5", "-o", "out")]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sweep.ini").write_text("[base]\ndimension = 4\n")
    write_sealed(tmp_path / "run.h5", make_result("gaussian", 16, [100, 1000]))
    return tmp_path


@pytest.mark.parametrize("words", SAYING, ids=map(" ".join, SAYING))
def test_a_full_standard_output_is_noticed(folder, words):
    is_unfinished = words == ("jobs/status", "sweep.ini")  # which has a code of its own
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = run(*words, cwd=folder, stdout=full)
    assert done.returncode == (1 if is_unfinished else 74), done
    assert done.stderr.splitlines()[-1] == f"{words[0].removeprefix('analysis/')}: cannot write to standard output (No space left on device)"


@pytest.mark.parametrize("words", SAYING[:1] + SAYING[-1:], ids=["help", "figure"])
def test_a_standard_output_that_is_closed(folder, words):
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*words, cwd=folder, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (74, "")
    done = run(*words, cwd=folder, preexec_fn=lambda: os.close(1))
    assert done.returncode == 74 and "cannot write to standard output" in done.stderr


def test_work_goes_on_without_an_output(folder):
    with open("/dev/full", "w", encoding="utf-8") as full:
        run("analysis/collapse_curves", "run.h5", "-o", "out", cwd=folder, stdout=full)
    assert (folder / "out.csv").exists()


def test_an_encoding_without_letters_is_no_reason_to_fail(folder):
    done = run("analysis/collapse_curves", "名前.h5", "-o", "out", cwd=folder, stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode == 2 and "\\u540d\\u524d.h5: no such file" in done.stderr
