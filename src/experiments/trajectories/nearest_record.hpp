#pragma once
/// The nearest training points of all paths at one recorded time after another.
#include <cstdint>
#include <vector>

#include "experiments/trajectories/trajectories_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// One per rank, of its share of `count` paths.
class NearestRecord {
 public:
  NearestRecord(int count, const parallel::Communicator& ranks) : count_(count), ranks_(ranks) {}

  /// Adds the nearest points of own paths at the next time.
  void add(const std::vector<std::int64_t>& nearest);
  /// All of it on root, [trajectory][time]. Collective.
  std::vector<std::int64_t> on_root() const;
  /// Goes on from what on_root() gave root, at so many times. Collective.
  void take(const std::vector<std::int64_t>& rows, std::size_t times);
  /// Complete on root; `times` are those recorded, which are then forgotten. Collective.
  LastChanges conclude(const std::vector<double>& times);

 private:
  int count_;
  const parallel::Communicator& ranks_;
  std::vector<std::int64_t> nearest_;  // [time][own]
  std::size_t times_ = 0;
};

}  // namespace regimes::experiments
