#include "diffusion/posterior_draws.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/process.hpp"
#include "diffusion/squared_distance.hpp"
#include "parallel/gather_rows.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::diffusion {
namespace {

/// -ln E with E = -ln(1 - u): exact in the upper tail, which decides between many blocks.
double gumbel(kernels::Stream stream, std::int64_t number, std::int64_t block) {
  const double u =
      kernels::uniform(stream, static_cast<std::uint64_t>(number), static_cast<std::uint32_t>(block));
  return -std::log(-std::log1p(-u));
}

}  // namespace

PosteriorDraws::PosteriorDraws(std::vector<std::int64_t> numbers, std::uint64_t seed, std::uint32_t step)
    : numbers_(std::move(numbers)),
      blocks_(kernels::make_stream(seed, step, kernels::Purpose::posterior_block)),
      within_(kernels::make_stream(seed, step, kernels::Purpose::posterior_point)),
      drawn_(numbers_.size()),
      all_(numbers_.size()) {}

void PosteriorDraws::see(std::int64_t block, const std::vector<kernels::Posterior>& states) {
  for (std::size_t q = 0; q < states.size(); ++q) {
    if (states[q].empty()) continue;
    const double log_sum = states[q].reference + std::log(states[q].sum);
    drawn_[q].merge({log_sum + gumbel(blocks_, numbers_[q], block), block});
    all_[q].merge(states[q]);
  }
}

void PosteriorDraws::agree(const parallel::Communicator& ranks) {
  parallel::reduce_to_all(drawn_, ranks);
  parallel::reduce_to_all(all_, ranks);
}

std::vector<double> PosteriorDraws::points(const datasets::TrainingSet& set,
                                           const kernels::FreeQueries& queries, double t,
                                           const kernels::Partition& partition,
                                           const std::vector<int>& counts,
                                           const parallel::Communicator& ranks) const {
  std::map<std::int64_t, std::vector<int>> queries_of;  // by block, so that each is read once
  for (int q = 0; q < queries.count; ++q)
    if (drawn_[q].block % partition.ranks == partition.rank) queries_of[drawn_[q].block].push_back(q);
  const auto d = static_cast<std::size_t>(queries.dimension);
  std::vector<double> points(queries.count * d);
  for (const auto& [block, here] : queries_of) {
    const std::int64_t begin = block * kernels::block_points;
    const std::int64_t row = partition.local_row(begin),
                       last = row + std::min(kernels::block_points, set.count() - begin);
    std::vector<double> rows;
    set.visit_own_rows(
        row, last, [&](std::span<const double> some) { rows.insert(rows.end(), some.begin(), some.end()); });
    for (const int q : here)
      std::copy_n(rows.begin() + draw_within(rows, queries, q, t) * queries.dimension, d,
                  points.begin() + q * static_cast<std::ptrdiff_t>(d));
  }
  return parallel::sum_and_share_rows(points, queries.dimension, counts, ranks);
}

/// With probability e^{-E}/sum e^{-E}, E = |x - a e^{-t}|^2/(2 Delta_t) (arXiv 2402.18491), in double.
std::int64_t PosteriorDraws::draw_within(std::span<const double> block, const kernels::FreeQueries& queries,
                                         int q, double t) const {
  const auto d = static_cast<std::size_t>(queries.dimension);
  const std::span<const double> x(queries.x.data() + q * d, d);
  const double signal = std::exp(-t), variance = noise_variance(t);
  std::vector<double> weights(block.size() / d);
  for (std::size_t mu = 0; mu < weights.size(); ++mu)
    weights[mu] = squared_distance(x, block.subspan(mu * d, d), signal) / (2 * variance);
  const double least = *std::min_element(weights.begin(), weights.end());
  double total = 0;
  for (double& weight : weights) total += weight = std::exp(least - weight);
  double left = total * kernels::uniform(within_, static_cast<std::uint64_t>(numbers_[q]), 0);
  std::size_t mu = 0;
  while (mu + 1 < weights.size() && left >= weights[mu]) left -= weights[mu++];
  return static_cast<std::int64_t>(mu);
}

}  // namespace regimes::diffusion
