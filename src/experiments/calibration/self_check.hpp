#pragma once
/// A small sweep held to the plain loops of its reference twin, and the rate of a large one.
#include <cstdint>
#include <string>

#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// The weights of a sweep over all ranks beside those of kernels/reference.
struct SweepAgreement {
  int dimension = 0;
  std::int64_t points = 0;
  int queries = 0;
  int times = 0;
  double deviation = 0;  ///< largest difference of ln w^source and of H, in nats, over queries and times
  double bound = 0;      ///< what rounding in float and left-out weights may add up to

  bool holds() const { return deviation <= bound; }
};

/// Collective; complete on root.
SweepAgreement compare_with_reference(const parallel::Communicator& communicator);

/// A run that rates are translated to: Gaussian points at times around their collapse.
struct RateProblem {
  int dimension = 48;
  double points = 1e9;
  int queries = 256;
  int times = 12;

  double terms() const { return points * queries * times; }
};

struct SweepRate {
  RateProblem problem;
  double terms_per_second = 0;  ///< (pair, time) terms of all ranks together
  double slowest = 0;           ///< of one rank
  double fastest = 0;
  std::string slowest_rank;  ///< its number and host

  /// Wall seconds that the whole problem would take at this rate.
  double seconds() const { return problem.terms() / terms_per_second; }
};

/// Sweeps the first points of the problem for about a second, all ranks at once. Collective; complete on
/// root.
SweepRate measure_rate(const parallel::Communicator& communicator);

}  // namespace regimes::experiments
