"""Result files: opened where they do no harm, checked, and seen as what their experiment wrote."""
import os

# Before anything loads HDF5. Files of the suite are whole before they have their name, and sealed; a lock of HDF5's adds nothing, and
# where a file system has none (errno 37, 95, 524) HDF5 would refuse to open them.
os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
