import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "restart", HERE.parents[1] / "python"):
    sys.path.insert(0, str(folder))
