"""One self-contained HTML page of a sweep: pictures, numbers such as t_C, methods and where all of it comes from."""
import base64
import io
import os

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib import rcParams

from regimes.figures import style
from regimes.figures.figure_format import Format
from regimes.console.files import save_png
from regimes.results.labels import law_name
from regimes.report.notation import html
from regimes.results.reading import COLLAPSE
from regimes.report.table import NOT_KNOWN, columns_of, count, rows_of
from regimes.report.words import HEADINGS, METHODS, TABLES
from regimes.figures.sweep_figures import draw_sweep_figures

TEMPLATE, FORMULAS = "report.html.jinja", "formulas.mathml.jinja"
RUNS_SHOWN = 40  # with their commands; the curves file has all
SECONDS = (("d", 86400), ("h", 3600), ("min", 60))
SHARED_RUN = (("regimes_version", "regimes"), ("git_hash", "git commit"), ("compiler", "compiler"), ("kokkos_version", "Kokkos"),
              ("backend", "Kokkos backend"), ("mpi_version", "MPI"), ("hdf5_version", "HDF5"), ("host", "hosts"))


def duration(seconds):
    """A length of time in its largest unit: 93 s -> 1.6 min."""
    for unit, length in SECONDS:
        if seconds >= length:
            return f"{seconds / length:.3g}\u202f{unit}"
    return f"{seconds:.3g}\u202fs"


def power(value):
    """2.56e11 as mantissa and power of ten."""
    mantissa, exponent = f"{value:.2e}".split("e")
    return Markup(f"{mantissa} × 10<sup>{int(exponent)}</sup>")


def _image(drawing):
    """A PNG as the address of an image, and its size."""
    stream = io.BytesIO()
    save_png(drawing.figure, stream)
    width, height = (round(length * rcParams["savefig.dpi"]) for length in drawing.figure.get_size_inches())
    return {"width": width, "height": height, "source": "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode("ascii")}


def _pictures(curves):
    """Every figure twice: for a desk and paper, and for a phone, where letters would be too small."""
    wide, narrow = (draw_sweep_figures(curves, Format(width, with_caption=False)) for width in (style.PAGE_WIDTH, style.NARROW_WIDTH))
    return [{"title": drawing.title, "caption": Markup(html(drawing.caption)), "wide": _image(drawing), "narrow": _image(other)}
            for drawing, other in zip(wide, narrow)]


def _different(column):
    """The values of a column, each once."""
    return list(dict.fromkeys(str(value) for value in column if str(value)))


def _runs(table):
    columns = ("file", "seed", "file_dimension", "file_points", "host", "ranks", "start_time", "wall_clock_seconds", "command_line")
    rows = list(zip(*(table[name].values for name in columns)))[:RUNS_SHOWN]
    return [{"file": os.path.basename(file), "seed": seed, "dimension": d, "points": count(int(n)) if n else NOT_KNOWN, "host": host,
             "ranks": "" if np.isnan(ranks) else int(ranks), "start": start, "seconds": "" if np.isnan(seconds) else duration(seconds),
             "command": command} for file, seed, d, n, host, ranks, start, seconds, command in rows]


def _facts(curves):
    """The sweep in a few numbers: (what, how many)."""
    table, points = curves.provenance, curves.data["points"].values
    seconds, pairs = (float(np.nansum(table[name].values)) for name in ("wall_clock_seconds", "pairs"))
    sizes = f"{count(int(points[0]))} to {count(int(points[-1]))}" if points[-1] > 0 else "none: the law itself"
    facts = [("dimensions", ", ".join(map(str, curves.dimensions))), ("training points", sizes),
             ("seeds", str(len(_different(table["seed"].values)))), ("results", str(curves.data.attrs["results"]))]
    return facts + ([("run time", duration(seconds))] if seconds > 0 else []) + ([("pairs", power(pairs))] if pairs > 0 else [])


def _content(curves, command):
    table, slices = curves.provenance, curves.slices()
    experiment, columns = curves.experiment, columns_of(curves)
    heading = Markup(html(f"{HEADINGS.get(experiment, experiment)}: {law_name(slices[0])}"))
    return {
        "title": heading.striptags(),
        "heading": heading,
        "facts": _facts(curves),
        "missing": [name for name in str(curves.data.attrs.get("missing_tasks", "")).split(", ") if name],
        "expected": curves.data.attrs.get("expected_tasks"),
        "pictures": _pictures(curves),
        "table": TABLES.get(experiment, "Averages"),
        "columns": [Markup(html(column.heading)) for column in columns],
        "rows": rows_of(curves, columns) if columns else [],
        "is_collapse": experiment == COLLAPSE,
        "methods": Markup(html(METHODS.get(experiment, ""))),
        "is_synthetic": slices[0].law is not None,
        "is_mixture": curves.data.attrs["training_law"] == "mixture",
        "error_bars": curves.data.attrs["error_bars"],
        "versions": [(words, ", ".join(_different(table[name].values))) for name, words in SHARED_RUN if _different(table[name].values)],
        "dirty": bool(np.nansum(table["git_dirty"].values)),
        "seeds": curves.data.attrs["seeds"],
        "options": curves.options,
        "notes": table.attrs.get("notes", ""),
        "runs": _runs(table),
        "runs_left": max(0, table.sizes["file_index"] - RUNS_SHOWN),
        "curves_file": os.path.basename(curves.path),
        "collect_command": table.attrs.get("command_line", ""),
        "report_command": command,
    }


def report_page(curves, command):
    """The page as text. Everything that comes from files or options is escaped by the template."""
    environment = Environment(loader=FileSystemLoader(os.path.dirname(os.path.realpath(__file__))), autoescape=lambda name: name != FORMULAS, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(TEMPLATE).render(_content(curves, command))
