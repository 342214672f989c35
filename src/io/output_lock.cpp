#include "io/output_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <list>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace regimes::io {
namespace {

constexpr mode_t permissions_before_umask = 0666;

/// The start of a process in ticks since the machine's, which tells it from a later one of that number; 0
/// where there is no such process, or the system does not say.
std::uint64_t start_of(int process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  constexpr int numbers_before = 18;  // between the state and the start
  std::string skipped;
  for (int i = 0; i < numbers_before; ++i) skipped += "%*s";
  std::uint64_t start = 0;
  const std::size_t name_end = text.rfind(')');  // the name may hold anything
  if (name_end == std::string::npos ||
      std::sscanf(text.c_str() + name_end + 1, (" %*c" + skipped + "%lu").c_str(), &start) != 1)
    return 0;
  return start;
}

std::string this_host() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

/// Who holds a lock, as the file says: "process 123 on host, started at tick 456".
struct Holder {
  int process = 0;  ///< 0: the file does not say
  std::string host;
  std::uint64_t start = 0;

  std::string name() const {
    return process == 0 ? "another process" : fmt::format("process {} on {}", process, host);
  }
  std::string text() const { return fmt::format("{}, started at tick {}\n", name(), start); }
  /// Nothing is known of a process on another host.
  bool has_ended() const {
    return process != 0 && host == this_host() &&
           ((kill(process, 0) != 0 && errno == ESRCH) || start_of(process) != start);
  }
};

Holder this_process() { return {getpid(), this_host(), start_of(getpid())}; }

constexpr std::size_t longest_text = 512;

std::string text_of(int descriptor) {
  std::array<char, longest_text> text{};
  const ssize_t length = pread(descriptor, text.data(), text.size(), 0);
  return {text.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
}

Holder holder(const std::string& text) {
  std::array<char, longest_text> host{};
  Holder found;
  if (std::sscanf(text.c_str(), "process %d on %255[^,\n], started at tick %lu", &found.process, host.data(),
                  &found.start) < 2)
    return {};
  found.host = host.data();
  return found;
}

/// Throws UsageError for a file that no run has made, which a user may need.
void require_lock(const std::string& name, int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
    const std::string text = text_of(descriptor);
    if (text.empty() || holder(text).process != 0) return;
  }
  throw UsageError(
      fmt::format("'{}' is no lock of a run, and a run with this --output would replace it; rename it, or "
                  "choose another --output",
                  name));
}

/// Writes into the file who holds it.
void sign(const std::string& name) { std::ofstream(name, std::ios::trunc) << this_process().text(); }

/// The name of the lock that this process holds, for whoever cannot ask its OutputLock; null: there is none.
/// A process has one output. Names are kept for as long as the process lives.
std::atomic<const char*> held_name;
static_assert(std::atomic<const char*>::is_always_lock_free, "a signal handler may not take a lock");

void note_held(const std::string& name) {
  static std::list<std::string> names;
  held_name = names.emplace_back(name).c_str();
}

/// Whether the name still leads to the file that is open: its holder removes it when it ends.
bool is_still(const std::string& name, int descriptor) {
  struct stat by_name {
  }, by_descriptor{};
  return stat(name.c_str(), &by_name) == 0 && fstat(descriptor, &by_descriptor) == 0 &&
         by_name.st_ino == by_descriptor.st_ino && by_name.st_dev == by_descriptor.st_dev;
}

}  // namespace

// Not waiting for the other end of a fifo.
OutputLock::OutputLock(const std::string& path) : name_(path + lock_ending) {
  constexpr int how = O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  while (true) {
    descriptor_ = open(name_.c_str(), how | O_EXCL, permissions_before_umask);
    const bool is_new = descriptor_ >= 0;
    if (!is_new && errno == EEXIST) descriptor_ = open(name_.c_str(), how, permissions_before_umask);
    if (descriptor_ < 0)
      throw InputOutputError(
          fmt::format("cannot make '{}': {}", name_, std::generic_category().message(errno)));
    try {
      if (!is_new) require_lock(name_, descriptor_);
      if (take(path, is_new)) break;
    } catch (...) {
      close(std::exchange(descriptor_, -1));
      throw;
    }
    close(std::exchange(descriptor_, -1));
  }
  sign(name_);
  note_held(name_);
}

/// An exclusive lock on NFS needs a file that is open for writing. Elsewhere it does not, and a disk that
/// fails can be made read-only only where no file is.
int OutputLock::try_lock() {
  int status = flock(descriptor_, LOCK_EX | LOCK_NB);
  if (status == 0 || errno != EBADF) return status;
  const int writable = open(name_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (writable < 0) return status;
  close(std::exchange(descriptor_, writable));
  return flock(descriptor_, LOCK_EX | LOCK_NB);
}

bool OutputLock::take(const std::string& path, bool is_new) {
  if (try_lock() == 0) return is_still(name_, descriptor_);
  const int error_number = errno;
  const Holder other = holder(text_of(descriptor_));
  if (error_number == EWOULDBLOCK)
    throw UsageError(fmt::format("--output '{}': {} is writing it; wait for it, or choose another name", path,
                                 other.name()));
  // A file system without locks: the file itself is the lock, and a run that was killed leaves it behind.
  warning_ = fmt::format(
      "the file system of '{}' has no locks ({}): '{}' stands for one, and a run that is killed on another "
      "host leaves it behind",
      path, std::generic_category().message(error_number), name_);
  if (is_new) return true;
  if (!other.has_ended())
    throw UsageError(
        fmt::format("--output '{}': {} is writing it; wait for it, or choose another name. Its file system "
                    "has no locks: if that process has ended, remove '{}'",
                    path, other.name(), name_));
  unlink(name_.c_str());
  return false;
}

OutputLock::~OutputLock() {
  if (descriptor_ < 0) return;
  held_name = nullptr;
  unlink(name_.c_str());
  close(descriptor_);
}

void remove_held_lock() {
  if (const char* const name = held_name.exchange(nullptr)) unlink(name);
}

OutputLock::OutputLock(OutputLock&& other) noexcept
    : name_(std::move(other.name_)),
      warning_(std::move(other.warning_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputLock& OutputLock::operator=(OutputLock&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(warning_, other.warning_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace regimes::io
