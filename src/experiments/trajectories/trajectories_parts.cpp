#include "experiments/trajectories/trajectories_parts.hpp"

#include <algorithm>

namespace regimes::experiments {

std::string_view name_of(TrajectoriesPart::Kind kind) {
  switch (kind) {
    case TrajectoriesPart::Kind::trunk:
      return "trunk";
    case TrajectoriesPart::Kind::clone:
      return "clones";
    case TrajectoriesPart::Kind::turn:
      return "U-turns";
    case TrajectoriesPart::Kind::recorded:
      break;
  }
  return "forward paths";
}

std::vector<TrajectoriesPart> parts_of(const TrajectoriesOptions& options,
                                       const std::vector<double>& schedule,
                                       const std::vector<double>& record) {
  using Kind = TrajectoriesPart::Kind;
  const auto step_at = [&](double t) {
    return static_cast<std::size_t>(std::find(schedule.begin(), schedule.end(), t) - schedule.begin());
  };
  const std::size_t end = schedule.size() - 1;
  std::vector<TrajectoriesPart> parts;
  std::size_t trunk = 0;
  for (std::size_t branch = options.clone_times.size(); branch-- > 0;) {
    const std::size_t at = step_at(options.clone_times[branch]);
    parts.push_back({Kind::trunk, 0, trunk, at});
    for (std::size_t twin = 0; twin < 2; ++twin) parts.push_back({Kind::clone, 2 * branch + twin, at, end});
    trunk = at;
  }
  if (asks_backward(options)) parts.push_back({Kind::trunk, 0, trunk, end});
  for (std::size_t turn = 0; turn < options.turn_times.size(); ++turn)
    parts.push_back({Kind::turn, turn, step_at(options.turn_times[turn]), end});
  if (asks_forward(options)) parts.push_back({Kind::recorded, 0, 0, record.size()});
  return parts;
}

}  // namespace regimes::experiments
