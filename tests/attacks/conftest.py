import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
for folder in ("tests/attacks", "tests/support", "tests/golden", "python"):
    sys.path.insert(0, str(ROOT / folder))

IN_MEMORY = "/dev/shm"  # where a disk that is busy with other work does not stretch the moments at which runs are hit


@pytest.fixture(scope="session")
def all_places():
    folder = tempfile.mkdtemp(prefix="attacks", dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None)
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.fixture
def place(all_places):
    """A folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(dir=all_places))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def undisturbed(all_places):
    from undisturbed import Undisturbed

    return Undisturbed(Path(tempfile.mkdtemp(dir=all_places)))
