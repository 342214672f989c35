#pragma once
/// Points of a file that are not training points: queries, samples, paths.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// The rows of a file of any of file_formats(), told by its content. Axes behind the first make one row.
/// `option` names the file in messages. Errors: those of format_told() and of the format's reader.
std::unique_ptr<RowReader> open_free_points(const std::string& where, const std::string& option);

/// The numbers of rows [first, first + count), one row after another, whatever they are: NaN too. Errors:
/// those of RowReader::visit().
std::vector<double> read_rows(const RowReader& rows, std::int64_t first, std::int64_t count);

}  // namespace regimes::datasets
