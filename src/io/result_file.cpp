#include "io/result_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "base/shell_word.hpp"
#include "io/check_document.hpp"
#include "io/checksum_trailer.hpp"
#include "io/file_aside.hpp"
#include "io/hdf5/hdf5_handle.hpp"
#include "io/hdf5/hdf5_reader.hpp"
#include "io/hdf5/hdf5_writer.hpp"
#include "io/output_lock.hpp"
#include "io/replace_file.hpp"
#include "io/result_format.hpp"
#include "io/result_state.hpp"

namespace regimes::io {
namespace {

/// Size of a readable regular file; HDF5 itself does not say why it cannot open one.
std::uint64_t readable_size(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || access(path.c_str(), R_OK) != 0)
    throw InputOutputError(fmt::format("cannot read '{}': {}", path, std::generic_category().message(errno)));
  if (!S_ISREG(status.st_mode))
    throw InputOutputError(fmt::format("cannot read '{}': it is not a regular file", path));
  return static_cast<std::uint64_t>(status.st_size);
}

/// Gives the file `path` the second name `kept`, whatever had that name. Where the file system has no links
/// nothing is kept: the replacement that follows is whole or does not happen. A killed run leaves a name like
/// those of other files aside, so that it is removed with them.
void keep_as(const std::string& kept, const std::string& path) {
  const std::string aside = fmt::format("{}{}{}", kept, aside_ending, getpid());
  unlink(aside.c_str());
  if (link(path.c_str(), aside.c_str()) != 0) return;
  if (rename(aside.c_str(), kept.c_str()) != 0 || access(aside.c_str(), F_OK) == 0)
    unlink(aside.c_str());  // renaming one name of a file to another of the same file does nothing
}

void remove_file(const std::string& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    throw InputOutputError(
        fmt::format("cannot remove '{}': {}", path, std::generic_category().message(errno)));
}

void check_folder(const std::string& path) {
  if (path.empty()) throw UsageError("--output is empty; give the name of the file to write");
  for (const std::string_view ending : {partial_ending, previous_ending, lock_ending})
    if (path.ends_with(ending))
      throw UsageError(fmt::format(
          "--output '{}': names that end in {} are for what runs keep beside their output; choose "
          "another name",
          path, ending));
  check_replaceable(path);
  check_replaceable(ResultWriter(path).partial_path());
}

/// Throws UsageError where something is there; `or_else` is what may be done instead of another name.
void check_free(const std::string& path, const std::string& or_else) {
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0)
    throw UsageError(fmt::format("--output '{}' exists; choose another name{}", path, or_else));
  const ResultWriter writer(path);
  for (const std::string& partial : {writer.partial_path(), writer.previous_path()})
    if (lstat(partial.c_str(), &status) == 0)
      throw UsageError(
          fmt::format("--output '{}': '{}' has the results of an interrupted run; go on with it (regimes "
                      "resume {}), rename it to keep it, choose another name{}",
                      path, partial, shell_file(writer.partial_path()), or_else));
}

/// The bytes of the file.
std::vector<std::byte> sealed_bytes(const std::string& path, const Document& document) {
  check_document(document);
  std::vector<std::byte> bytes;
  try {
    const hdf5::QuietErrors quiet;
    bytes = hdf5::to_bytes(document);
  } catch (const hdf5::Failure& failure) {
    throw InputOutputError(fmt::format("cannot write '{}': {}", path, failure.what()));
  }
  append_checksum_trailer(bytes);
  return bytes;
}

}  // namespace

void write_document(const std::string& path, const Document& document) {
  replace_file(path, sealed_bytes(path, document));
}

namespace {

Document read_sealed(const std::string& path, hdf5::PlacedVariables placed) {
  const std::uint64_t size = readable_size(path);
  check_checksum_trailer(path, size);
  Document document;
  try {
    const hdf5::QuietErrors quiet;
    document = hdf5::read_file(path, size, placed);
  } catch (const hdf5::Failure& failure) {
    throw DataError(fmt::format("'{}' is not a whole result file of regimes: {}", path, failure.what()));
  } catch (const std::bad_alloc&) {
    throw DataError(fmt::format("'{}' claims more data than memory can hold", path));
  }
  require_readable_format(path, document);
  return document;
}

}  // namespace

Document read_document(const std::string& path) { return read_sealed(path, hdf5::PlacedVariables::read); }

Document read_without_slabs(const std::string& path) {
  return read_sealed(path, hdf5::PlacedVariables::left_out);
}

void check_output(const std::string& path, bool force) {
  check_folder(path);
  if (!force) check_free(path, ", or replace it with --force");
}

void check_new_output(const std::string& path) {
  check_folder(path);
  check_free(path, "");
}

void remove_left_by_killed_runs(const std::string& path) {
  const ResultWriter writer(path);
  for (const std::string& target : {path, writer.partial_path(), writer.previous_path()})
    remove_left_aside(target);
}

void require_other_file(const std::string& path, const std::string& input) {
  struct stat output {
  }, other{};
  if (stat(path.c_str(), &output) != 0 || stat(input.c_str(), &other) != 0) return;
  if (output.st_ino == other.st_ino && output.st_dev == other.st_dev)
    throw UsageError(fmt::format("--output '{}' is the file '{}', which this call reads; choose another name",
                                 path, input));
}

std::string without_previous(const std::string& path) {
  const std::string_view ending = previous_ending;
  const bool is_previous = path.ends_with(std::string(partial_ending).append(ending));
  return is_previous ? path.substr(0, path.size() - ending.size()) : path;
}

void ResultWriter::write_partial(const Document& document, Replaced replaced) const {
  const std::vector<std::byte> bytes = sealed_bytes(partial_path(), document);
  write_partial([&](FileAside& aside) { aside.write_all(bytes); }, replaced);
}

void ResultWriter::write_partial(const std::function<void(FileAside&)>& fill, Replaced replaced) const {
  FileAside aside(partial_path());
  fill(aside);
  if (replaced == Replaced::becomes_previous) keep_as(previous_path(), partial_path());
  if (replaced == Replaced::is_foreign) remove_file(previous_path());
  aside.rename_over_target();
}

void ResultWriter::finish(const Document& document, KeptState state) const {
  write_document(path_, state == KeptState::all ? document : without_state(document));
  remove_partial();
}

void ResultWriter::remove_partial() const {
  remove_file(partial_path());
  remove_file(previous_path());
}

}  // namespace regimes::io
