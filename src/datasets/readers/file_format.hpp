#pragma once
/// The formats of files with points: one row for each, from which --train, its help and the readers are made.
/// A new format is a reader and a row.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

struct FileFormat {
  std::string name;           ///< of --train
  std::string sentence;       ///< what it is, for the manual
  std::string file_sentence;  ///< what --train-file names, for the manual

  /// Whether `where`, which `option` names, is of this format, by its content. Errors: those of opening a
  /// file.
  std::function<bool(const std::string& where, const std::string& option)> is_one;
  /// Opens the points that `where` names. Errors: those of the format's reader.
  std::function<std::unique_ptr<RowReader>(const std::string& where, const std::string& option)> open;
  /// Opens labels of this format; empty where the files of points hold them.
  std::function<std::unique_ptr<RowReader>(const std::string& where, const std::string& option)> open_labels =
      {};
  /// Reads the labels that the files of points hold; empty where labels come from a file of their own.
  std::function<std::vector<std::int32_t>(const std::string& where, const std::string& option)> own_labels =
      {};

  bool has_own_labels() const { return static_cast<bool>(own_labels); }
};

/// All formats, in the order of the help.
const std::vector<FileFormat>& file_formats();
/// The format of that name; null where there is none.
const FileFormat* find_format(std::string_view name);
/// The format of that name, which there is (ContractError).
const FileFormat& format_of(std::string_view name);

/// The format of the file that `where` names, by its content. InputOutputError where it cannot be opened;
/// DataError where it is of none, with what it is and the line that converts it if that can be told.
const FileFormat& format_told(const std::string& where, const std::string& option);

/// The paths behind a name of points or labels: of FILE:NAME the file, of a list or folder all; none of an
/// empty name.
std::vector<std::string> files_named(const std::string& where, const std::string& option);

}  // namespace regimes::datasets
