#pragma once
/// What free queries have seen on all ranks: the small states on every rank, the large means shared out.
#include "kernels/block_draw.hpp"
#include "kernels/neighbours.hpp"
#include "kernels/posterior_means.hpp"
#include "kernels/posterior_states.hpp"
#include "parallel/communicator.hpp"

namespace regimes::parallel {

/// Items [first, last) of `count` that one of the ranks takes, in rank order.
struct Share {
  int first = 0, last = 0;
};
Share share_of(int count, int rank, int ranks);
Share share_of(int count, const Communicator& ranks);

/// The states of all ranks merged on every rank. Collective. Volume as reduce_to_root(), twice.
void reduce_to_all(kernels::PosteriorStates& states, const Communicator& ranks);
void reduce_to_all(kernels::Neighbours& neighbours, const Communicator& ranks);
void reduce_to_all(std::vector<kernels::Posterior>& states, const Communicator& ranks);
void reduce_to_all(std::vector<kernels::BlockDraw>& draws, const Communicator& ranks);

/// The merged means of this rank's share of the queries. Collective. Every rank sends its queries x d sums
/// once, and keeps a part of them: no rank holds more than its own and that part.
kernels::PosteriorMeans reduce_and_share(const kernels::PosteriorMeans& mine, const Communicator& ranks);

}  // namespace regimes::parallel
