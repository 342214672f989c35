#include "app/terminal/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

#include "app/terminal/progress_text.hpp"
#include "app/terminal/signals.hpp"

namespace regimes::app {
namespace {

constexpr double seconds_between_bars = .1;
constexpr double seconds_between_lines = 10;
constexpr const char* erase_line = "\r\033[K";
constexpr int usual_columns = 80;

/// Width of the terminal of a stream; the usual one where it does not tell, or there is none.
int columns_of(int descriptor) {
  winsize size = {};
  const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : usual_columns;
}

}  // namespace

int columns_of_standard_output() { return columns_of(STDOUT_FILENO); }

Terminal::Terminal(std::ostream& results, std::ostream& progress, Style style)
    : results_(results), progress_(progress), style_(style) {}

Terminal Terminal::standard(bool quiet) {
  return Terminal(std::cout, std::cerr, {quiet, isatty(STDERR_FILENO) ? columns_of(STDERR_FILENO) : 0});
}

void Terminal::header(const experiments::RunHeader& header) { print(header_text(header)); }

void Terminal::progress(const experiments::Progress& progress) {
  if (style_.quiet) return;
  const bool draws_bar = style_.columns > 0;
  const bool due =
      progress.seconds - last_shown_seconds_ >= (draws_bar ? seconds_between_bars : seconds_between_lines);
  if (!due) return;
  last_shown_seconds_ = progress.seconds;
  if (draws_bar) {
    progress_ << erase_line << progress_bar(progress, style_.columns - 1) << std::flush;
    bar_is_shown_ = true;
  } else {
    progress_ << progress_line(progress) << std::endl;
  }
}

void Terminal::warning(const std::string& text) {
  if (style_.quiet) return;
  clear_bar();
  progress_ << "regimes: warning: " << text << std::endl;
}

bool Terminal::stop_requested() { return stop_signalled(); }

void Terminal::holds_results(bool holds) { leave_at_once_on_signals(!holds); }

void Terminal::print(const std::string& text) {
  if (style_.quiet) return;
  clear_bar();
  results_ << text << std::flush;
}

void Terminal::clear_bar() {
  if (bar_is_shown_) progress_ << erase_line << std::flush;
  bar_is_shown_ = false;
}

}  // namespace regimes::app
