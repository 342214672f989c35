#pragma once
/// The one large communication of a sweep: the states of all ranks merged on root, once per snapshot.
#include "kernels/posterior_states.hpp"
#include "parallel/communicator.hpp"

namespace regimes::parallel {

/// Merges the states of all ranks; root gets the result, the others an unspecified state. Collective.
/// Volume: 48 bytes per (query, time) and 16 per (query, time, class), times log2(ranks) messages on the
/// longest path.
void reduce_to_root(kernels::PosteriorStates& states, const Communicator& ranks);

}  // namespace regimes::parallel
