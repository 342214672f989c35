#pragma once
/// Result files: documents written whole or not at all, read back exactly, and the convention for unfinished
/// ones. All of it is called by one rank.
#include <string>

#include "io/document.hpp"

namespace regimes::io {

/// Writes `document` as an HDF5 file that xarray.open_dataset(path, engine="h5netcdf") opens (layout:
/// src/io/README.md), aside and renamed (replace_file.hpp). Throws ContractError if the document breaks the
/// rules of check_document.hpp, InputOutputError if the file cannot be written; an older file at `path` is
/// then still there.
void write_document(const std::string& path, const Document& document);

/// Reads back, exactly, what write_document() wrote. Throws InputOutputError if the file cannot be opened,
/// DataError if it is not such a file or damaged. Safe on any input; what it allocates is bounded by what the
/// file stores.
Document read_document(const std::string& path);

/// Checks --output before any work is done. Throws UsageError if `path` is empty, or it or the partial file
/// of an interrupted run exists and `force` is not given; InputOutputError if its folder is missing, not a
/// folder or not writable, or if `path` is a folder or a special file.
void check_output(const std::string& path, bool force);

/// The output of a run that may be interrupted: path + ".partial" holds what is done so far, path appears at
/// the end.
class ResultWriter {
 public:
  explicit ResultWriter(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string partial_path() const { return path_ + ".partial"; }
  /// Replaces the partial file. Throws as write_document().
  void write_partial(const Document& document) const;
  /// Writes the output and removes the partial file. Throws as write_document(); the partial file then stays.
  void finish(const Document& document) const;

 private:
  std::string path_;
};

}  // namespace regimes::io
