#include "experiments/collapse/collapse_options.hpp"

#include <algorithm>

#include "base/grid.hpp"

namespace regimes::experiments {

CollapseOptions resolve(CollapseOptions options) {
  check_times(options.times);
  check_snapshot_run(options);
  return options;
}

CollapseOptions resolve_with_data(CollapseOptions options, std::int64_t dimension, std::int64_t available) {
  options.dimension = dimension;
  fill_sizes(options, available);
  return options;
}

std::vector<double> automatic_times(double collapse_time_largest, double collapse_time_smallest) {
  constexpr double below = .25, above = 3;
  const double first = below * collapse_time_largest;
  const double last = std::min(above * collapse_time_smallest, largest_time);
  return log_spaced(first, last, automatic_time_count);
}

const OptionTexts<CollapseOptions>& collapse_texts() {
  using Options = CollapseOptions;
  static const OptionTexts<Options> texts(snapshot_run_texts<Options>(
      {{"times", [](const Options&) { return true; },
        [](const Options& o) { return o.times.empty() ? "auto" : list_text(o.times); }}}));
  return texts;
}

}  // namespace regimes::experiments
