#pragma once
/// A file read from its beginning, plain or gzip, whichever it is.
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace regimes::datasets {

class GzipStream {
 public:
  /// Opens `path`, a regular file, which the option `option` names. InputOutputError if that fails.
  GzipStream(const std::string& path, const std::string& option);

  /// Fills the buffer with the next (decompressed) bytes and returns how many: fewer only where the file
  /// ends. DataError if the compressed data are damaged or end early (checked up to where was read; the
  /// checksum at the very end), InputOutputError if the system cannot read.
  std::size_t read(std::span<std::uint8_t> buffer);

 private:
  [[noreturn]] void fail() const;

  std::string name_;  ///< "--option 'path'", for messages
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

}  // namespace regimes::datasets
