"""Makes the packages importable from the source tree."""
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
ANALYSIS = SOURCE / "analysis"
sys.path[:0] = [str(SOURCE / folder) for folder in ("python", "jobs", "tests/support")]
