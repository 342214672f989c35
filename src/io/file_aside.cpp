#include "io/file_aside.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace regimes::io {
namespace {

constexpr int most_names_tried = 100;
constexpr mode_t permissions_before_umask = 0666;

[[noreturn]] void fail(const std::string& path, const std::string& step, int error_number) {
  throw InputOutputError(
      fmt::format("cannot write '{}': {}: {}", path, step, std::generic_category().message(error_number)));
}

/// So that the new name survives a power cut. Some file systems cannot sync a folder; that is no failure.
void sync_folder(const std::string& path) {
  const int folder = open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  const int error_number = fsync(folder) == 0 ? 0 : errno;
  close(folder);
  if (error_number == EIO || error_number == ENOSPC) fail(path, "syncing its folder failed", error_number);
}

}  // namespace

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
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

FileAside::FileAside(const std::string& target) : target_(target) {
  check_target(target);
  for (int k = 0; descriptor_ < 0; ++k) {
    name_ = fmt::format("{}.writing-{}-{}", target, getpid(), k);
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

void FileAside::write_all(const std::vector<std::byte>& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(descriptor_, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(target_, "writing aside failed", written == 0 ? ENOSPC : errno);
    done += static_cast<std::size_t>(written);
  }
}

void FileAside::rename_over(const std::string& path) {
  if (fsync(descriptor_) != 0) fail(path, "syncing failed", errno);
  if (close(std::exchange(descriptor_, -1)) != 0) fail(path, "closing failed", errno);
  if (std::rename(name_.c_str(), path.c_str()) != 0) fail(path, "renaming failed", errno);
  name_.clear();
  sync_folder(path);
}

}  // namespace regimes::io
