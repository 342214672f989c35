#pragma once
/// Labels from a file of any format.
#include <cstdint>
#include <string>
#include <vector>

namespace regimes::datasets {

/// The labels in an NPY or IDX file (told apart by how they begin) or in a dataset of an HDF5 file
/// (FILE:/path/to/dataset). Errors: those of read_npy_labels(), read_idx_labels(), read_hdf5_labels().
std::vector<std::int32_t> read_labels(const std::string& where, const std::string& option = "--labels-file");

}  // namespace regimes::datasets
