#include "datasets/readers/byte_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace regimes::datasets {

void require_regular_file(const std::string& path, const std::string& name) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0)
    throw InputOutputError(fmt::format("{} cannot be opened: {}", name, std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) {
    throw InputOutputError(fmt::format("{} cannot be read: it is {}; give a regular file", name,
                                       S_ISDIR(status.st_mode) ? "a folder" : "a pipe or a device"));
  }
}

std::string file_name(const std::string& path, const std::string& option) {
  return fmt::format("{} '{}'", option, path);
}

ByteFile::ByteFile(const std::string& path, const std::string& option) : ByteSource(file_name(path, option)) {
  require_regular_file(path, name());
  descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0)
    throw InputOutputError(fmt::format("{} cannot be opened: {}", name(), std::strerror(errno)));
  size_ = status.st_size;
}

ByteFile::~ByteFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::size_t ByteFile::read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = pread(descriptor_, bytes.data() + done, bytes.size() - done,
                              offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw InputOutputError(fmt::format("{} cannot be read: {}", name(), std::strerror(errno)));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

}  // namespace regimes::datasets
