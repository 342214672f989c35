#pragma once
/// Labels from a file of any format.
#include <cstdint>
#include <string>
#include <vector>

namespace regimes::datasets {

/// The labels in a file of any of file_formats(), told by its content: integers or truth values, one for each
/// row, or one-hot rows of any numbers, of which the column of the 1 is the label, or rows of QMNIST, of
/// whose eight integers the first is. DataError: other numbers, rows
/// of another kind, labels out of [0, largest_label]; and the errors of the format's reader.
std::vector<std::int32_t> read_labels(const std::string& where, const std::string& option = "--labels-file");

}  // namespace regimes::datasets
