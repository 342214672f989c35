#include "datasets/readers/gzip_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "datasets/readers/byte_file.hpp"
#include "parallel/once_per_node.hpp"

namespace regimes::datasets {
namespace {

constexpr std::int64_t bytes_together = 1 << 16;

using Inflated = std::shared_ptr<const std::vector<std::uint8_t>>;

/// What has been inflated last, for all threads.
class InflatedFiles {
 public:
  Inflated find(const FileState& state) const {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(files_.begin(), files_.end(), [&](const File& file) { return file.state == state; });
    return found == files_.end() ? nullptr : found->bytes;
  }
  void keep(const FileState& state, const Inflated& bytes) {
    const std::lock_guard lock(mutex_);
    files_.push_back({state, bytes});
    std::int64_t total = 0;
    for (const File& file : files_) total += std::ssize(*file.bytes);
    while (total > most_inflated_bytes) {
      total -= std::ssize(*files_.front().bytes);
      files_.pop_front();
    }
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    files_.clear();
  }

 private:
  struct File {
    FileState state;
    Inflated bytes;
  };
  mutable std::mutex mutex_;
  std::deque<File> files_;
};

InflatedFiles& inflated_files() {
  static InflatedFiles all;
  return all;
}

}  // namespace

// The last four bytes are the size of the last member, modulo 2^32: of most files the whole. The bytes of the
// file are another bound from below.
std::int64_t inflated_bytes(const std::string& path) {
  std::error_code missing;
  if (!std::filesystem::is_regular_file(path, missing))
    return 0;  // whoever opens a pipe waits for its writer
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::int64_t size = file ? static_cast<std::int64_t>(file.tellg()) : 0;
  constexpr std::int64_t smallest = 18;  // of a header and a trailer
  std::array<char, 4> last = {};
  std::string beginning(gzip_magic.size(), '\0');
  if (size < smallest || !file.seekg(0).read(beginning.data(), std::ssize(beginning)) ||
      !is_gzip(beginning) ||
      !file.seekg(-std::ssize(last), std::ios::end).read(last.data(), std::ssize(last)))
    return 0;
  std::int64_t told = 0;
  for (std::size_t i = 0; i < last.size(); ++i)
    told |= std::int64_t{static_cast<std::uint8_t>(last[i])} << (8 * i);
  return std::min(most_inflated_bytes, std::max(told, size));
}

void inflate_once_per_node(const std::vector<std::string>& paths, const parallel::Communicator& ranks) {
  for (const std::string& path : paths) {
    const parallel::MadeBytes held = parallel::once_per_node(ranks, [&path]() -> parallel::MadeBytes {
      const std::int64_t told = inflated_bytes(path);
      if (told == 0) return nullptr;
      const GzipBytes file(path, "file");
      return file.size_up_to(told) <= told ? inflated_files().find(file.state()) : nullptr;
    });
    if (!held) continue;
    try {
      const FileState state = GzipBytes(path, "file").state();
      if (!inflated_files().find(state)) inflated_files().keep(state, held);
    } catch (const InputOutputError&) {  // not there for this rank alone, as its readers will find
    }
  }
}

void forget_inflated_files() { inflated_files().forget(); }

GzipBytes::GzipBytes(const std::string& path, const std::string& option)
    : SequentialBytes(file_name(path, option)), file_(nullptr, gzclose) {
  require_regular_file(path, name());
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (descriptor >= 0 && fstat(descriptor, &status) == 0) file_.reset(gzdopen(descriptor, "rb"));
  if (!file_) {
    const int error = errno;
    if (descriptor >= 0) close(descriptor);
    throw InputOutputError(fmt::format("{} cannot be opened: {}", name(), std::strerror(error)));
  }
  constexpr unsigned buffer_bytes = 1u << 17;
  gzbuffer(file_.get(), buffer_bytes);
  state_ = {status.st_dev, status.st_ino, status.st_size, status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
}

// What comes is kept while it is little, whatever a header announces.
std::int64_t GzipBytes::size_up_to(std::int64_t most) const {
  if (!inflated_) inflated_ = inflated_files().find(state_);
  if (inflated_) return std::min(std::ssize(*inflated_), most + 1);
  if (most > most_inflated_bytes) return SequentialBytes::size_up_to(most);
  std::vector<std::uint8_t> bytes, some(bytes_together);
  bytes.reserve(static_cast<std::size_t>(most + 1));  // of which only what comes is touched
  while (std::ssize(bytes) <= most) {
    const auto wanted = std::min<std::int64_t>(bytes_together, most + 1 - std::ssize(bytes));
    some.resize(static_cast<std::size_t>(wanted));
    some.resize(SequentialBytes::read_some(std::ssize(bytes), some));
    bytes.insert(bytes.end(), some.begin(), some.end());
    if (std::ssize(some) < wanted) break;
  }
  const std::int64_t size = std::ssize(bytes);
  if (size > most) return size;
  inflated_ = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
  inflated_files().keep(state_, inflated_);
  return size;
}

std::size_t GzipBytes::read_some(std::int64_t offset, std::span<std::uint8_t> bytes) const {
  if (!inflated_) return SequentialBytes::read_some(offset, bytes);
  const std::int64_t from = std::min(offset, std::ssize(*inflated_));
  const auto some = std::span(*inflated_).subspan(static_cast<std::size_t>(from));
  const std::size_t count = std::min(some.size(), bytes.size());
  std::copy_n(some.begin(), count, bytes.begin());
  return count;
}

void GzipBytes::restart() const {
  gzclearerr(file_.get());
  if (gzrewind(file_.get()) != 0) fail();
}

std::size_t GzipBytes::next(std::span<std::uint8_t> bytes) const {
  constexpr std::size_t most_per_call = std::size_t{1} << 30;  // gzread returns an int
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto wanted = static_cast<unsigned>(std::min(bytes.size() - done, most_per_call));
    const int got = gzread(file_.get(), bytes.data() + done, wanted);
    if (got < 0) fail();
    done += static_cast<std::size_t>(got);
    if (static_cast<unsigned>(got) == wanted) continue;
    int status = Z_OK;
    gzerror(file_.get(), &status);
    if (status != Z_OK && status != Z_STREAM_END) fail();
    break;
  }
  return done;
}

void GzipBytes::fail() const {
  int status = Z_OK;
  const char* const detail = gzerror(file_.get(), &status);
  if (status == Z_ERRNO)
    throw InputOutputError(fmt::format("{} cannot be read: {}", name(), std::strerror(errno)));
  throw DataError(fmt::format("{} is damaged or incomplete gzip data ({}); fetch it again", name(), detail));
}

}  // namespace regimes::datasets
