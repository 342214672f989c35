#pragma once
/// What the user sees of a run. Results go to standard output, progress and warnings to standard error.
#include <iosfwd>

#include "experiments/run/progress.hpp"

namespace regimes::app {

/// Characters of a line on standard output: the width of the terminal, or the usual one where there is none.
int columns_of_standard_output();

class Terminal : public experiments::Observer {
 public:
  struct Style {
    bool quiet = false;
    int columns =
        0;  ///< width of the terminal that progress is drawn on; 0: a log, which gets a line now and then
    int bar_descriptor = -1;  ///< of that terminal where it is not the stream of progress; closed at the end
    bool results_arrive_late =
        false;  ///< on that terminal, through the launcher, when the bar stands there again
  };

  Terminal(std::ostream& results, std::ostream& progress, Style style);
  ~Terminal() override;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Writes to std::cout and std::cerr. The bar of the first rank is drawn on the launcher's terminal where
  /// std::cerr only leads to the launcher.
  static Terminal standard(bool quiet, bool is_root);

  void header(const experiments::RunHeader& header) override;
  void progress(const experiments::Progress& progress) override;
  void results(const std::string& lines) override;
  void warning(const std::string& text) override;
  bool stop_requested() override;
  void holds_results(bool holds) override;

  /// A finished text, such as the table of results.
  void print(const std::string& text);

 private:
  void clear_bar();
  void draw(const std::string& text);

  std::ostream& results_;
  std::ostream& progress_;
  Style style_;
  bool bar_is_shown_ = false;
  double last_shown_seconds_ = 0;
};

}  // namespace regimes::app
