#pragma once
/// The IDX format of the MNIST family, plain or gzip: bytes 0, 0, type, rank; `rank` sizes as big-endian
/// 32-bit integers; then the values, big-endian, last index fastest.
#include <memory>
#include <string>
#include <string_view>

#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// True of the beginning of an IDX file of a known type.
bool is_idx(std::string_view beginning);

/// An IDX file: the first size counts the rows, the product of the others is their dimension. The
/// size of a plain file, or the whole content of a compressed one, has been compared with the header:
/// nothing is ever allocated on the word of a header. `option` names the file in messages.
/// InputOutputError: the file cannot be opened or read. DataError: empty, not IDX, an unknown type,
/// a size of 0, sizes whose product overflows, less or more data than announced, damaged gzip data.
std::unique_ptr<RowReader> open_idx(const std::string& path, const std::string& option);

/// Likewise, but refuses one axis of bytes, which are labels wherever this format is used: DataError.
std::unique_ptr<RowReader> open_idx_points(const std::string& path,
                                           const std::string& option = "--train-file");

}  // namespace regimes::datasets
