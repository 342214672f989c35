#include "app/terminal/signals.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <list>
#include <mutex>

#include "base/error.hpp"
#include "io/output_lock.hpp"

namespace regimes::app {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;

constexpr std::array stop_signals = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU};

volatile std::sig_atomic_t answers_on = -1;                      ///< a descriptor
std::array<std::atomic<std::int64_t>, NSIG> first_milliseconds;  ///< when a signal first came; 0: it has not
std::atomic<std::int64_t> stop_milliseconds;                     ///< when any of them first came
/// What handlers write; none of the last words: the run goes on to a safe place.
std::atomic<const char*> first_answer, last_words_now;
static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<const char*>::is_always_lock_free,
              "a signal handler may not take a lock");

/// `timeout` and some launchers send one signal twice, to the process and to its group: that is one request.
constexpr std::int64_t same_request_milliseconds = 250;

/// A copy that a handler can read for as long as the process lives.
const char* kept(const std::string& text) {
  static std::mutex mutex;
  static std::list<std::string> texts;
  const std::scoped_lock lock(mutex);
  for (const std::string& known : texts)
    if (known == text) return known.c_str();
  return texts.emplace_back(text).c_str();
}

std::int64_t now_milliseconds() {
  constexpr std::int64_t nanoseconds = 1'000'000;
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * milliseconds_per_second + now.tv_nsec / nanoseconds + 1;
}

void answer(const char* text) {
  if (answers_on < 0 || !text) return;
  [[maybe_unused]] const ssize_t written = write(answers_on, text, std::strlen(text));
}

[[noreturn]] void end_with(const char* words) {
  answer(words);
  io::remove_held_lock();
  _exit(static_cast<int>(ExitCode::stopped_early));
}

void request_stop(int signal) {
  const int errno_before = errno;
  if (const char* const words = last_words_now.load()) end_with(words);
  const std::int64_t now = now_milliseconds();
  std::int64_t none = 0;
  if (stop_milliseconds.compare_exchange_strong(none, now)) answer(first_answer.load());
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

std::string& written_before() {
  static std::string text;
  return text;
}

const char* kept_line(const std::string& text) {
  return kept(text.empty() ? text : written_before() + "regimes: " + text + "\n");
}

}  // namespace

void watch_signals(const SignalAnswer& where) {
  written_before() = where.before;
  first_answer = kept_line("stopping at the next safe place; the same signal again ends the run at once");
  answers_on = where.descriptor;
  for (const int signal : stop_signals) watch(signal);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);  // a log that nobody reads any more does not end a run
}

HeldSignals::HeldSignals() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : stop_signals) sigaddset(&held, signal);
  pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HeldSignals::~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool stop_signalled() { return stop_milliseconds != 0; }

double seconds_since_stop_signal() {
  const std::int64_t first = stop_milliseconds;
  return first == 0 ? 0 : static_cast<double>(now_milliseconds() - first) / milliseconds_per_second;
}

void leave_at_once_on_signals(const std::string& last_words) { last_words_now = kept_line(last_words); }
void no_longer_leave_at_once() { last_words_now = nullptr; }

void ignore_signals() {
  for (const int signal : stop_signals) std::signal(signal, SIG_IGN);
}

void leave_at_once(const std::string& last_words) { end_with(kept_line(last_words)); }

}  // namespace regimes::app
