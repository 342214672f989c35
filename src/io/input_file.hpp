#pragma once
/// Files that a result was made from, so that a later run can tell whether they are still the same.
#include <cstdint>
#include <string>

namespace regimes::io {

struct InputFile {
  std::string path;
  std::int64_t bytes = 0;
  std::string checksum;  ///< CRC-32 of the content, in hexadecimal

  bool operator==(const InputFile&) const = default;
};

/// Reads the file once. Throws InputOutputError.
InputFile look_at_input(const std::string& path);

}  // namespace regimes::io
