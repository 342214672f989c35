#pragma once
/// Full spectra of posterior covariances, C = sum w (a - D)(a - D)^T, from the points that are alive: those
/// whose weight is above kernels::live_weight of the largest. By BLAS and LAPACK.
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/covariance_products.hpp"
#include "parallel/communicator.hpp"

namespace regimes::diffusion {

/// The spectra of a batch of free queries at one time. Points are added in any pieces; rows of a query's live
/// points are kept until there are as many as dimensions, and from then on summed to moments: n_live d^2
/// flop. Real: of rows and matrices, float where eigenvalues to 1e-6 of the largest do; logits and sums over
/// rows are in double.
template <class Real>
class LiveSpectra {
 public:
  /// Queries with their references and means; vectors do not matter.
  LiveSpectra(kernels::CovarianceQueries queries, double t);

  /// Points, [point][coordinate]. Not collective.
  void add(std::span<const double> points);

  /// The d eigenvalues of C, descending, of the queries of this rank's share (parallel::share_of), over the
  /// points of all ranks: of fewer live points than dimensions from their Gram matrix. Collective.
  std::vector<double> eigenvalues(const parallel::Communicator& ranks);

  /// Pairs of a query and a live point so far, on this rank.
  std::int64_t live_pairs() const;

  /// Bytes of a query, of `points` points on one rank at most, and of the spectrum that is being found.
  static double bytes_of_query(int dimension, double points);
  static double bytes_of_spectrum(int dimension);

 private:
  /// Live points of a query, relative to its mean and times sqrt(w), with sqrt(w) itself behind every row.
  struct Live {
    std::int64_t count = 0;
    std::vector<Real> rows;       // that are not in the moments yet
    std::vector<double> moments;  // [d + 1][d + 1], lower triangle; empty: no rows are
  };
  int width() const { return dimension_ + 1; }
  int rows_of(const Live& live) const { return static_cast<int>(live.rows.size() / width()); }
  void sum_rows(Live& live);
  std::vector<double> of_rows(std::vector<Real> rows) const;
  std::vector<double> of_moments(const std::vector<double>& moments) const;

  kernels::CovarianceQueries queries_;
  int dimension_;
  double factor_, signal_to_noise_;
  std::vector<Live> live_;      // [query]
  std::vector<Real> together_;  // moments of some rows, where Real is not what moments are
};

extern template class LiveSpectra<float>;
extern template class LiveSpectra<double>;

}  // namespace regimes::diffusion
