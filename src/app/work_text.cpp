#include "app/work_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace regimes::app {

std::string work_text(const experiments::RunWork& work, double seconds) {
  constexpr double flops_per_gigaflop = 1e9;
  const double rate = seconds > 0 ? work.flops / seconds / flops_per_gigaflop : 0;
  std::string text = fmt::format("{} (pair, time)", human_count(static_cast<double>(work.pair_times)));
  if (work.exponentials > 0)
    text += fmt::format(", {} exponentials", human_count(static_cast<double>(work.exponentials)));
  return text + fmt::format(", {:.1f} GFLOP/s in {}", rate, human_duration(seconds));
}

}  // namespace regimes::app
