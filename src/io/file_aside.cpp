#include "io/file_aside.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace regimes::io {
namespace {

constexpr int most_names_tried = 100;
constexpr int most_links = 40;  ///< as Linux follows
constexpr mode_t permissions_before_umask = 0666;

[[noreturn]] void fail(const std::string& path, const std::string& step, int error_number) {
  throw InputOutputError(fmt::format("cannot write '{}': {}: {}", path, step, write_failure(error_number)));
}

/// So that the new name survives a power cut. Some file systems cannot sync a folder; that is no failure.
void sync_folder(const std::string& path) {
  const int folder = open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  const int error_number = fsync(folder) == 0 ? 0 : errno;
  close(folder);
  if (error_number == EIO || error_number == ENOSPC) fail(path, "syncing its folder failed", error_number);
}

/// Throws InputOutputError where `name`, to which `path` leads, is one by which the system gives devices and
/// what a process has open.
void require_no_device(const std::string& path, const std::filesystem::path& name) {
  const std::string text = std::filesystem::absolute(name).lexically_normal().string();
  if ((text.starts_with("/dev/") && !text.starts_with("/dev/shm/")) || text.starts_with("/proc/"))
    throw InputOutputError(
        fmt::format("cannot write '{}': it is not a regular file; choose another --output", path));
}

}  // namespace

std::string write_failure(int error_number) {
  const std::string reason = std::generic_category().message(error_number);
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return reason + "; make room there, or choose another --output";
    case EROFS:
    case EACCES:
    case EPERM:
    case EFBIG:
      return reason + "; choose another --output";
    default:
      return reason;
  }
}

std::string why_not_written(const std::string& path, std::size_t bytes) {
  constexpr std::size_t most_at_once = std::size_t{1} << 20;
  try {
    FileAside trial(path);
    const std::vector<std::byte> zeros(std::min(bytes, most_at_once));
    for (std::size_t done = 0; done < bytes; done += zeros.size()) trial.write_all(zeros);
    return {};
  } catch (const InputOutputError& failure) {
    return failure.what();
  }
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string behind_links(const std::string& path) {
  std::filesystem::path name = path;
  for (int links = 0; links < most_links; ++links) {
    require_no_device(path, name);
    std::error_code failure;
    const std::filesystem::path next = std::filesystem::read_symlink(name, failure);
    if (failure) return name.string();
    name = name.parent_path() / next;
  }
  fail(path, "following its symbolic link", ELOOP);
}

void check_target(const std::string& path) {
  const std::string folder = folder_of(path);
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) {
    const int error_number = errno;
    if (error_number == ENOENT)
      throw InputOutputError(
          fmt::format("cannot write '{}': folder '{}' does not exist; create it or choose another --output",
                      path, folder));
    fail(path, fmt::format("folder '{}'", folder), error_number);
  }
  if (!S_ISDIR(status.st_mode))
    throw InputOutputError(
        fmt::format("cannot write '{}': '{}' is not a folder; choose another --output", path, folder));
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    throw InputOutputError(fmt::format("cannot write '{}': it exists and is {}; choose another --output",
                                       path, S_ISDIR(status.st_mode) ? "a folder" : "not a regular file"));
}

FileAside::FileAside(const std::string& target) : target_(behind_links(target)) {
  check_target(target);
  for (int k = 0; descriptor_ < 0; ++k) {
    name_ = fmt::format("{}{}{}-{}", target_, aside_ending, getpid(), k);
    descriptor_ = open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions_before_umask);
    if (descriptor_ < 0 && (errno != EEXIST || k >= most_names_tried)) {
      const int error_number = errno;
      fail(target_, fmt::format("cannot create a file in folder '{}'", folder_of(target_)), error_number);
    }
  }
}

FileAside::~FileAside() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!name_.empty()) unlink(name_.c_str());
}

void remove_left_aside(const std::string& target) {
  const std::string path = behind_links(target);
  const std::string start = std::filesystem::path(path + aside_ending).filename().string();
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(path), failure))
    if (entry.path().filename().string().starts_with(start) && entry.is_regular_file(failure))
      std::filesystem::remove(entry.path(), failure);
}

void FileAside::write_all(const std::vector<std::byte>& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(descriptor_, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(target_, "writing aside failed", written == 0 ? ENOSPC : errno);
    done += static_cast<std::size_t>(written);
  }
}

void FileAside::rename_over(const std::string& name) {
  const std::string path = behind_links(name);
  if (fsync(descriptor_) != 0) fail(path, "syncing failed", errno);
  if (close(std::exchange(descriptor_, -1)) != 0) fail(path, "closing failed", errno);
  if (std::rename(name_.c_str(), path.c_str()) != 0) fail(path, "renaming failed", errno);
  name_.clear();
  sync_folder(path);
}

}  // namespace regimes::io
