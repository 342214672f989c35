#pragma once
/// The files within a ZIP archive, one of which is read: NumPy's NPZ.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/byte_source.hpp"

struct zip;

namespace regimes::datasets {

/// True of the beginning of a ZIP archive.
inline bool is_zip(std::string_view beginning) { return beginning.starts_with("PK\x03\x04"); }

class ZipArchive {
 public:
  /// Opens `path`, which the option `option` names. InputOutputError if the system cannot; DataError where it
  /// is no archive, truncated or damaged.
  ZipArchive(const std::string& path, const std::string& option);

  /// Names of what it holds, in its order.
  const std::vector<std::string>& members() const { return members_; }
  /// What one of them holds, called `name` in messages. DataError where it is encrypted, compressed by a
  /// method that is not known here, or claims more bytes than its compressed ones can give.
  std::unique_ptr<ByteSource> open(std::size_t member, const std::string& name) const;

 private:
  std::string name_;
  std::int64_t file_bytes_ = 0;
  std::shared_ptr<zip> archive_;
  std::vector<std::string> members_;
};

}  // namespace regimes::datasets
