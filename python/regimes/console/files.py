"""Writing files so that no half of one is ever seen, and pictures that are small."""
import contextlib
import io
import os
import shutil

from regimes.console.command import INPUT_OUTPUT, USAGE, Refusal, need_places
from regimes.console.output_lock import output_lock

PALETTE = 256  # colours of a PNG: a third of the bytes of full colour, and no difference to be seen


ASIDE = ".writing-"  # what follows the name of a file in those that are not finished, as the program has it


def _remove_left_aside(path):
    """Removes what writers of `path` that were killed have left. For the process that has its lock."""
    folder, start = os.path.dirname(path), os.path.basename(path) + ASIDE
    with os.scandir(folder) as entries:
        left = [entry.path for entry in entries if entry.name.startswith(start) and entry.is_file(follow_symlinks=False)]
    for name in left:
        with contextlib.suppress(OSError):  # a writer of another host may have removed it
            os.remove(name)


def _new_file_beside(path):
    """The name of a new, empty file in the same folder, as the program names those that it has not finished."""
    number = 0
    while True:
        name = f"{path}{ASIDE}{os.getpid()}-{number}"
        try:
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            return name
        except FileExistsError:
            number += 1


@contextlib.contextmanager
def _made_in_memory(write):
    """A stream of what write(path) writes to a file that is in memory: libraries fail on full disks in many ways."""
    with os.fdopen(os.memfd_create("output"), "w+b") as stream:
        write(f"/proc/self/fd/{stream.fileno()}")
        yield stream


def _copy(stream, name):
    """To the disk, whole and synced."""
    with open(name, "wb") as target:
        shutil.copyfileobj(stream, target)
        target.flush()
        os.fsync(target.fileno())


@contextlib.contextmanager
def _file_beside(path, replaces):
    """The name of a new file, which becomes `path`, or what a symbolic link there leads to, where all goes well. Refusal where `path` cannot be written,
    another process is writing it, or, unless it `replaces`, a file is there."""
    need_places([path], [])
    target = os.path.realpath(path)
    try:
        with output_lock(target):
            if not replaces and os.path.exists(target):
                raise Refusal(USAGE, f"--output {path}: another process has written it meanwhile; choose another name, or replace it with --force")
            _remove_left_aside(target)
            aside = _new_file_beside(target)
            try:
                yield aside
                os.replace(aside, target)
            finally:
                if os.path.exists(aside):
                    os.remove(aside)
    except OSError as error:
        raise Refusal(INPUT_OUTPUT, f"--output {path}: cannot write ({error})") from error


def write_aside(path, write, replaces=True):
    """Calls write(name) for a file in memory and moves what it wrote to `path`, once it is synced under another name beside it."""
    with _file_beside(path, replaces) as aside, _made_in_memory(write) as stream:
        _copy(stream, aside)


def write_large(path, write, replaces=True):
    """As write_aside, for what memory may have no room for: write(name) itself writes to the disk."""
    with _file_beside(path, replaces) as aside:
        write(aside)
        with open(aside, "rb") as stream:
            os.fsync(stream.fileno())


def save_png(figure, target):
    """The figure as a PNG with a palette, at the resolution of the style, to a path or a stream."""
    from PIL import Image  # comes with matplotlib

    full = io.BytesIO()
    figure.savefig(full, format="png", pil_kwargs={"compress_level": 1})
    with Image.open(full) as picture:
        picture.convert("RGB").quantize(PALETTE).save(target, format="PNG", optimize=True, dpi=picture.info["dpi"])


def save_figure(figure, names, save_numbers=None):
    """Writes a figure into files of the kinds that their extensions name; a CSV, the plotted numbers, by save_numbers(path)."""
    writers = {".png": lambda name: save_png(figure, name), ".pdf": lambda name: figure.savefig(name, format="pdf"), ".csv": save_numbers}
    for name in names:
        write_aside(name, writers[os.path.splitext(name)[1]])
