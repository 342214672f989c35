#include "io/output_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace regimes::io {
namespace {

constexpr mode_t permissions_before_umask = 0666;

/// What the holder wrote: "process 123 on host".
std::string holder(int descriptor) {
  std::array<char, 256> text{};
  const ssize_t length = pread(descriptor, text.data(), text.size(), 0);
  const std::string found(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  return found.empty() ? "another process" : found.substr(0, found.find('\n'));
}

/// Writes into the file who holds it. That is for messages only: it is no failure where it cannot be written.
void sign(const std::string& name) {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  std::ofstream(name, std::ios::trunc) << fmt::format("process {} on {}\n", getpid(), host.data());
}

/// Whether the name still leads to the file that is open: its holder removes it when it ends.
bool is_still(const std::string& name, int descriptor) {
  struct stat by_name {
  }, by_descriptor{};
  return stat(name.c_str(), &by_name) == 0 && fstat(descriptor, &by_descriptor) == 0 &&
         by_name.st_ino == by_descriptor.st_ino && by_name.st_dev == by_descriptor.st_dev;
}

}  // namespace

OutputLock::OutputLock(const std::string& path) : name_(path + ".lock") {
  while (true) {
    descriptor_ = open(name_.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, permissions_before_umask);
    if (descriptor_ < 0)
      throw InputOutputError(
          fmt::format("cannot make '{}': {}", name_, std::generic_category().message(errno)));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      const std::string who = holder(descriptor_);
      close(std::exchange(descriptor_, -1));
      throw UsageError(
          fmt::format("--output '{}': {} is writing it; wait for it, or choose another name", path, who));
    }
    if (is_still(name_, descriptor_)) break;
    close(std::exchange(descriptor_, -1));
  }
  sign(name_);
}

OutputLock::~OutputLock() {
  if (descriptor_ < 0) return;
  unlink(name_.c_str());
  close(descriptor_);
}

OutputLock::OutputLock(OutputLock&& other) noexcept
    : name_(std::move(other.name_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputLock& OutputLock::operator=(OutputLock&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace regimes::io
