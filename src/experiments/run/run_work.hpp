#pragma once
/// What went into a run.
#include <cstdint>

namespace regimes::experiments {

/// For its closing line and provenance.
struct RunWork {
  std::int64_t pairs = 0;         ///< (query, training point)
  std::int64_t pair_times = 0;    ///< (query, training point, time)
  std::int64_t exponentials = 0;  ///< evaluated
  double flops = 0;
  double reduced_bytes = 0;  ///< that every rank sent in reductions

  RunWork& operator+=(const RunWork& other) {
    pairs += other.pairs;
    pair_times += other.pair_times;
    exponentials += other.exponentials;
    flops += other.flops;
    reduced_bytes += other.reduced_bytes;
    return *this;
  }
};

}  // namespace regimes::experiments
