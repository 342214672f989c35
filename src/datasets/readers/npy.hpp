#pragma once
/// Arrays of NumPy: NPY files, plain or compressed by gzip, and members of NPZ archives.
#include <memory>
#include <string>
#include <vector>

#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// The rows of an array of two dimensions; of more, all but the first are one row; of one, rows of one
/// number. Any integers, truth values and floating-point numbers of 16, 32 and 64 bits, of either byte order.
/// `where` is FILE, or FILE:NAME for the array NAME of an NPZ archive, which may be left out where it holds
/// only one. `option` names the file in messages. Errors: those of open_bytes(), ZipArchive,
/// parse_npy_header() and open_array(); UsageError where an archive holds several arrays and none is named,
/// or not the one that is.
std::unique_ptr<RowReader> open_npy(const std::string& where, const std::string& option = "--train-file");

}  // namespace regimes::datasets
