#include "parallel/reduce_states.hpp"

#include "parallel/merge_operation.hpp"

namespace regimes::parallel {

void reduce_to_root(kernels::PosteriorStates& states, const Communicator& ranks) {
  merge_on_root(states.posterior, ranks);
  merge_on_root(states.class_sums, ranks);
  const std::vector<std::int64_t> work = ranks.sum(
      std::vector<std::int64_t>{states.work.terms, states.work.skipped, states.work.reading_nanoseconds});
  states.work = {work[0], work[1], work[2]};
}

}  // namespace regimes::parallel
