#pragma once
/// The bytes of a plain file at any place. Read by position and not mapped into memory, because a mapped file
/// that another program shortens kills the process.
#include <cstdint>
#include <span>
#include <string>

#include "datasets/readers/byte_source.hpp"

namespace regimes::datasets {

/// Throws InputOutputError unless `path`, called `name` in messages, is a regular file: opening a pipe may
/// wait for ever, and files are read more than once.
void require_regular_file(const std::string& path, const std::string& name);

/// How messages call a file: "--train-file 'PATH'".
std::string file_name(const std::string& path, const std::string& option);

class ByteFile : public ByteSource {
 public:
  /// Opens `path`, which the option `option` names. InputOutputError if that fails.
  ByteFile(const std::string& path, const std::string& option);
  ~ByteFile() override;

  bool any_order() const override { return true; }
  /// Bytes, when it was opened.
  std::int64_t size() const { return size_; }
  std::int64_t size_up_to(std::int64_t) const override { return size_; }

 private:
  std::size_t read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const override;

  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace regimes::datasets
