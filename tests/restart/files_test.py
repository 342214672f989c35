"""Runs on data files: they go on with the spectra that they have, and only on the same file."""

import signal

import pytest
from comparison import ROUNDING, same_bits
from idx_writer import correlated_bytes, write_idx
from long_run import STOPPED_EARLY, Run, words
from run_regimes import open_result

BAD_DATA, USAGE = 65, 2
POINTS, DIMENSION = 3000, 8
OPTIONS = {"train": "idx", "snapshots": "500,3000", "queries": 400, "replicas": 12}


class ImageRun(Run):
    def __init__(self, folder, images):
        super().__init__(folder, "collapse", *words({**OPTIONS, "train-file": images, "checkpoint-minutes": 0}), f"--output={folder / 'out.h5'}")


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    path = tmp_path_factory.mktemp("images") / "images"
    write_idx(path, correlated_bytes(POINTS, DIMENSION, seed=3).reshape(POINTS, 2, DIMENSION // 2))
    return path


@pytest.fixture
def stopped(tmp_path, images):
    run = ImageRun(tmp_path, images)
    assert run.wait_until(run.partial.exists)
    run.process.send_signal(signal.SIGTERM)
    assert run.end()[0] == STOPPED_EARLY
    return tmp_path


def test_goes_on_bit_for_bit(stopped, images):
    whole = stopped / "whole"
    whole.mkdir()
    run = ImageRun(whole, images)
    assert run.end()[0] == 0
    resumed = Run(stopped, "resume", "out.h5.partial")
    assert resumed.end()[0] == 0
    same_bits(open_result(stopped / "out.h5"), open_result(run.output), ROUNDING)
    extension = Run(stopped, "resume", "out.h5", "--points=3001")
    assert extension.end()[0] == USAGE


def test_another_file_is_refused(stopped, images):
    whole = images.read_bytes()
    images.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        code, _, err = Run(stopped, "resume", "out.h5.partial").end()
        assert code == BAD_DATA and str(images) in err and "changed" in err, err
    finally:
        images.write_bytes(whole)
