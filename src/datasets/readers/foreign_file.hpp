#pragma once
/// Files of other programs that are not read, and the line that converts them.
#include <string>

namespace regimes::datasets {

/// Throws DataError where `where` is of a format that is known but not read, with its name and how to convert
/// it; `name` is the file in messages. Does nothing about files of formats that are read, and of none.
void refuse_foreign_file(const std::string& where, const std::string& name);

}  // namespace regimes::datasets
