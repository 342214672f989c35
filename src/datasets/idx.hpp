#pragma once
/// The IDX format of the MNIST family, plain or gzip: bytes 0, 0, type, rank; `rank` sizes as big-endian
/// 32-bit integers; then the values, last index fastest. Only unsigned bytes (type 0x08), the type of images
/// and labels, are read.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/row_reader.hpp"

namespace regimes::datasets {

/// An IDX file of points: the first size counts the rows, the product of the others is their dimension. The
/// size of a plain file, or the whole content of a compressed one, has been compared with the header:
/// nothing is ever allocated on the word of a header. `option` names the file in messages.
/// InputOutputError: the file cannot be opened or read. DataError: empty, not IDX, another type than unsigned
/// bytes, one dimension only, a size of 0, sizes whose product overflows, less or more data than announced,
/// damaged gzip data.
std::unique_ptr<RowReader> open_idx(const std::string& path, const std::string& option = "--train-file");

/// The values of an IDX file with one dimension. Errors as for open_idx(), also for any other number of
/// dimensions.
std::vector<std::int32_t> read_idx_labels(const std::string& path,
                                          const std::string& option = "--labels-file");

}  // namespace regimes::datasets
