#include "parallel/reduce_states.hpp"

#include "parallel/merge_operation.hpp"

namespace regimes::parallel {

void reduce_to_root(kernels::PosteriorStates& states, const Communicator& ranks) {
  merge_on_root(states.posterior, ranks);
  merge_on_root(states.class_sums, ranks);
  add_work(states.work, ranks);
}

}  // namespace regimes::parallel
