#include "io/result_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

#include "base/error.hpp"
#include "io/check_document.hpp"
#include "io/hdf5_handle.hpp"
#include "io/hdf5_reader.hpp"
#include "io/hdf5_writer.hpp"
#include "io/replace_file.hpp"
#include "io/seal.hpp"

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

}  // namespace

void write_document(const std::string& path, const Document& document) {
  check_document(document);
  std::vector<std::byte> bytes;
  try {
    const hdf5::QuietErrors quiet;
    bytes = hdf5::to_bytes(document);
  } catch (const hdf5::Failure& failure) {
    throw InputOutputError(fmt::format("cannot write '{}': {}", path, failure.what()));
  }
  append_seal(bytes);
  replace_file(path, bytes);
}

Document read_document(const std::string& path) {
  const std::uint64_t size = readable_size(path);
  check_seal(path, size);
  try {
    const hdf5::QuietErrors quiet;
    return hdf5::read_file(path, size);
  } catch (const hdf5::Failure& failure) {
    throw DataError(fmt::format("'{}' is not a whole result file of regimes: {}", path, failure.what()));
  } catch (const std::bad_alloc&) {
    throw DataError(fmt::format("'{}' claims more data than memory can hold", path));
  }
}

void check_output(const std::string& path, bool force) {
  if (path.empty()) throw UsageError("--output is empty; give the name of the file to write");
  check_replaceable(path);
  struct stat status {};
  if (!force && lstat(path.c_str(), &status) == 0)
    throw UsageError(
        fmt::format("--output '{}' exists; choose another name, or replace it with --force", path));
  const std::string partial = ResultWriter(path).partial_path();
  check_replaceable(partial);
  if (!force && lstat(partial.c_str(), &status) == 0)
    throw UsageError(
        fmt::format("--output '{}': '{}' has the results of an interrupted run; rename it to keep them, or "
                    "replace it with --force",
                    path, partial));
}

void ResultWriter::write_partial(const Document& document) const { write_document(partial_path(), document); }

void ResultWriter::finish(const Document& document) const {
  write_document(path_, document);
  if (unlink(partial_path().c_str()) != 0 && errno != ENOENT)
    throw InputOutputError(
        fmt::format("cannot remove '{}': {}", partial_path(), std::generic_category().message(errno)));
}

}  // namespace regimes::io
