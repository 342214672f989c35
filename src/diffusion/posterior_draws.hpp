#pragma once
/// Training points drawn from posteriors, mu ~ w(x, t), in one pass: first a block of points for every query,
/// by the largest ln Z_block + G with one Gumbel number G per (query, block), then a point within it
/// (README.md). Which point does not depend on the number of ranks.
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/block_draw.hpp"
#include "kernels/posterior.hpp"
#include "kernels/queries.hpp"

namespace regimes::diffusion {

class PosteriorDraws {
 public:
  /// `numbers` of the queries choose their random numbers.
  PosteriorDraws(std::vector<std::int64_t> numbers, std::uint64_t seed, std::uint32_t step);

  /// The states of all queries over the points of one block alone.
  void see(std::int64_t block, const std::vector<kernels::Posterior>& states);
  /// Ends the pass on all ranks. Collective.
  void agree(const parallel::Communicator& ranks);
  /// The states over all points, [query]; after agree().
  const std::vector<kernels::Posterior>& posterior() const { return all_; }

  /// The drawn points of this rank's queries, [own query][coordinate]: rank r has the counts[r] queries
  /// behind those of the ranks before it. Each is drawn by the rank that has its block. Collective.
  std::vector<double> points(const datasets::TrainingSet& set, const kernels::FreeQueries& queries, double t,
                             const kernels::Partition& partition, const std::vector<int>& counts,
                             const parallel::Communicator& ranks) const;

 private:
  /// The row of `block` [point][coordinate] that query q draws.
  std::int64_t draw_within(std::span<const double> block, const kernels::FreeQueries& queries, int q,
                           double t) const;

  std::vector<std::int64_t> numbers_;
  kernels::Stream blocks_, within_;
  std::vector<kernels::BlockDraw> drawn_;  // [query]
  std::vector<kernels::Posterior> all_;    // [query]
};

}  // namespace regimes::diffusion
