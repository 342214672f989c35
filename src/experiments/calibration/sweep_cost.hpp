#pragma once
/// What a sweep costs one rank, measured on this machine.
#include <string>

#include "datasets/training_set.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Wall seconds of one rank, and how far single measurements were from them: factors at most 1 and at
/// least 1.
struct MeasuredRate {
  double terms_per_second = 0;  ///< (pair, time)
  double skipped = 0;           ///< part of the terms that was negligible
  double slowest = 1, fastest = 1;
};

/// Sweeps the first points of a set that this rank has alone for about `seconds`, in pieces.
MeasuredRate measure_rate(kernels::Sweep& sweep, datasets::TrainingSet& set, double seconds);

/// Seconds per unit of work: of a sweep of B queries at T times over n points of d coordinates there are n B
/// d products (of two), n B T terms, and n d coordinates to make.
struct SweepCost {
  double product = 0, term = 0, coordinate = 0;

  double seconds(double points, double queries, double times, double dimension) const {
    return points * (queries * (dimension * product + times * term) + dimension * coordinate);
  }
};

/// A machine that runs are planned for.
struct MachineProfile {
  std::string host, backend;
  SweepCost fp32, fp64;

  const SweepCost& of(kernels::Precision precision) const {
    return precision == kernels::Precision::fp32 ? fp32 : fp64;
  }
};

/// Measures this machine with procedural Gaussian points, for some seconds. `alone`: this rank only.
MachineProfile measure_machine(const parallel::Communicator& alone);

}  // namespace regimes::experiments
