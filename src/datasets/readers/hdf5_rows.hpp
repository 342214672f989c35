#pragma once
/// Datasets of HDF5 files as points or labels, named as FILE:/path/to/dataset.
#include <memory>
#include <string>

#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// A dataset of two dimensions, a point in each row; of more, of images say, all but the first are one row;
/// of one, rows of one number. UsageError without a dataset name, with the datasets that there are; otherwise
/// the errors of ByteFile and io::NumericDataset.
std::unique_ptr<RowReader> open_hdf5(const std::string& where, const std::string& option = "--train-file");

}  // namespace regimes::datasets
