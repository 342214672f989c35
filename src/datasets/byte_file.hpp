#pragma once
/// The bytes of a plain file at any place. Read by position and not mapped into memory, because a mapped file
/// that another program shortens kills the process.
#include <cstdint>
#include <span>
#include <string>

namespace regimes::datasets {

/// Throws InputOutputError unless `path`, called `name` in messages, is a regular file: opening a pipe may
/// wait for ever, and files are read more than once.
void require_regular_file(const std::string& path, const std::string& name);

/// How messages call a file: "--train-file 'PATH'".
std::string file_name(const std::string& path, const std::string& option);

class ByteFile {
 public:
  /// Opens `path`, which the option `option` names. InputOutputError if that fails.
  ByteFile(const std::string& path, const std::string& option);
  ByteFile(ByteFile&& other) noexcept;
  ByteFile& operator=(ByteFile&&) = delete;
  ~ByteFile();

  const std::string& name() const { return name_; }
  /// Bytes, when it was opened.
  std::int64_t size() const { return size_; }
  /// Fills `bytes` from `offset` on. InputOutputError if the system cannot read, DataError where the file has
  /// become shorter. Several threads may read.
  void read(std::int64_t offset, std::span<std::uint8_t> bytes) const;
  /// The first bytes, at most `most`.
  std::string beginning(std::size_t most) const;

 private:
  std::string name_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace regimes::datasets
