#pragma once
/// What a file that is compressed by gzip holds.
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "datasets/byte_source.hpp"

namespace regimes::datasets {

inline constexpr std::string_view gzip_magic = "\x1f\x8b";
inline bool is_gzip(std::string_view beginning) { return beginning.starts_with(gzip_magic); }

class GzipBytes : public SequentialBytes {
 public:
  /// Opens `path`, a regular file, which the option `option` names. InputOutputError if that fails.
  GzipBytes(const std::string& path, const std::string& option);

 private:
  void restart() const override;
  std::size_t next(std::span<std::uint8_t> bytes) const override;
  [[noreturn]] void fail() const;

  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
};

}  // namespace regimes::datasets
