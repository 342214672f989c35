"""Merge the results of a sweep of any experiment: averages over seeds, with errors, beside theory."""
import os
import shlex
import sys

from regimes.console.command import BAD_DATA, DONE, INCOMPLETE, PARTIAL, USAGE, Refusal, command, need_places
from regimes.console.terminal import Parser, complain, printable, say

DESCRIPTION = """\
Merge the results of a sweep of one experiment over dimensions, numbers of points
and seeds: for every (d, n) the averages over seeds with standard errors, such as
t_C of collapse, h_opt of kde or t_S of speciation, beside theory. CURVES is HDF5
(for figures and report) or, with the extension .csv, one long table.

Results must share all options but those that a sweep varies; counts such as
queries, and precision, must be the same within each dimension. Unfinished results
(.partial) are listed and left out."""

EXAMPLES = """\
examples:
  collect results/*.h5 -o curves.h5
  collect --expect tasks.json -o curves.h5           what the sweep has, and a list of what is missing
  collect results/* --only train=mixture -o mixture.csv
exit codes: 0 done; 2 usage, missing file, or CURVES exists; 65 a damaged or foreign file, or results of several sweeps or experiments;
  66 written, but some of the expected tasks are missing; 74 cannot write"""


def command_line():
    """The options."""
    parser = Parser("collect", DESCRIPTION, EXAMPLES)
    parser.add_argument("results", nargs="*", metavar="RESULT", help="result of `regimes EXPERIMENT` (HDF5), all of one experiment")
    parser.add_argument("-o", "--output", required=True, metavar="CURVES", help="file to write, .h5 or .csv")
    parser.add_argument("--expect", metavar="TASKS", help="task table of the sweep (JSON, from jobs/submit): its results are collected, and "
                        "what is missing is listed")
    parser.add_argument("--only", action="append", default=[], metavar="OPTION=VALUE",
                        help="leave out results whose option has another value; may be repeated")
    parser.add_argument("--partial", action="store_true", help="take the finished snapshots of unfinished results too")
    parser.add_argument("--force", action="store_true", help="replace CURVES if it exists")
    return parser


def parse(arguments):
    parser = command_line()
    options = parser.parse_args(arguments)
    if not options.results and not options.expect:
        parser.error("give RESULTs, or --expect TASKS")
    for choice in options.only:
        if "=" not in choice:
            parser.error(f"--only {choice}: not of the form OPTION=VALUE")
    return options


def check_output(options, paths):
    if os.path.splitext(options.output)[1] not in (".h5", ".csv"):
        raise Refusal(USAGE, f"--output {options.output}: the extension must be .h5 or .csv")
    need_places([options.output], [*paths, *filter(None, [options.expect])])
    if os.path.lexists(options.output) and not options.force:
        raise Refusal(USAGE, f"--output {options.output}: exists; choose another name, or replace it with --force")


def gather(options):
    """(paths to collect, tasks that are expected)."""
    if not options.expect:
        return options.results, []
    from regimes.sweeps.expected_tasks import read_tasks

    tasks = read_tasks(options.expect)
    known = {os.path.realpath(task.output + suffix) for task in tasks for suffix in ("", PARTIAL)}
    strangers = [path for path in options.results if os.path.realpath(path) not in known]
    if strangers:
        raise Refusal(BAD_DATA, f"{', '.join(strangers)}: not of the sweep of {options.expect}; collect each sweep by itself")
    there = [task.output if task.is_done else task.output + PARTIAL for task in tasks if task.is_done or task.has_partial]
    return [*options.results, *there], tasks


def note(message):
    complain(f"collect: {message}")


def missing_tasks(tasks, damaged):
    """(name, why) of every task without a whole result."""
    missing, unusable = [], {os.path.realpath(path) for path in damaged}
    for task in tasks:
        if not task.is_done:
            missing.append((task.name, "unfinished" if task.has_partial else "no result"))
        elif os.path.realpath(task.output) in unusable:
            missing.append((task.name, "damaged"))
    return missing


def write(options, collection, tasks, missing, command):
    from regimes.sweeps.curves import write_curves
    from regimes.sweeps.curves_table import write_table
    from regimes.console.files import write_aside
    from regimes.sweeps.merging import merge
    from regimes.sweeps.provenance import provenance

    dataset = merge(collection)
    if tasks:
        dataset.attrs |= {"expected_tasks": len(tasks), "missing_tasks": printable(", ".join(f"{name} ({why})" for name, why in missing))}
    if options.output.endswith(".csv"):
        write_aside(options.output, lambda path: write_table(path, dataset), options.force)
    else:
        write_curves(options.output, dataset, provenance(collection, command), options.force)
    dimensions, sizes = dataset["dimension"].values, dataset["points"].values
    points = f"n = {sizes[0]} to {sizes[-1]}" if sizes[-1] > 0 else "without training sets"
    say(f"wrote {options.output}: {len(collection.cells)} pairs (n, d), d = {', '.join(map(str, dimensions))}, {points}, "
        f"from {len(collection.results)} results, seeds {dataset.attrs['seeds']}")


def tell_left_out(collection):
    for message in collection.damaged.values():
        note(f"left out: {message}")
    for path in collection.unfinished:
        note(f"left out: {path}: unfinished; --partial takes the snapshots that are done")
    for each in collection.notes:
        note(each)


def run(arguments):
    options = parse(arguments)
    paths, tasks = gather(options)
    check_output(options, paths)

    from regimes.sweeps.collecting import collect, why_empty  # after the options: --help must not wait for these

    only = [choice.split("=", 1) for choice in options.only]
    collection = collect(paths, only, options.partial)
    if collection.damaged and not tasks:
        raise Refusal(BAD_DATA, "nothing is written:", *(f"  {message}" for message in collection.damaged.values()))
    tell_left_out(collection)
    missing = missing_tasks(tasks, collection.damaged)
    if collection.cells:
        write(options, collection, tasks, missing, shlex.join(["collect", *arguments]))
    elif not tasks:
        raise Refusal(BAD_DATA, f"no results to collect: {why_empty(collection, only)}")
    else:
        note("nothing is written: no task has a result that could be taken")
    for name, why in missing:
        note(f"missing: {name} ({why})")
    if missing:
        note(f"{len(missing)} of {len(tasks)} tasks are missing; jobs/status tells more")
    return INCOMPLETE if missing or not collection.cells else DONE


main = command("collect", run)


if __name__ == "__main__":
    sys.exit(main())
