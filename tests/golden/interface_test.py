"""What scripts and configuration files of earlier versions say is still understood."""
import json
from pathlib import Path

from interruption import finish

OPTIONS = Path(__file__).with_name("options.txt")


def test_no_option_of_an_earlier_version_is_gone_or_means_another_kind_of_value():
    commands = json.loads(finish("describe", "--format", "json").stdout)["commands"]
    today = {
        (command["name"], name, option["type"])
        for command in commands
        for group in command["groups"]
        for option in group["options"]
        for name in (option["name"], *option["aliases"])
    }
    earlier = {tuple(line.split()) for line in OPTIONS.read_text(encoding="utf-8").splitlines()}
    assert len(earlier) > 100
    assert not earlier - today
