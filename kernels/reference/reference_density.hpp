#pragma once
/// Sums of density estimates as plain loops in double, from differences.
#include <vector>

#include "kernels/compact.hpp"
#include "kernels/density_sweep.hpp"
#include "kernels/reference/reference_sweep.hpp"

namespace regimes::kernels::reference {

/// Points [begin, end), without the one that a query leaves out; `times` of the result are the bandwidths.
inline PosteriorStates density_sweep(const Points& points, const DensityQueries& queries,
                                     DensityKernel kernel, const std::vector<double>& bandwidths,
                                     std::int64_t begin, std::int64_t end) {
  PosteriorStates states(queries.count, static_cast<int>(bandwidths.size()), 0);
  for (int q = 0; q < queries.count; ++q)
    for (int h = 0; h < states.times; ++h) {
      const double squared = bandwidths[h] * bandwidths[h];
      Posterior& state = states.posterior[states.at(q, h)];
      for (std::int64_t index = begin; index < end; ++index) {
        if (!queries.left_out.empty() && queries.left_out[q] == index) continue;
        double distance_squared = 0, norm_squared = 0;
        for (int k = 0; k < points.dimension; ++k) {
          const double x = queries.x[static_cast<std::size_t>(q) * points.dimension + k];
          const double difference = x - points.point(index)[k];
          distance_squared += difference * difference;
          norm_squared += x * x;
        }
        const double logit = (norm_squared - distance_squared) / (2 * squared);
        if (kernel == DensityKernel::gaussian) {
          state.add(logit, index);
          continue;
        }
        CompactSums one;
        if (distance_squared <= squared) one.add(compact_kernel(kernel, distance_squared, squared));
        state.merge(one.posterior(logit, index));
      }
    }
  return states;
}

}  // namespace regimes::kernels::reference
