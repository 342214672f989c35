#include "experiments/trajectories/path_comparison.hpp"

#include <numeric>

#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

using observables::MeanError;

observables::Clusters clusters_of(const std::vector<double>& all, const PathClusters& clusters) {
  std::vector<std::int64_t> own_cluster(all.size());
  std::iota(own_cluster.begin(), own_cluster.end(), 0);
  return observables::Clusters(clusters.empty() ? own_cluster : clusters);
}

MeanError mean(const std::vector<double>& own, const PathClusters& clusters,
               const parallel::Communicator& ranks) {
  const std::vector<double> all = parallel::gather_rows_on_root(own, 1, ranks);
  return ranks.is_root() ? observables::mean_over_queries(all, clusters_of(all, clusters)) : MeanError();
}

/// Its error is at least the rounding of the model's sums.
MeanError mean_of_sums(const std::vector<double>& own, const PathClusters& clusters,
                       const ScoreModel& model) {
  const MeanError exact = mean(own, clusters, model.ranks());
  const double rounding = observables::rounding_of_sums(model.precision().used);
  return {exact.mean, observables::at_least_rounding(exact.standard_error, exact.mean, rounding)};
}

observables::Fraction fraction(const std::vector<double>& own, const PathClusters& clusters,
                               const parallel::Communicator& ranks) {
  const std::vector<double> all = parallel::gather_rows_on_root(own, 1, ranks);
  return ranks.is_root() ? observables::fraction_of(all, clusters_of(all, clusters))
                         : observables::Fraction();
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
  agreement.same_point = fraction(sameness(ends.index, others.index), clusters, ranks);
  agreement.same_class = fraction(sameness(ends.label, others.label), clusters, ranks);
}

void measure_identities(Agreement& agreement, ScoreModel& model, const SourcePoints& sources,
                        const diffusion::Trajectories& paths, double t, const PathClusters& clusters) {
  const PosteriorAgreement found = posterior_agreement(model, sources, paths, t);
  agreement.same_point_identity = mean_of_sums(found.same_point, clusters, model);
  agreement.same_class_identity = mean_of_sums(found.same_class, clusters, model);
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
