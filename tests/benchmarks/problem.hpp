#pragma once
/// The data of one measurement: points, and queries of either kind, from the suite's own generator.
#include <cstdint>
#include <vector>

#include "kernels/points.hpp"
#include "kernels/queries.hpp"

namespace regimes::benchmarks {

struct Problem {
  kernels::ProceduralPoints law;
  kernels::StoredPoints stored;  ///< the first `points` points of the law
  kernels::NoisedQueries noised;
  kernels::FreeQueries free;
  std::int64_t points = 0;
  double time = 0;            ///< collapse time of one Gaussian: some weights matter, most do not
  std::vector<double> times;  ///< around it
};

/// Rows to points that sweeps read in place. rows: [point][coordinate].
kernels::StoredPoints store(const std::vector<float>& rows, int dimension);

/// A standard Gaussian in `dimension` dimensions; query q has source q, or is a noised point at `time`.
Problem make_problem(int dimension, std::int64_t points, int queries, int times);

}  // namespace regimes::benchmarks
