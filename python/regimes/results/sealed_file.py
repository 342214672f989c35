"""The one way in which files of the suite are opened by analysis/ and jobs/: checked first, and read where they do no harm."""
import os

from regimes.results.checksum_trailer import check_checksum_trailer
from regimes.results.child_process import in_child


def read_sealed(path, read, advice):
    """read(path), in a child process, of a file that ends in the checksum of its bytes. FileNotFoundError, with the advice, where there is no
    file, ForeignFile where it is damaged or something else."""
    if not os.path.isfile(path):
        raise FileNotFoundError(f"{path}: no such file; {advice}")
    check_checksum_trailer(path)
    return in_child(read, path)
