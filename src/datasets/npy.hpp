#pragma once
/// Arrays of NumPy's NPY format as points or labels. Read by position, never as a whole.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/row_reader.hpp"

namespace regimes::datasets {

/// A two-dimensional array of points, one a row, of float32, float64 or uint8, in C or Fortran order. In C
/// order there may be more dimensions, of images say: all but the first are one row. Errors: those of
/// ByteFile and parse_npy_header(); DataError for other types and other numbers of dimensions.
std::unique_ptr<RowReader> open_npy(const std::string& path, const std::string& option = "--train-file");

/// The values of a one-dimensional array of integers. Errors as for open_npy(); DataError for values out of
/// [0, largest_label].
std::vector<std::int32_t> read_npy_labels(const std::string& path,
                                          const std::string& option = "--labels-file");

}  // namespace regimes::datasets
