#pragma once
/// Some queries at some times against the whole training set: as many as memory allows.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "experiments/evaluate/equal_weights.hpp"
#include "experiments/evaluate/evaluate_options.hpp"
#include "experiments/evaluate/nearest_points.hpp"
#include "experiments/evaluate/query_frame.hpp"
#include "kernels/density_sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Queries [first_query, last_query) of the file at the times [first_time, last_time) of the options.
struct Batch {
  std::int64_t first_query = 0, last_query = 0;
  std::size_t first_time = 0, last_time = 0;

  int queries() const { return static_cast<int>(last_query - first_query); }
  int times() const { return static_cast<int>(last_time - first_time); }
};

/// Queries [first, last) of a file.
struct QuerySpan {
  std::int64_t first = 0, last = 0;
};

/// This rank's share of them, in rank order.
QuerySpan share_of(const QuerySpan& queries, const parallel::Communicator& ranks);

/// Batches that cover these queries at all times; all times of a query before the next queries. A rank holds
/// at most about `bytes` of one, but at least what a register's width of queries takes at one time. options:
/// complete.
std::vector<Batch> plan_batches(const EvaluateOptions& options, const QuerySpan& queries, std::size_t classes,
                                double bytes);

/// What a rank holds of the largest of the batches of so many queries that plan_batches() gives.
double largest_batch_bytes(const EvaluateOptions& options, std::int64_t queries, std::size_t classes,
                           double bytes);

/// What one rank has in the end: queries and times of its part, and values under the names of the file,
/// [query][time][...].
struct BatchValues {
  Batch part;
  std::map<std::string, std::vector<double>> reals;
  std::map<std::string, std::vector<std::int64_t>> integers;
  std::int64_t exponentials = 0;  ///< of all ranks that share the points
};

class EvaluateBatch {
 public:
  /// `part` of the queries, whose points in units of the data are `points` [query][coordinate]; all ranks
  /// that share the points have the same. The set must outlive it.
  /// left_out: of every query the point that has no part in its intrinsic dimension, -1: none; empty: none of
  /// any.
  EvaluateBatch(const datasets::TrainingSet& set, const EvaluateOptions& options,
                kernels::Precision precision, const QueryFrame& frame, const std::vector<double>& points,
                const Batch& part, bool counts_distinct, std::vector<std::int64_t> left_out = {});

  /// Adds the points [begin, end) of this rank's tiles [first_tile, last_tile).
  void run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
           std::int64_t begin, std::int64_t end);
  /// This rank's share of the results. Collective over the ranks that share the points.
  BatchValues collect(const parallel::Communicator& ranks);

  /// Products of one pair at one time, for the account of a run.
  static int products(const EvaluateOptions& options, std::size_t classes);

 private:
  struct OneTime {
    double t = 0;
    kernels::FreeQueries queries;
    std::unique_ptr<kernels::MeanSweep> means;
    std::vector<std::unique_ptr<kernels::MeanSweep>> smoothed;  // one for every draw; instead of means
    std::unique_ptr<kernels::MeanSweep> class_means;  // of every query and class that parts the points
    std::unique_ptr<kernels::Sweep> states;
  };
  void take_time(OneTime& one, int time, const parallel::Communicator& ranks, BatchValues& values);
  void take_means(const OneTime& one, int time, const std::vector<double>& means, BatchValues& values);
  std::vector<double> smoothed_means(const OneTime& one, const parallel::Communicator& ranks,
                                     BatchValues& values);
  /// Collective.
  void take_class_means(OneTime& one, int time, const parallel::Communicator& ranks, BatchValues& values);
  void take_dimensions(const parallel::Communicator& ranks, BatchValues& values);
  void take_nearest(const parallel::Communicator& ranks, BatchValues& values);
  void take_scalars(const OneTime& one, int time, const std::vector<kernels::Posterior>& states,
                    std::size_t first_state, BatchValues& values);

  const datasets::TrainingSet& set_;
  const EvaluateOptions& options_;
  std::vector<double> center_;
  Batch part_;
  std::vector<OneTime> times_;
  kernels::DensityQueries own_points_;         // the queries themselves, without noise
  std::unique_ptr<kernels::Sweep> densities_;  // of these, at all times of the batch
  std::unique_ptr<NearestPoints> nearest_;
  std::unique_ptr<EqualWeights> equals_;
};

}  // namespace regimes::experiments
