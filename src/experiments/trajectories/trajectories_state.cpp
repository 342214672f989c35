#include "experiments/trajectories/trajectories_state.hpp"

#include <fmt/format.h>

#include "experiments/run/document_values.hpp"

namespace regimes::experiments {

const TrajectoriesPart& part_of(const TrajectoriesState& state, const std::vector<TrajectoriesPart>& parts) {
  const auto count = static_cast<std::int64_t>(parts.size());
  require_data(
      state.part >= 0 && state.part < count,
      fmt::format("it says that it is in part {}, and the parts are 0 to {}", state.part, count - 1));
  const TrajectoriesPart& part = parts[static_cast<std::size_t>(state.part)];
  const auto steps = static_cast<std::int64_t>(part.steps());
  require_data(state.steps_done >= 1 && state.steps_done <= steps,
               fmt::format("it says that it has done {} of the {} steps of part {}", state.steps_done, steps,
                           state.part));
  return part;
}

bool is_second_clone(const TrajectoriesPart& part) {
  return part.kind == TrajectoriesPart::Kind::clone && part.number % 2 == 1;
}

void require_fits(const TrajectoriesState& state, const TrajectoriesPart& part,
                  const TrajectoriesShape& shape) {
  const std::size_t room = shape.trajectories * shape.dimension;
  const std::size_t of_trunk = part.kind == TrajectoriesPart::Kind::clone ? room : 0;
  const std::size_t of_twins = is_second_clone(part) ? shape.trajectories : 0;
  require_data(state.x.size() == room && state.trunk.size() == of_trunk &&
                   state.twin_index.size() == of_twins && state.twin_label.size() == of_twins &&
                   state.nearest.size() == shape.times_recorded * shape.trajectories,
               fmt::format("its state does not fit part {}", state.part));
  require_finite(state.x, "x");
  require_finite(state.trunk, "trunk");
  require_within(state.twin_index, -1, shape.points, "twin_index");
  require_within(state.twin_label, -1, shape.classes, "twin_label");
  require_within(state.nearest, -1, shape.points, "nearest");
}

}  // namespace regimes::experiments
