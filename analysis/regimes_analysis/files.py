"""Writing files so that no half of one is ever seen, and pictures that are small."""
import io
import os

from regimes_analysis.command import INPUT_OUTPUT, USAGE, Refusal, need_places
from regimes_analysis.output_lock import output_lock

PALETTE = 256  # colours of a PNG: a third of the bytes of full colour, and no difference to be seen


def _new_file_beside(path):
    """The name of a new, empty file in the same folder, as the program names those that it has not finished."""
    number = 0
    while True:
        name = f"{path}.writing-{os.getpid()}-{number}"
        try:
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            return name
        except FileExistsError:
            number += 1


def _sync(path):
    with open(path, "rb") as written:
        os.fsync(written.fileno())


def write_aside(path, write, replaces=True):
    """Calls write(aside) with the name of a new file beside `path`, or beside what a symbolic link there leads to, then syncs that file and moves it
    to its place. Refusal where `path` cannot be written, another process is writing it, or, unless it `replaces`, a file is there."""
    need_places([path], [])
    target = os.path.realpath(path)
    try:
        with output_lock(target):
            if not replaces and os.path.exists(target):
                raise Refusal(USAGE, f"--output {path}: another process has written it meanwhile; choose another name, or replace it with --force")
            aside = _new_file_beside(target)
            try:
                write(aside)
                _sync(aside)
                os.replace(aside, target)
            finally:
                if os.path.exists(aside):
                    os.remove(aside)
    except OSError as error:
        raise Refusal(INPUT_OUTPUT, f"--output {path}: cannot write ({error})") from error


def save_png(figure, target):
    """The figure as a PNG with a palette, at the resolution of the style, to a path or a stream."""
    from PIL import Image  # comes with matplotlib

    full = io.BytesIO()
    figure.savefig(full, format="png", pil_kwargs={"compress_level": 1})
    with Image.open(full) as picture:
        picture.convert("RGB").quantize(PALETTE).save(target, format="PNG", optimize=True, dpi=picture.info["dpi"])


def save_figure(figure, names, save_numbers=None):
    """Writes a figure into files of the kinds that their extensions name; a CSV, the plotted numbers, by save_numbers(path)."""
    writers = {".png": lambda aside: save_png(figure, aside), ".pdf": lambda aside: figure.savefig(aside, format="pdf"), ".csv": save_numbers}
    for name in names:
        write_aside(name, writers[os.path.splitext(name)[1]])
