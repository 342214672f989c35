#include "experiments/trajectories/path_comparison.hpp"

#include <numeric>

#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

using observables::MeanError;

MeanError mean(const std::vector<double>& own, const PathClusters& clusters,
               const parallel::Communicator& ranks) {
  const std::vector<double> all = parallel::gather_rows_on_root(own, 1, ranks);
  if (!ranks.is_root()) return {};
  std::vector<std::int64_t> own_cluster(all.size());
  std::iota(own_cluster.begin(), own_cluster.end(), 0);
  return observables::mean_over_queries(all, 0, 1,
                                        observables::Clusters(clusters.empty() ? own_cluster : clusters));
}

/// 1 where both are the same, 0 where not; NaN where there is nothing to be the same as.
template <class Number>
std::vector<double> sameness(const std::vector<Number>& ends, const std::vector<Number>& others) {
  std::vector<double> same;
  for (std::size_t i = 0; i < others.size(); ++i)
    same.push_back(others[i] < 0 ? std::numeric_limits<double>::quiet_NaN() : ends[i] == others[i]);
  return same;
}

}  // namespace

void compare_ends(Agreement& agreement, const Attribution& ends, const Attribution& others,
                  const PathClusters& clusters, const parallel::Communicator& ranks) {
  agreement.same_point = mean(sameness(ends.index, others.index), clusters, ranks);
  agreement.same_class = mean(sameness(ends.label, others.label), clusters, ranks);
}

void measure_identities(Agreement& agreement, ScoreModel& model, const SourcePoints& sources,
                        const diffusion::Trajectories& paths, double t, const PathClusters& clusters) {
  const PosteriorAgreement found = posterior_agreement(model, sources, paths, t);
  agreement.same_point_identity = mean(found.same_point, clusters, model.ranks());
  agreement.same_class_identity = mean(found.same_class, clusters, model.ranks());
}

MeanError autocorrelation(const diffusion::Trajectories& from, const diffusion::Trajectories& to,
                          const PathClusters& clusters, const parallel::Communicator& ranks) {
  const auto d = static_cast<std::ptrdiff_t>(from.dimension);
  std::vector<double> products, squares;
  for (int i = 0; i < from.own_count(); ++i) {
    const auto a = from.x.begin() + i * d;
    products.push_back(std::inner_product(a, a + d, to.x.begin() + i * d, 0.));
    squares.push_back(std::inner_product(a, a + d, a, 0.));
  }
  const MeanError product = mean(products, clusters, ranks), square = mean(squares, clusters, ranks);
  return {product.mean / square.mean, product.standard_error / square.mean};
}

}  // namespace regimes::experiments
