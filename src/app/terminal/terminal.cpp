#include "app/terminal/terminal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>

#include "app/terminal/progress_text.hpp"
#include "app/terminal/signals.hpp"
#include "base/printable.hpp"

namespace regimes::app {
namespace {

constexpr double seconds_between_bars = .1;
constexpr double seconds_between_lines = 10;
constexpr const char* erase_line = "\r\033[K";
constexpr int usual_columns = 80;

constexpr std::array launcher_variables = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"};

bool has_type(const std::string& path, mode_t type) {
  struct stat found = {};
  return stat(path.c_str(), &found) == 0 && (found.st_mode & S_IFMT) == type;
}

/// Width of the terminal of a stream; the usual one where it does not tell, or there is none.
int columns_of(int descriptor) {
  winsize size = {};
  const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : usual_columns;
}

/// Under a launcher standard error is a pipe to it. Where the launcher itself writes to a terminal, and is
/// the parent of this process, that is the terminal of whoever waits for the run. -1: there is none.
int terminal_of_launcher() {
  const bool is_launched =
      std::ranges::any_of(launcher_variables, [](const char* name) { return std::getenv(name) != nullptr; });
  if (!is_launched || !has_type(fmt::format("/proc/self/fd/{}", STDERR_FILENO), S_IFIFO)) return -1;
  const std::string theirs = fmt::format("/proc/{}/fd/{}", getppid(), STDERR_FILENO);
  if (!has_type(theirs, S_IFCHR)) return -1;
  const int descriptor = open(theirs.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0 || isatty(descriptor) == 1) return descriptor;
  close(descriptor);
  return -1;
}

/// Whether the standard output of the launcher is the terminal of this descriptor.
bool is_output_of_launcher(int descriptor) {
  struct stat theirs = {}, ours = {};
  return stat(fmt::format("/proc/{}/fd/{}", getppid(), STDOUT_FILENO).c_str(), &theirs) == 0 &&
         fstat(descriptor, &ours) == 0 && theirs.st_rdev == ours.st_rdev;
}

}  // namespace

int columns_of_standard_output() { return columns_of(STDOUT_FILENO); }

Terminal::Terminal(std::ostream& results, std::ostream& progress, Style style)
    : results_(results), progress_(progress), style_(style) {}

Terminal::~Terminal() {
  clear_bar();
  if (style_.bar_descriptor >= 0) close(style_.bar_descriptor);
}

Terminal Terminal::standard(bool quiet, bool is_root) {
  const int errors = is_root && !quiet ? STDERR_FILENO : -1;
  if (isatty(STDERR_FILENO) == 1)
    return Terminal(std::cout, std::cerr,
                    {.quiet = quiet, .columns = columns_of(STDERR_FILENO), .signal_descriptor = errors});
  const int launcher = is_root && !quiet ? terminal_of_launcher() : -1;
  if (launcher < 0) return Terminal(std::cout, std::cerr, {.quiet = quiet, .signal_descriptor = errors});
  return Terminal(std::cout, std::cerr,
                  {quiet, columns_of(launcher), launcher, is_output_of_launcher(launcher), launcher});
}

void Terminal::watch_signals() const {
  app::watch_signals({style_.signal_descriptor, style_.columns > 0 ? erase_line : ""});
}

void Terminal::title(const std::string& what) { print(title_text(what)); }
void Terminal::header(const experiments::RunHeader& header) { print(header_text(header)); }

void Terminal::progress(const experiments::Progress& progress) {
  if (style_.quiet) return;
  const std::scoped_lock lock(mutex_);
  const bool draws_bar = style_.columns > 0;
  const bool due =
      progress.seconds - last_shown_seconds_ >= (draws_bar ? seconds_between_bars : seconds_between_lines);
  if (!due) return;
  last_shown_seconds_ = progress.seconds;
  if (draws_bar) {
    draw(erase_line + progress_bar(progress, style_.columns - 1));
    bar_is_shown_ = true;
  } else {
    progress_ << progress_line(progress) << std::endl;
  }
}

void Terminal::results(const std::string& lines) {
  if (style_.results_arrive_late && !style_.quiet) results_ << erase_line;
  print(lines);
}

void Terminal::warning(const std::string& text) {
  if (style_.quiet) return;
  const std::scoped_lock lock(mutex_);
  clear_bar();
  progress_ << "regimes: warning: " << printable(text) << std::endl;
}

bool Terminal::stop_requested() { return stop_signalled(); }

double Terminal::seconds_since_stop() { return seconds_since_stop_signal(); }
void Terminal::may_leave(const std::string& last_words) { leave_at_once_on_signals(last_words); }
void Terminal::must_stay() { no_longer_leave_at_once(); }
void Terminal::leave(const std::string& last_words) { leave_at_once(last_words); }

void Terminal::print(const std::string& text) {
  if (style_.quiet) return;
  const std::scoped_lock lock(mutex_);
  clear_bar();
  results_ << printable_lines(text) << std::flush;
}

void Terminal::clear_bar() {
  if (bar_is_shown_) draw(erase_line);
  bar_is_shown_ = false;
}

void Terminal::draw(const std::string& text) {
  if (style_.bar_descriptor < 0) {
    progress_ << text << std::flush;
  } else if (write(style_.bar_descriptor, text.data(), text.size()) < 0) {
    style_.columns = 0;  // the terminal is gone
  }
}

}  // namespace regimes::app
