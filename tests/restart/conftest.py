import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).parent))

from long_run import Run  # noqa: E402
from run_regimes import open_result, program  # noqa: E402, F401  (a fixture)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The result of a run that was left alone, on one rank."""
    run = Run(tmp_path_factory.mktemp("undisturbed"))
    code, _, err = run.end()
    assert code == 0, err
    return open_result(run.output)
