#pragma once
/// Posterior means of all ranks on their way to the ranks that go on with them, while these do something
/// else.
#include <vector>

#include "kernels/posterior_means.hpp"
#include "parallel/communicator.hpp"
#include "parallel/merge_operation.hpp"

namespace regimes::parallel {

/// One non-blocking reduction of queries x (d + 6) numbers: state and weighted sums of a query travel
/// together. Libraries move messages only while they are called, so part of the transfer may wait for
/// collect().
class PendingMeans {
 public:
  /// `mine`: what this rank has seen of all queries; rank r takes the counts[r] queries behind those of the
  /// ranks before it. Collective.
  PendingMeans(const kernels::PosteriorMeans& mine, const std::vector<int>& counts,
               const Communicator& ranks);
  PendingMeans(const PendingMeans&) = delete;
  PendingMeans& operator=(const PendingMeans&) = delete;
  ~PendingMeans();

  /// The merged means of this rank's queries. Waits for them; once.
  kernels::PosteriorMeans collect();

 private:
  int queries_, dimension_;
  std::vector<int> counts_;  // until the transfer ends
  MergeOperation operation_;
  std::vector<double> sent_, received_;  // records: a state, then its sums
  MPI_Request request_ = MPI_REQUEST_NULL;
};

}  // namespace regimes::parallel
