"""Writing files so that no half of one is ever seen, and pictures that are small."""
import io
import os

PALETTE = 256  # colours of a PNG: a third of the bytes of full colour, and no difference to be seen


def write_aside(path, write):
    """Calls write(partial) with a name next to `path`, then syncs that file and moves it to its place."""
    partial = path + ".partial"
    try:
        write(partial)
        with open(partial, "rb") as written:
            os.fsync(written.fileno())
        os.replace(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def save_png(figure, target):
    """The figure as a PNG with a palette, at the resolution of the style, to a path or a stream."""
    from PIL import Image  # comes with matplotlib

    full = io.BytesIO()
    figure.savefig(full, format="png", pil_kwargs={"compress_level": 1})
    with Image.open(full) as picture:
        picture.convert("RGB").quantize(PALETTE).save(target, format="PNG", optimize=True, dpi=picture.info["dpi"])


def save_figure(figure, save_numbers, stem):
    """stem.png, stem.pdf, and stem.csv where save_numbers(path) writes the plotted numbers; returns the names."""
    save = {"png": lambda path: save_png(figure, path), "pdf": lambda path: figure.savefig(path, format="pdf")}
    if save_numbers is not None:
        save["csv"] = save_numbers
    for kind, write in save.items():
        write_aside(f"{stem}.{kind}", write)
    return [f"{stem}.{kind}" for kind in save]
