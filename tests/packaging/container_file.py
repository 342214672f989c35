"""What can be said of container recipes without building them: their form, the stages they name, the shell in them."""

import re
import subprocess

INSTRUCTIONS = {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL",
                "USER", "VOLUME", "WORKDIR"}
HEADERS = {"Bootstrap", "From", "Stage"}
SECTIONS = {"help", "setup", "files", "labels", "environment", "post", "runscript", "startscript", "test"}
SHELL_SECTIONS = {"setup", "environment", "post", "runscript", "startscript", "test"}
FROM = re.compile(r"\S+( AS (?P<name>\w+))?")
OTHER_STAGE = re.compile(r"--from=(\w+)")


def shell_problem(script):
    """What a shell says of the form of a script; nothing where all is well."""
    return subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False).stderr.strip()


def instructions(text):
    """(keyword, arguments) of a Containerfile, with lines that go on joined and comments left out."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        keyword, _, rest = line.partition(" ")
        yield keyword, rest.strip()


def containerfile_problems(text, context):
    """What is wrong with a Containerfile whose build context is the folder `context`."""
    stages, started = [], False
    for keyword, rest in instructions(text):
        if keyword not in INSTRUCTIONS:
            yield f"{keyword} is no instruction"
        elif not rest:
            yield f"{keyword} has no arguments"
        if not started and keyword not in ("ARG", "FROM"):
            yield f"{keyword} stands before the first FROM"
        if keyword == "FROM":
            started = True
            stage = FROM.fullmatch(rest)
            if not stage:
                yield f"FROM {rest} is not of the form IMAGE [AS NAME]"
            else:
                stages.append(stage["name"])
        if keyword == "RUN" and shell_problem(rest):
            yield f"RUN: {shell_problem(rest)}"
        if keyword == "COPY":
            *sources, _ = [word for word in rest.split() if not word.startswith("--")]
            other = OTHER_STAGE.search(rest)
            if other and other[1] not in stages[:-1]:
                yield f"COPY --from={other[1]}: no stage before has this name"
            for source in sources if not other else ():
                if source != "." and not list(context.glob(source)):
                    yield f"COPY {source}: there is no such file"
    if not started:
        yield "there is no FROM"


def definition_sections(text):
    """(stage, section, its argument, text) of an Apptainer definition; a header is a section of its name."""
    stage, section, argument, lines = None, None, "", []
    for line in text.splitlines():
        header = re.fullmatch(r"(\w+): (\S+)", line)
        if line.startswith("%") or header:
            if section:
                yield stage, section, argument, "\n".join(lines)
            section, lines = None, []
        if header:
            stage = header[2] if header[1] == "Stage" else stage
            yield stage, header[1], header[2], ""
        elif line.startswith("%"):
            section, _, argument = line[1:].partition(" ")
        elif section:
            lines.append(line)
        elif line.strip() and not line.startswith("#"):
            yield stage, line, "", ""
    if section:
        yield stage, section, argument, "\n".join(lines)


def definition_problems(text):
    """What is wrong with an Apptainer definition."""
    stages, headers = [], set()
    for _, section, argument, body in definition_sections(text):
        if section in HEADERS:
            headers.add(section)
            if section == "Stage":
                stages.append(argument)
        elif section not in SECTIONS:
            yield f"{section} is neither a header nor a section"
        if section == "files" and argument and argument.removeprefix("from ") not in stages[:-1]:
            yield f"%files {argument}: no stage before has this name"
        if section in SHELL_SECTIONS and shell_problem(body):
            yield f"%{section}: {shell_problem(body)}"
    for header in HEADERS - headers:
        yield f"there is no {header}"
