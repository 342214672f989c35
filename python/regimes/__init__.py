"""The exact score of a finite training set, from NumPy arrays: `TrainingSet` answers in this process, `run` has the program do an experiment.

    import numpy, regimes
    points = numpy.random.default_rng(1).normal(size=(100_000, 32))
    score = regimes.TrainingSet(points).empirical_score(points[:128], t=0.3)
    curve = regimes.collapse(points, sizes="1000,100000")            # an xarray.Dataset, as the file has it
"""
from regimes import laws, theory
from regimes._core import backend, instruction_set
from regimes._core import version as __version__
from regimes.program import RunFailed, collapse, evaluate, kde, memorisation, open_result, run, speciation
from regimes.training_set import TrainingSet

open = open_result  # `regimes.open(path)`, beside xarray.open_dataset

__all__ = ["RunFailed", "TrainingSet", "backend", "collapse", "evaluate", "instruction_set", "kde", "laws", "memorisation", "open", "run",
           "speciation", "theory", "__version__"]
