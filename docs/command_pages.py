"""A page for every command, from what `regimes describe --format json` says on standard input.

usage: command_pages.py FOLDER
"""
import json
import re
import sys
from pathlib import Path


def plain(text):
    """A text of the program as Markdown shows it: nothing in it is markup."""
    return re.sub(r"([\\`*_{}\[\]<>|$~^])", r"\\\1", text)


def option_lines(option):
    argument = f" {option['argument']}" if option["argument"] else ""
    yield f"`--{option['name']}{argument}`"
    facts = [plain(option["explanation"] or option["summary"])]
    for word, key in (("Default", "default"), ("Range", "range"), ("Unit", "unit"), ("Goes with", "condition")):
        if option[key] and not (key == "range" and option["choices"]):  # which are that range
            facts.append(f"{word}: {plain(option[key])}.")
    if option["choices"]:
        facts.append("One of " + ", ".join(f"`{choice}`" for choice in option["choices"]) + ".")
    if option["aliases"]:
        facts.append("Also " + ", ".join(f"`--{alias}`" for alias in option["aliases"]) + ".")
    yield ": " + " ".join(facts)
    yield ""


def page(command):
    words = " ".join([command["name"], *(plain(operand["name"]) for operand in command["operands"])])
    yield f"# {words}"
    yield ""
    yield plain(command["description"] or command["summary"])
    yield ""
    if command["examples"]:
        yield from (f"    {example}" for example in command["examples"])
        yield ""
    for group in command["groups"]:
        yield f"## {plain(group['title'])}"
        yield ""
        for option in group["options"]:
            yield from option_lines(option)


def main(folder):
    for command in json.load(sys.stdin)["commands"]:
        Path(folder, command["name"] + ".md").write_text("\n".join(page(command)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
