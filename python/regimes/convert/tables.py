"""Tables in text: CSV and its relatives."""
import csv

import numpy

from regimes.console.command import USAGE, Refusal
from regimes.errors import ForeignFile
from regimes.convert.source import Batch, Source, rows_together

SAMPLE = 1 << 16
DELIMITERS = ",;\t| "


def as_number(cell):
    try:
        return float(cell)
    except ValueError:
        return None


def label_column(names, width, wanted, path):
    """The position of the column of labels, by its name or number."""
    if wanted is None:
        return None
    if names is not None and wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and int(wanted) < width:
        return int(wanted)
    known = f"its columns are {', '.join(names[:20])}" if names is not None else f"it has the columns 0 to {width - 1}"
    raise Refusal(USAGE, f"--labels {wanted}: {path} has no such column; {known}")


def dialect_of(start):
    try:
        return csv.Sniffer().sniff(start, DELIMITERS)
    except csv.Error:
        return csv.excel


def table_source(path, options):
    """Rows of numbers; the first line may name the columns. Labels are whole numbers, or words that are numbered as they come."""
    source = Source(None)

    def batches():
        try:
            with open(path, newline="", encoding="utf-8-sig") as file:
                dialect = dialect_of(file.read(SAMPLE))
                file.seek(0)
                yield from rows_of(csv.reader(file, dialect))
        except (UnicodeDecodeError, csv.Error) as error:
            raise ForeignFile(f"{path} is damaged, or no table in UTF-8 text ({error}); save it as CSV in UTF-8") from error

    def rows_of(reader):
        names, width, column, points, labels = None, None, None, [], []
        for cells in reader:
            if not cells:
                continue
            if width is None:
                width = len(cells)
                names = None if all(as_number(cell) is not None for cell in cells) and options.labels not in cells else \
                    [cell.strip() for cell in cells]
                if names is not None and any(as_number(cell) is not None for cell in cells) and options.labels not in names:
                    names = None  # a first row of data with words in it: refused below by its place
                column = label_column(names, width, options.labels, path)
                if names is not None:
                    continue
            place = f"{path}, line {reader.line_num}"
            if len(cells) != width:
                raise ForeignFile(f"{place} has {len(cells)} columns, and the first line {width}")
            if column is not None:
                labels.append(label_of(cells[column].strip(), place))
            points.append([number_in(cell, place, at) for at, cell in enumerate(cells) if at != column])
            if len(points) == rows_together(8 * width):
                yield Batch(numpy.array(points), numpy.array(labels) if labels else None)
                points, labels = [], []
        if points:
            yield Batch(numpy.array(points), numpy.array(labels) if labels else None)

    def label_of(cell, place):
        number = as_number(cell)
        if number is not None and not source.label_names:
            if not number.is_integer():
                raise ForeignFile(f"{place}: the label {cell} is not a whole number")
            return int(number)
        if cell == "":
            raise ForeignFile(f"{place}: the label is missing")
        if cell not in source.label_names:
            source.label_names.append(cell)
        return source.label_names.index(cell)

    source.batches = batches()
    return source


def number_in(cell, place, column):
    number = as_number(cell)
    if number is None or not numpy.isfinite(number):
        what = "nothing" if cell.strip() == "" else f"'{cell.strip()[:40]}'"
        raise ForeignFile(f"{place}, column {column}: {what} is not a finite number; leave that row or column out, or give a column of labels "
                          "with --labels")
    return number
