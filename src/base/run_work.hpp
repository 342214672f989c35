#pragma once
/// What went into a run.
#include <cstdint>

namespace regimes {

/// For its closing line, provenance and plan.
template <class Count>
struct WorkCounts {
  Count pairs = 0;         ///< (query, training point)
  Count pair_times = 0;    ///< (query, training point, time)
  Count exponentials = 0;  ///< evaluated
  double flops = 0;
  double reduced_bytes = 0;  ///< that every rank sent in reductions

  WorkCounts& operator+=(const WorkCounts& other) {
    pairs += other.pairs;
    pair_times += other.pair_times;
    exponentials += other.exponentials;
    flops += other.flops;
    reduced_bytes += other.reduced_bytes;
    return *this;
  }
};

using RunWork = WorkCounts<std::int64_t>;
using ExpectedWork = WorkCounts<double>;  ///< of a run that may be asked for by mistake

}  // namespace regimes
