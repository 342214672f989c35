#pragma once
/// What a file that is compressed by gzip holds.
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/byte_source.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

inline constexpr std::string_view gzip_magic = "\x1f\x8b";
inline bool is_gzip(std::string_view beginning) { return beginning.starts_with(gzip_magic); }

/// A file is opened, checked, summed and read by several readers in turn. So that it is inflated once, what
/// the process has inflated stays in memory, all files together up to so many bytes, until it is forgotten.
inline constexpr std::int64_t most_inflated_bytes = std::int64_t{64} << 20;
/// How much of `path` may so be held, as the end of the file tells; 0 where it is not compressed, or not
/// there.
std::int64_t inflated_bytes(const std::string& path);
/// Inflates those of `paths` that are compressed and small enough to be held on one rank of every machine,
/// and holds them on all. What cannot be read is left to the readers, who say why. Collective, with the same
/// paths on all ranks.
void inflate_once_per_node(const std::vector<std::string>& paths, const parallel::Communicator& ranks);
/// Leaves to each reader what it holds.
void forget_inflated_files();

/// Which state of which file.
struct FileState {
  std::uint64_t device, number;
  std::int64_t bytes, changed_seconds, changed_nanoseconds;
  bool operator==(const FileState&) const = default;
};

class GzipBytes : public SequentialBytes {
 public:
  /// Opens `path`, a regular file, which the option `option` names. InputOutputError if that fails.
  GzipBytes(const std::string& path, const std::string& option);

  std::int64_t size_up_to(std::int64_t most) const override;
  /// Which file was opened.
  const FileState& state() const { return state_; }

 private:
  void restart() const override;
  std::size_t next(std::span<std::uint8_t> bytes) const override;
  std::size_t read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const override;
  [[noreturn]] void fail() const;

  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  FileState state_ = {};
  mutable std::shared_ptr<const std::vector<std::uint8_t>> inflated_;  // all of it, once it is known
};

}  // namespace regimes::datasets
