"""The exact score of a finite training set, from NumPy arrays: `TrainingSet` answers in this process, `run` has the program do an experiment.

    import numpy, regimes
    points = numpy.random.default_rng(1).normal(size=(100_000, 32))
    score = regimes.TrainingSet(points).empirical_score(points[:128], t=0.3)
    curve = regimes.collapse(points, sizes="1000,100000")            # an xarray.Dataset, as the file has it

Names are looked up when they are used: what reads and draws results needs neither the compiled module nor, of jobs/, anything but Python itself.
"""
import importlib.util

__version__ = "0.2.0"

# Where every name comes from, and what it is called there.
_NAMES = {
    "TrainingSet": ("regimes.training_set", "TrainingSet"),
    "backend": ("regimes._core", "backend"),
    "instruction_set": ("regimes._core", "instruction_set"),
    "open": ("regimes.program", "open_result"),
    **{name: ("regimes.program", name) for name in ("RunFailed", "collapse", "evaluate", "kde", "memorisation", "run", "speciation")},
}
_MODULES = ("laws", "program", "theory")

__all__ = sorted([*_NAMES, *_MODULES, "__version__"])


def __getattr__(name):
    if name not in _NAMES and name not in _MODULES:
        raise AttributeError(f"module 'regimes' has no attribute {name!r}")
    module, own = _NAMES.get(name, (f"regimes.{name}", None))
    try:
        found = importlib.import_module(module)
        found = found if own is None else getattr(found, own)
    except ImportError as error:
        if importlib.util.find_spec("regimes._core") is not None:
            raise
        raise ImportError(f"regimes.{name} needs the compiled module regimes._core, which is not beside {__file__}; python/README.md says where a "
                          "build puts it") from error
    globals()[name] = found
    return found


def __dir__():
    return sorted({*globals(), *__all__})
