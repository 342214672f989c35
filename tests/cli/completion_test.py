"""Completion in real shells, and the manual page: both come out of the option tables."""

import os
import pty
import re
import select
import shlex
import subprocess
import time

import pytest

USAGE = 2
COMMANDS = ["collapse", "doctor", "inspect", "completion", "manual"]
LIMIT_SECONDS = 30


def script(regimes, shell):
    result = regimes.run("completion", shell)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def options_of(regimes, command):
    """The options that --help lists, in its order."""
    screen = regimes.run(command, "--help").stdout
    return re.findall(r"^  (--[a-z-]+)", screen, re.M)


@pytest.fixture
def bash(regimes):
    """Completes the last of some words as bash does: returns what is offered."""
    (regimes.folder / "complete.sh").write_text(script(regimes, "bash"))

    def complete(*words, cursor=None):
        words = ["regimes", *words]
        call = (f"source complete.sh; COMP_WORDS=({shlex.join(words)}); COMP_CWORD={cursor or len(words) - 1}; _regimes; "
                "printf '%s\\n' \"${COMPREPLY[@]}\"")
        result = subprocess.run(["bash", "--norc", "-c", call], cwd=regimes.folder, capture_output=True, text=True,
                                timeout=LIMIT_SECONDS, check=True)
        assert result.stderr == ""
        return result.stdout.split()

    return complete


def test_bash_offers_commands(bash):
    offered = bash("")
    assert set(COMMANDS) <= set(offered) and {"help", "--version", "--help"} <= set(offered)
    assert bash("coll") == ["collapse"]
    assert bash("help", "ins") == ["inspect"]
    assert bash("nonsense", "") == []


def test_bash_offers_every_option_of_every_command(regimes, bash):
    for command in COMMANDS:
        assert bash(command, "--") == options_of(regimes, command)


def test_bash_offers_options_once(bash):
    assert "--seed" not in bash("collapse", "--seed", "5", "--")
    assert bash("collapse", "--seed") == ["--seed"]
    assert bash("collapse", "--store", "--st") == []


def test_bash_offers_choices(bash):
    assert {"gaussian", "mixture", "idx"} <= set(bash("collapse", "--train", ""))
    assert bash("collapse", "--train", "mi") == ["mixture"]
    assert bash("collapse", "--center", "s") == ["scalar"]
    assert bash("completion", "") == ["bash", "zsh"]
    assert bash("completion", "bash", "") == ["--help"]


def test_bash_takes_equals_signs_apart(bash):
    assert bash("collapse", "--train", "=", "mi") == ["mixture"]
    assert {"gaussian", "mixture"} <= set(bash("collapse", "--train", "="))
    assert "--seed" in bash("collapse", "--train", "=", "mixture", "--s")


def test_bash_offers_files_and_folders(regimes, bash):
    (regimes.folder / "run one.h5").touch()
    (regimes.folder / "results").mkdir()
    assert bash("collapse", "--output", "run") == ["run", "one.h5"]
    assert bash("inspect", "run") == ["run", "one.h5"]
    assert bash("inspect", "--diff", "--sigmas", "3", "a.h5", "run") == ["run", "one.h5"]
    assert bash("inspect", "a", "b", "run") == []
    assert bash("doctor", "--folder", "r") == ["results"]
    assert bash("collapse", "--points", "") == []


class Terminal:
    """A zsh with its completion, on a pseudo terminal. `regimes` only prints its arguments."""

    def __init__(self, folder):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.environ.update(TERM="dumb", PS1="ready> ", ZDOTDIR=str(folder), HOME=str(folder))
            os.execvp("zsh", ["zsh", "-f", "-i"])

    def until(self, pattern):
        text, end = "", time.monotonic() + LIMIT_SECONDS
        while not re.search(pattern, text):
            assert time.monotonic() < end, text
            if select.select([self.terminal], [], [], 0.2)[0]:
                text += os.read(self.terminal, 65536).decode(errors="replace").replace("\r", "")
        return text

    def send(self, text):
        os.write(self.terminal, text.encode())

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


@pytest.fixture
def zsh(regimes):
    """Types words and a tab, then ends the line: returns the arguments that regimes is called with."""
    folder = regimes.folder / "functions"
    folder.mkdir()
    (folder / "_regimes").write_text(script(regimes, "zsh"))
    (regimes.folder / "setup.zsh").write_text(
        "fpath=($PWD/functions $fpath)\nautoload -Uz compinit\ncompinit -u -D\nunsetopt beep\nsetopt no_always_last_prompt\n"
        "regimes() { print -r -- \"<<${(j:|:)@}>>\" }\nPS1='ready> '\n")
    terminal = Terminal(regimes.folder)
    terminal.send("source setup.zsh; print se''t\n")
    terminal.until(r"\nset\n")

    def complete(typed):
        terminal.send(f"regimes {typed}\t\n")
        return re.search(r"\n<<(.*)>>\n", terminal.until(r"\n<<.*>>\n"))[1].split("|")

    complete.terminal = terminal
    yield complete
    terminal.close()


