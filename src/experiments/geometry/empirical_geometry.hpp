#pragma once
/// What is measured of a batch of queries at one time over the first points of a training set, pass by pass:
/// first references and posterior means, then directions, then the spectrum.
#include <cstdint>
#include <functional>
#include <vector>

#include "datasets/training_set.hpp"
#include "diffusion/block_lanczos.hpp"
#include "diffusion/live_spectra.hpp"
#include "experiments/geometry/geometry_result.hpp"
#include "kernels/covariance_sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What all batches share. All but numbers outlive them.
struct GeometryPass {
  datasets::TrainingSet& set;
  std::int64_t points;  ///< of the set, its first ones
  const GeometryResult& result;
  const std::vector<double>& directions;  ///< [direction][coordinate]
  kernels::Partition partition;
  const parallel::Communicator& ranks;
};

/// Queries of a batch at a time, on every rank.
struct GeometryBatch {
  kernels::FreeQueries queries;
  std::vector<double> sources;  ///< [query][coordinate]; empty: queries are no training points
  double time;
  std::int64_t first_number;  ///< of its queries among all
};

class EmpiricalGeometry {
 public:
  EmpiricalGeometry(const GeometryPass& pass, GeometryBatch batch);

  /// Sweeps at most `tiles` tiles of every rank; returns how many. Collective.
  std::int64_t advance(std::int64_t tiles);
  bool is_done() const { return is_done_; }
  /// [query][column], on every rank, once it is done.
  const std::vector<double>& values() const { return values_; }
  double residual() const { return residual_; }
  /// What this rank has done: terms of all passes, and floating-point operations of products.
  kernels::Work work() const { return work_; }
  double flops() const { return flops_; }

  /// Queries that together take about `bytes` on a rank.
  static std::int64_t queries_of_batch(const GeometryOptions& options, int ranks, double bytes);
  static double bytes_of_query(const GeometryOptions& options, int ranks);
  /// Bytes of what queries have one after another.
  static double bytes_of_one(const GeometryOptions& options);
  /// Products x.a, or as long, of a pair of query and point, about.
  static double products_of_pair(const GeometryResult& result);

 private:
  using Run = std::function<void(std::int64_t first_tile, std::int64_t last_tile)>;

  int queries() const { return batch_.queries.count; }
  int dimension() const { return batch_.queries.dimension; }
  double* values_of(int query, const char* quantity);
  bool has(const char* quantity) const { return has_quantity(pass_.result.quantities, quantity); }

  void begin(Run run, std::function<void()> finish);
  void begin_means();
  void finish_means(const std::vector<kernels::Posterior>& posterior);
  void begin_directions(int first);
  void begin_spectrum();
  template <class Real>
  void begin_full();
  template <class Real>
  void finish_full(diffusion::LiveSpectra<Real>& spectra);
  void begin_block();
  void finish_block(kernels::CovarianceSweep& sweep);
  void finish_few();
  void keep_spectrum(const std::vector<double>& eigenvalues, int count);
  kernels::CovarianceProducts collect(kernels::CovarianceSweep& sweep, int vectors);
  kernels::SweepSettings settings() const;

  GeometryPass pass_;
  GeometryBatch batch_;
  std::vector<double> values_;
  kernels::CovarianceQueries known_;  // queries with references and means
  Run run_;
  std::function<void()> finish_;
  std::int64_t tile_ = 0, tiles_ = 0;
  bool is_done_ = false;
  std::vector<diffusion::BlockLanczos> lanczos_;  // of this rank's share
  std::vector<int> active_;                       // queries whose iterations go on, on every rank
  double residual_ = 0, flops_ = 0;
  kernels::Work work_;
};

}  // namespace regimes::experiments
