import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).parents[2] / "python"))

from run_regimes import program  # noqa: E402, F401  (a fixture)
