"""Captions are written once, with mathematics between dollar signs as matplotlib sets it; here is their HTML."""
import re
from html import escape

WORDS = {r"\varphi": "<i>φ</i>", r"\alpha": "<i>α</i>", r"\sigma": "<i>σ</i>", r"\mu": "<i>μ</i>", r"\Phi": "Φ", r"\Lambda": "Λ", r"\ln": "ln&nbsp;",
         r"\sqrt": "√", r"\times": "×", r"\infty": "∞", r"\!": "", r"\,": " ", "-": "−", "=": " = "}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[_^]\{[^{}]*\}|[_^].|\{|\}|[A-Za-z]|.", re.DOTALL)
TAGS = {"_": "sub", "^": "sup"}


def _token(text):
    if text[0] in TAGS and len(text) > 1:
        return f"<{TAGS[text[0]]}>{_mathematics(text[1:])}</{TAGS[text[0]]}>"
    if text in ("{", "}"):
        return ""
    return WORDS.get(text, f"<i>{text}</i>" if text.isalpha() else escape(text))


def _mathematics(text):
    return "".join(_token(token) for token in TOKEN.findall(text) if not token.isspace())


def html(text):
    """The text escaped, with its mathematics as italics, sub- and superscripts. A dollar sign after a backslash is one."""
    parts = re.split(r"(?<!\\)\$", text)
    return "".join(escape(part.replace(r"\$", "$")) if index % 2 == 0 else _mathematics(part) for index, part in enumerate(parts))
