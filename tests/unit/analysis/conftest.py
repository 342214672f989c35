"""Makes the analysis package importable from the source tree."""
import sys
from pathlib import Path

ANALYSIS = Path(__file__).resolve().parents[3] / "analysis"
sys.path[:0] = [str(ANALYSIS), str(ANALYSIS.parent / "jobs"), str(ANALYSIS.parent / "tests" / "support")]
