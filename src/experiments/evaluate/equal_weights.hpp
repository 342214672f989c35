#pragma once
/// What equal points weigh in the posteriors of free queries, for observables that count them as one.
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/sweep.hpp"
#include "observables/free_query.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Sweeps one point of every group of equal ones, in pieces beside the sweep over all points.
class EqualWeights {
 public:
  /// Queries of one number at each of the times: [time]. The set, which has equal points, outlives it.
  EqualWeights(const datasets::TrainingSet& set, std::vector<kernels::FreeQueries> queries,
               std::vector<double> times, kernels::Precision precision);

  /// Adds the points of this rank's tiles, as Sweep::run().
  void run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
           std::int64_t begin, std::int64_t end);
  /// Brings together the sums of all ranks that share the points. Collective.
  void merge(const parallel::Communicator& ranks);
  /// After merge().
  observables::free_query::EqualSums of(int query, int time) const;

 private:
  void add(const std::vector<double>& points, std::int64_t copies);

  const datasets::TrainingSet& set_;
  std::vector<kernels::FreeQueries> queries_;
  std::vector<double> times_;
  kernels::Precision precision_;
  kernels::PosteriorStates sums_;  // two sums of each query and time, as if of classes
};

}  // namespace regimes::experiments
