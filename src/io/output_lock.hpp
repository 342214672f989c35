#pragma once
/// One run per output.
#include <string>

namespace regimes::io {

inline constexpr const char* lock_ending = ".lock";

/// Holds PATH.lock while it lives: an advisory lock of the system, so that it ends with the process however
/// that ends. The file, which names host and process, is removed at the end; after a kill it stays behind and
/// does not matter. Where the file system has no locks, that the file is there is the lock: one of a process
/// of this host that has ended is replaced.
class OutputLock {
 public:
  OutputLock() = default;
  /// Throws UsageError where another process holds it or a file of that name is no lock, InputOutputError
  /// where no file can be made.
  explicit OutputLock(const std::string& path);
  ~OutputLock();
  OutputLock(OutputLock&& other) noexcept;
  OutputLock& operator=(OutputLock&& other) noexcept;

  /// What the user should know of it; usually empty.
  const std::string& warning() const { return warning_; }

 private:
  /// Whether the file that is open is the lock, and held; false: another one is to be tried.
  bool take(const std::string& path, bool is_new);
  int try_lock();

  std::string name_;
  std::string warning_;
  int descriptor_ = -1;
};

/// Removes the file of the lock that this process holds, if any: for a process that ends at once, from any
/// thread or a signal handler. Where a file system has no locks, the file would keep runs on other hosts out.
void remove_held_lock();

}  // namespace regimes::io
