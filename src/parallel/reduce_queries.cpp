#include "parallel/reduce_queries.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/contract.hpp"
#include "parallel/merge_operation.hpp"

namespace regimes::parallel {
namespace {

/// MPI's calling convention for the merge of lists; the datatype tells their length.
void merge_lists(void* in, void* in_out, int* length, MPI_Datatype* type) {
  int bytes = 0;
  MPI_Type_size(*type, &bytes);
  const int neighbours = bytes / static_cast<int>(sizeof(kernels::Neighbour));
  const auto* from = static_cast<const kernels::Neighbour*>(in);
  auto* to = static_cast<kernels::Neighbour*>(in_out);
  for (int list = 0; list < *length; ++list)
    for (int i = 0; i < neighbours; ++i) {
      kernels::Neighbour* const begin = to + list * neighbours;
      const kernels::Neighbour& candidate = from[list * neighbours + i];
      const bool is_there = std::any_of(begin, begin + neighbours, [&](const kernels::Neighbour& other) {
        return other.index == candidate.index;
      });
      if (!is_there) kernels::insert(begin, neighbours, candidate);
    }
}

}  // namespace

Share share_of(int count, int rank, int ranks) {
  const auto bound = [&](int r) { return static_cast<int>(static_cast<std::int64_t>(count) * r / ranks); };
  return {bound(rank), bound(rank + 1)};
}

Share share_of(int count, const Communicator& ranks) { return share_of(count, ranks.rank(), ranks.size()); }

void reduce_to_all(kernels::PosteriorStates& states, const Communicator& ranks) {
  merge_on_all(states.posterior, ranks);
  merge_on_all(states.class_sums, ranks);
  add_work(states.work, ranks);
}

void reduce_to_all(std::vector<kernels::Posterior>& states, const Communicator& ranks) {
  merge_on_all(states, ranks);
}

void reduce_to_all(std::vector<kernels::BlockDraw>& draws, const Communicator& ranks) {
  merge_on_all(draws, ranks);
}

void reduce_to_all(kernels::Neighbours& neighbours, const Communicator& ranks) {
  const MergeOperation operation(neighbours.neighbours * sizeof(kernels::Neighbour), &merge_lists);
  MPI_Allreduce(MPI_IN_PLACE, neighbours.nearest.data(), neighbours.queries, operation.type(),
                operation.operation(), ranks.handle());
}

kernels::PosteriorMeans reduce_and_share(const kernels::PosteriorMeans& mine, const Communicator& ranks) {
  std::vector<kernels::Posterior> merged = mine.posterior;
  merge_on_all(merged, ranks);
  // Sums add up once they refer to the same logit: that of the merged state, which is the largest of all.
  std::vector<double> sums(mine.weighted_sums.size());
  for (int q = 0; q < mine.queries; ++q) {
    const kernels::Posterior& state = mine.posterior[q];
    const double factor = state.empty() ? 0 : std::exp(state.reference - merged[q].reference);
    const std::size_t first = static_cast<std::size_t>(q) * mine.dimension;
    for (int k = 0; k < mine.dimension; ++k) sums[first + k] = factor * mine.weighted_sums[first + k];
  }
  std::vector<int> counts;
  for (int rank = 0; rank < ranks.size(); ++rank) {
    const Share share = share_of(mine.queries, rank, ranks.size());
    const std::int64_t queries = share.last - share.first;
    require(queries * mine.dimension <= std::numeric_limits<int>::max(), "{} sums of one rank fit a message",
            queries * mine.dimension);
    counts.push_back(static_cast<int>(queries * mine.dimension));
  }
  const Share share = share_of(mine.queries, ranks);
  kernels::PosteriorMeans shared(share.last - share.first, mine.dimension);
  shared.posterior.assign(merged.begin() + share.first, merged.begin() + share.last);
  MPI_Reduce_scatter(sums.data(), shared.weighted_sums.data(), counts.data(), MPI_DOUBLE, MPI_SUM,
                     ranks.handle());
  shared.work = mine.work;
  add_work(shared.work, ranks);
  return shared;
}

}  // namespace regimes::parallel