def test_zsh_completes_commands_options_values_and_files(regimes, zsh):
    (regimes.folder / "gaussian.h5").touch()
    (regimes.folder / "results").mkdir()
    assert zsh("coll") == ["collapse"]
    assert zsh("help insp") == ["help", "inspect"]
    assert zsh("completion z") == ["completion", "zsh"]
    assert zsh("collapse --mean-a") == ["collapse", "--mean-amplitude"]  # the = behind it goes when the line ends,
    assert zsh("collapse --train mi") == ["collapse", "--train", "mixture"]
    assert zsh("collapse --train=mi") == ["collapse", "--train=mixture"]
    assert zsh("collapse --seed 5 --output gau") == ["collapse", "--seed", "5", "--output", "gaussian.h5"]
    assert zsh("inspect --diff gau") == ["inspect", "--diff", "gaussian.h5"]
    assert zsh("doctor --folder res") == ["doctor", "--folder", "results"]  # and so does the slash


def test_zsh_lists_every_option_with_its_summary(regimes, zsh):
    for command in COMMANDS:
        zsh.terminal.send(f"LISTMAX=0; regimes {command} --\t\t\n")
        listed = zsh.terminal.until(r"\n<<.*>>\n")
        for option in options_of(regimes, command):
            if len(options_of(regimes, command)) > 1:  # a single one is completed, not listed
                assert re.search(rf"{option}\s+-- \S", listed), (command, option, listed)


def test_shells_that_are_not_known(regimes):
    regimes.refuses(USAGE, "no script is made for 'fish'; choose bash or zsh", arguments=["completion", "fish"])
    regimes.refuses(USAGE, "0 shells are given", arguments=["completion"])
    regimes.refuses(USAGE, "2 shells are given", arguments=["completion", "bash", "zsh"])
    regimes.refuses(USAGE, "'now' belongs to no option", arguments=["manual", "now"])


@pytest.fixture
def page(regimes):
    path = regimes.folder / "regimes.1"
    path.write_text(regimes.run("manual").stdout)
    return path


def formatted(command):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANROFFSEQ": ""}
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=True, env=environment)


def test_man_formats_the_page_without_warnings(page):
    result = formatted(["man", "--warnings=all", "--encoding=UTF-8", "--local-file", page])
    assert result.stderr == ""
    assert result.stdout.startswith("REGIMES(1)")
    result = formatted(["groff", "-ww", "-man", "-Tutf8", "-Z", page])
    assert result.stderr == ""


def test_mandoc_has_nothing_to_say_but_that_there_is_no_date(page):
    result = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    said = [line for line in result.stdout.splitlines() if "missing date" not in line]
    assert said == [] and result.stderr == ""


def test_the_page_explains_commands_options_and_exit_codes(regimes, page):
    shown = formatted(["man", "--encoding=UTF-8", "--no-justification", "--no-hyphenation", "--local-file", page]).stdout
    text = " ".join(re.sub(r".\x08", "", shown).split())
    for command in COMMANDS:
        assert f"regimes {command}" in text
        manual = regimes.run("help", command).stdout
        for option, first_words in re.findall(r"^  (--[a-z-]+)(?: \S+)?\n      (\S+ \S+ \S+)", manual, re.M):
            assert re.search(rf"{option}( \S+)? {re.escape(first_words)}", text), (command, option)
    for line in regimes.run("help").stdout.split("Exit codes:\n")[1].splitlines():
        assert " ".join(line.split()) in text
    assert "x_t = a e^{-t} + sqrt(1 - e^{-2t}) z" in text
    assert "e\\(ha{\\-t}" in page.read_text()  # groff turns a plain ^ or - into another letter, though not on every system


def test_install_puts_page_and_scripts_in_place(regimes, page, tmp_path):
    share = tmp_path / "prefix" / "share"
    install = [os.environ["REGIMES_CMAKE"], f"-Dprogram={regimes.path}", f"-Dshare={share}", "-P",
               f"{os.environ['REGIMES_SOURCE']}/cmake/InstallShellSupport.cmake"]
    subprocess.run(install, capture_output=True, timeout=LIMIT_SECONDS, check=True)
    assert (share / "man/man1/regimes.1").read_text() == page.read_text()
    assert (share / "bash-completion/completions/regimes").read_text() == script(regimes, "bash")
    assert (share / "zsh/site-functions/_regimes").read_text() == script(regimes, "zsh")
