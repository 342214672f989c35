#include "io/reading_trial.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <mpi.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <filesystem>
#include <system_error>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "io/hdf5/numeric_dataset.hpp"
#include "io/result_file.hpp"

namespace regimes::io {
namespace {

constexpr rlim_t least_seconds = 3;  ///< of computing: whoever reads a small file for longer does not end
constexpr std::uintmax_t bytes_per_second = 10'000'000;  ///< a fifth of what the slowest processors inflate
constexpr rlim_t patience = 30;  ///< seconds of waiting for each of computing: disks may be slow

rlim_t seconds_for(const std::string& path) {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(path, unknown);
  return least_seconds + (unknown ? 0 : bytes / bytes_per_second);
}

void lower_limit(decltype(RLIMIT_CPU) resource, rlim_t wanted) {
  rlimit limit = {};
  if (getrlimit(resource, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
  setrlimit(resource, &limit);
}

/// The life of the child, which leaves no core file and says nothing.
[[noreturn]] void live(pid_t parent, rlim_t seconds, const std::function<void()>& read) {
  constexpr int read_or_refused = 0, orphaned = 1;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(orphaned);
  lower_limit(RLIMIT_CPU, seconds);
  lower_limit(RLIMIT_CORE, 0);
  for (const int signal : {SIGXCPU, SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    std::signal(signal, SIG_DFL);  // so that whoever waits sees it, whatever handler this process has
  alarm(static_cast<unsigned>(seconds * patience));
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
  try {
    read();
  } catch (const std::exception&) {  // whoever reads in earnest says why
  }
  _exit(read_or_refused);
}

int status_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw InputOutputError("a process that reads files on trial was lost");
  return status;
}

std::string how_it_ended(int status) {
  if (!WIFSIGNALED(status)) return "gave up";
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU || signal == SIGALRM) return "did not come to an end";
  return fmt::format("was ended by signal {} ({})", signal, strsignal(signal));
}

/// What NumericDataset meets in all datasets of numbers of a file.
void read_through_all(const std::string& path) {
  for (const ListedDataset& dataset : numeric_datasets(path, path))
    NumericDataset(path, dataset.path, path).read_through();
}

}  // namespace

void try_reading(const std::string& path, const std::string& name, const std::function<void()>& read) {
  int started = 0;
  MPI_Initialized(&started);
  require(started == 0, "a process is copied after MPI has started, to read {}", name);
  const rlim_t seconds = seconds_for(path);
  const pid_t parent = getpid(), child = fork();
  if (child < 0)
    throw InputOutputError(fmt::format("cannot start a process to read {} on trial: {}", name,
                                       std::generic_category().message(errno)));
  if (child == 0) live(parent, seconds, read);
  const int status = status_of(child);
  if (status != 0)
    throw DataError(fmt::format(
        "{} cannot be read: a trial {} in HDF5, so its tables are damaged; make the file anew, or take "
        "another copy",
        name, how_it_ended(status)));
}

void try_document(const std::string& path) {
  try_reading(path, fmt::format("'{}'", path), [&] { read_document(path); });
}

void try_document_without_slabs(const std::string& path) {
  try_reading(path, fmt::format("'{}'", path), [&] {
    read_without_slabs(path);
    read_through_all(path);
  });
}

void try_dataset(const std::string& path, const std::string& dataset, const std::string& name) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown) || !is_hdf5(path)) return;
  try_reading(path, name, [&] {
    if (dataset.empty())
      numeric_datasets(path, name);
    else
      NumericDataset(path, dataset, name).read_through();
  });
}

}  // namespace regimes::io
