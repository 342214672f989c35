"""INI files as plain values: no interpolation, no defaults, nothing cut off a value."""
import configparser
import os

from .errors import JobsError

NO_DEFAULT_SECTION = "\0"  # a section that no file can have
LARGEST_BYTES = 1 << 20


def read_ini(path):
    """{section: {key: value}} of a file; # and ; begin a comment at the start of a line only."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"), inline_comment_prefixes=None,
                                       empty_lines_in_values=False, default_section=NO_DEFAULT_SECTION)
    parser.optionxform = str
    if not os.path.isfile(path):
        raise JobsError(f"{path!r}: there is no such file")
    if os.path.getsize(path) > LARGEST_BYTES:
        raise JobsError(f"{path!r}: is larger than {LARGEST_BYTES} bytes, and so no INI file")
    try:
        with open(path, encoding="utf-8-sig") as stream:
            parser.read_file(stream, source=path)
    except (configparser.Error, UnicodeDecodeError) as error:
        raise JobsError(f"{path!r}: is no INI file ({' '.join(str(error).split())})") from error
    sections = {section: dict(parser.items(section)) for section in parser.sections()}
    for section, entries in sections.items():
        for key, value in entries.items():
            if "\0" in key + value:
                raise JobsError(f"{path!r}: [{section}] {key!r} contains a zero byte")
    return sections


def words_of_lines(text):
    """The lines of a value without their blanks; empty lines are left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]
