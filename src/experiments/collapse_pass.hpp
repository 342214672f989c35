#pragma once
/// One pass over one training set: the states of all queries at all times, snapshot by snapshot.
#include <cstdint>
#include <functional>
#include <vector>

#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Progress of a pass; returns false to end it at once. Called on every rank alike, after equal shares of the
/// work.
using AfterChunk = std::function<bool(double fraction_of_pass)>;
/// The merged states of the first n_k points: called on root only, in the order of the snapshots.
using AtSnapshot = std::function<void(std::size_t snapshot, const kernels::PosteriorStates& states)>;

/// Runs `sweep` over the points of this rank, [0, snapshots.back()), and reduces once per snapshot.
/// Collective. Returns false if after_chunk ended it; snapshots seen until then are complete.
bool run_pass(kernels::Sweep& sweep, const std::vector<std::int64_t>& snapshots, double terms_per_point,
              const kernels::Deal& deal, const parallel::Communicator& communicator,
              const AfterChunk& after_chunk, const AtSnapshot& at_snapshot);

}  // namespace regimes::experiments
