#pragma once
/// A file in the making, beside the one it will replace.
#include <cstddef>
#include <string>
#include <vector>

namespace regimes::io {

/// The folder that holds `path` ("." for a bare name).
std::string folder_of(const std::string& path);

/// The name itself or, of a symbolic link, what it leads to: a link stays, and its target is replaced. Throws
/// InputOutputError for a device or a stream of a process.
std::string behind_links(const std::string& path);

/// What follows the target in the name of a file aside, before PROCESS-K.
inline constexpr const char* aside_ending = ".writing-";

/// Removes what writers of `target` that were killed have left. For the process that owns the target.
void remove_left_aside(const std::string& target);

/// Throws InputOutputError unless the folder of `path` exists and `path` is free or a regular file.
void check_target(const std::string& path);

/// The system's words for a write that failed, and what to do where that is known: "No space left on device;
/// make room there, or choose another --output".
std::string write_failure(int error_number);

/// Why `bytes` cannot be written beside `path` now, in a message that names it; empty where they can. For
/// libraries that keep the reason of a failed write to themselves.
std::string why_not_written(const std::string& path, std::size_t bytes);

/// The new file, TARGET.writing-PROCESS-K in the folder of the target; removed unless it was renamed. All
/// functions throw InputOutputError, which names the target and the system's reason.
class FileAside {
 public:
  explicit FileAside(const std::string& target);
  ~FileAside();
  FileAside(const FileAside&) = delete;
  FileAside& operator=(const FileAside&) = delete;

  const std::string& name() const { return name_; }
  void write_all(const std::vector<std::byte>& bytes);
  /// Syncs the file, gives it the target's name, and syncs the folder. Throws InputOutputError.
  void rename_over_target() { rename_over(target_); }
  /// Syncs the file, gives it the name `name`, in the target's folder, and syncs the folder. Throws
  /// InputOutputError.
  void rename_over(const std::string& name);

 private:
  std::string target_;
  std::string name_;
  int descriptor_ = -1;
};

}  // namespace regimes::io
