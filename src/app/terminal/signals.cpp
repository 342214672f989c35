#include "app/terminal/signals.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>

#include "base/error.hpp"

namespace regimes::app {
namespace {

volatile std::sig_atomic_t stop = 0;
volatile std::sig_atomic_t leave_at_once = 0;
std::array<std::atomic<std::int64_t>, NSIG> first_milliseconds;  ///< when a signal first came; 0: it has not
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "a signal handler may not take a lock");

/// `timeout` and some launchers send one signal twice, to the process and to its group: that is one request.
constexpr std::int64_t same_request_milliseconds = 250;

std::int64_t now_milliseconds() {
  constexpr std::int64_t per_second = 1000, nanoseconds = 1'000'000;
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * per_second + now.tv_nsec / nanoseconds + 1;
}

void request_stop(int signal) {
  if (leave_at_once != 0) _exit(static_cast<int>(ExitCode::stopped_early));
  const int errno_before = errno;
  stop = 1;
  const std::int64_t now = now_milliseconds();
  std::int64_t first = 0;
  const bool is_first = first_milliseconds[signal].compare_exchange_strong(first, now);
  if (!is_first && now - first > same_request_milliseconds) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);  // blocked here; ends the process once this handler returns
  }
  errno = errno_before;
}

/// Without SA_RESTART: a call that waits, for a pipe or a device, returns. A signal that the run was started
/// to ignore, as nohup does with SIGHUP, stays ignored.
void watch(int signal) {
  struct sigaction action = {};
  if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) return;
  action = {};
  action.sa_handler = request_stop;
  sigaction(signal, &action, nullptr);
}

}  // namespace

void watch_signals() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU}) watch(signal);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);  // a log that nobody reads any more does not end a run
}

bool stop_signalled() { return stop != 0; }

void leave_at_once_on_signals(bool leave) { leave_at_once = leave ? 1 : 0; }

}  // namespace regimes::app
