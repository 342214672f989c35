#pragma once
/// One run per output.
#include <string>

namespace regimes::io {

/// Holds PATH.lock while it lives: an advisory lock of the system, so that it ends with the process however
/// that ends. Nothing is held where the file system knows no locks. The file, which names host and process,
/// is removed at the end; after a kill it stays behind and does not matter.
class OutputLock {
 public:
  OutputLock() = default;
  /// Throws UsageError where another process holds it, InputOutputError where no file can be made.
  explicit OutputLock(const std::string& path);
  ~OutputLock();
  OutputLock(OutputLock&& other) noexcept;
  OutputLock& operator=(OutputLock&& other) noexcept;

 private:
  std::string name_;
  int descriptor_ = -1;
};

}  // namespace regimes::io
