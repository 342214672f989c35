#pragma once
/// The formats of files with points: one row for each, from which --train, its help and the readers are made.
/// A new format is a reader and a row.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/row_reader.hpp"

namespace regimes::datasets {

struct FileFormat {
  std::string name;           ///< of --train
  std::string sentence;       ///< what it is, for the manual
  std::string file_sentence;  ///< what --train-file names, for the manual

  /// Opens the points that --train-file names. Errors: those of the format's reader.
  std::function<std::unique_ptr<RowReader>(const std::string& where)> open;
  /// Reads the labels that the files of points hold; empty where labels come from a file of their own.
  std::function<std::vector<std::int32_t>(const std::string& where)> own_labels = {};
  /// The paths that a name of points or labels means; empty: see files_named().
  std::function<std::vector<std::string>(const std::string& where)> files = {};

  bool has_own_labels() const { return static_cast<bool>(own_labels); }
};

/// All formats, in the order of the help.
const std::vector<FileFormat>& file_formats();
/// The format of that name; null where there is none.
const FileFormat* find_format(std::string_view name);
/// The format of that name, which there is (ContractError).
const FileFormat& format_of(std::string_view name);

/// The paths behind a name of points or labels: of FILE:/path/to/dataset the file; none of an empty name.
std::vector<std::string> files_named(const FileFormat& format, const std::string& where);

}  // namespace regimes::datasets
