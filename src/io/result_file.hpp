#pragma once
/// Result files: documents written whole or not at all, read back exactly, and the convention for unfinished
/// ones. All of it is called by one rank.
#include <functional>
#include <string>

#include "io/document.hpp"

namespace regimes::io {

class FileAside;

/// Writes `document` as an HDF5 file that xarray.open_dataset(path, engine="h5netcdf") opens (layout:
/// src/io/README.md), aside and renamed (replace_file.hpp). Throws ContractError if the document breaks the
/// rules of check_document.hpp, InputOutputError if the file cannot be written; an older file at `path` is
/// then still there.
void write_document(const std::string& path, const Document& document);

/// Reads back, exactly, what write_document() wrote. Throws InputOutputError if the file cannot be opened,
/// DataError if it is not such a file, damaged, or in a newer format (result_format.hpp). Safe on any input;
/// what it allocates is bounded by what the file stores.
Document read_document(const std::string& path);
/// Reads a document but for the large variables of a slab file (slab_file.hpp), which stay on disk. Errors:
/// those of read_document().
Document read_without_slabs(const std::string& path);

/// Checks --output before any work is done. Throws UsageError if `path` is empty, or it or the partial file
/// of an interrupted run exists and `force` is not given; InputOutputError if its folder is missing, not a
/// folder or not writable, or if `path` is a folder or a special file.
void check_output(const std::string& path, bool force);
/// Checks the output of a command that has no --force. Throws as `check_output` does without `force`.
void check_new_output(const std::string& path);

/// Removes the halves of files that killed runs with this output have left. For the run that has its lock.
void remove_left_by_killed_runs(const std::string& path);
/// Throws UsageError where `path` and `input` are one file.
void require_other_file(const std::string& path, const std::string& input);

/// What a run that is not finished keeps, and what it kept before that, beside its output.
inline constexpr const char* partial_ending = ".partial";
inline constexpr const char* previous_ending = ".previous";

/// The partial file of a previous file; any other name as it is.
std::string without_previous(const std::string& path);

/// What becomes of a partial file that is replaced.
enum class Replaced {
  becomes_previous,  ///< the usual case
  is_damaged,        ///< it is lost, and the previous file stays
  is_foreign         ///< of another run: it is lost, and so is the previous file
};

/// What a finished result has of the state that a run can go on from.
enum class KeptState {
  all,
  none  ///< as without_state() leaves it
};

/// The output of a run that may be interrupted: path + ".partial" holds what is done so far, path +
/// ".partial.previous" what it held before, path appears at the end.
class ResultWriter {
 public:
  explicit ResultWriter(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string partial_path() const { return path_ + partial_ending; }
  std::string previous_path() const { return partial_path() + previous_ending; }
  /// Replaces the partial file. Throws as write_document(); partial and previous file then stay as they were.
  void write_partial(const Document& document, Replaced replaced = Replaced::becomes_previous) const;
  /// Replaces the partial file by what fill() puts into the file aside.
  void write_partial(const std::function<void(FileAside&)>& fill, Replaced replaced) const;
  /// Writes the output, with its state or without, and removes the partial files. Throws as write_document();
  /// the partial files then stay.
  void finish(const Document& document, KeptState state = KeptState::all) const;
  /// Removes the partial file and the one before it, once the output is there. Throws InputOutputError.
  void remove_partial() const;

 private:
  std::string path_;
};

}  // namespace regimes::io
