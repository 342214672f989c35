#pragma once
/// Datasets of HDF5 files as points or labels, named as FILE:/path/to/dataset.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/row_reader.hpp"

namespace regimes::datasets {

struct DatasetName {
  std::string file;
  std::string dataset;  ///< begins with '/'; empty: not given
};

/// Cuts at the last ":/".
DatasetName split_dataset_name(const std::string& where);

/// A dataset of two dimensions, a point in each row; of more, of images say, all but the first are one row.
/// UsageError without a dataset name; otherwise the errors of ByteFile and io::NumericDataset, and DataError
/// for one dimension only.
std::unique_ptr<RowReader> open_hdf5(const std::string& where, const std::string& option = "--train-file");

/// The values of a dataset of integers with one dimension. Errors as for open_hdf5(); DataError for other
/// types and shapes, and for values out of [0, largest_label].
std::vector<std::int32_t> read_hdf5_labels(const std::string& where,
                                           const std::string& option = "--labels-file");

}  // namespace regimes::datasets
