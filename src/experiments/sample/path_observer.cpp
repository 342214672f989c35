#include "experiments/sample/path_observer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "experiments/evaluate/nearest_points.hpp"
#include "experiments/run/run_document.hpp"
#include "observables/free_query.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t most_batch_values = std::int64_t{1} << 21;  ///< coordinates swept together

constexpr const char* at_zero = "NaN at t = 0, where posteriors have no meaning";
constexpr double largest_weight = 1 + 1e-6;  ///< of a share of 1, with room for rounding

double sum_of_products(const double* x, const double* y, int count) {
  double sum = 0;
  for (int k = 0; k < count; ++k) sum += x[k] * y[k];
  return sum;
}

}  // namespace

std::vector<PathVariable> PathObserver::variables() const {
  const auto classes = static_cast<int>(model_.class_values().size());
  std::vector<PathVariable> all = {
      {"norm_squared", "", 1, false, {"1", "square of the norm per dimension", "|x|^2/d"}}};
  if (!model_.mean_direction().empty())
    all.push_back({"mean_overlap",
                   "",
                   1,
                   false,
                   {"1", "overlap with the class mean", "q = x.m/sqrt(d)"},
                   finite_values});
  if (classes > 0)
    all.push_back({"class_weights",
                   "class",
                   classes,
                   false,
                   {"1", "posterior weights of the classes", "pi_c(x, t)", OverSeeds::apart, at_zero},
                   {0, largest_weight}});
  if (model_.empirical()) {
    all.push_back({"posterior_entropy",
                   "",
                   1,
                   false,
                   {"nat", "entropy of the posterior weights", "H", OverSeeds::apart, at_zero},
                   finite_values});
    all.push_back({"inverse_participation_ratio",
                   "",
                   1,
                   false,
                   {"1", "sum of the squared posterior weights", "Y2", OverSeeds::apart, at_zero},
                   {0, largest_weight}});
    all.push_back(
        {"nearest_index", "neighbour", path_neighbours, true, nearest_index_label("argmin |x - a e^{-t}|")});
    all.push_back({distance_name,
                   "neighbour",
                   path_neighbours,
                   false,
                   {"units of the data, scaled", "its distance", "|x - a e^{-t}|"}});
  }
  if (model_.empirical() && with_means_) {
    all.push_back(
        {mean_index_name, "neighbour", path_neighbours, true, nearest_index_label("argmin |D - a|")});
    all.push_back({mean_distance_name,
                   "neighbour",
                   path_neighbours,
                   false,
                   {"units of the data, scaled",
                    "its distance from the posterior mean D(x, t), at t = 0 from the point", "|D - a|"}});
  }
  if (with_points_)
    all.push_back({"path_points",
                   "coordinate",
                   model_.dimension(),
                   false,
                   {"units of the data file", "points of the paths", "x"},
                   finite_values});
  return all;
}

PathValues PathObserver::observe(const diffusion::Trajectories& trajectories, double t) const {
  PathValues values;
  const int d = trajectories.dimension;
  const std::vector<double>& m = model_.mean_direction();
  for (int i = 0; i < trajectories.own_count(); ++i) {
    const double* x = trajectories.x.data() + static_cast<std::size_t>(i) * d;
    values.reals["norm_squared"].push_back(sum_of_products(x, x, d) / d);
    if (!m.empty()) values.reals["mean_overlap"].push_back(sum_of_products(x, m.data(), d) / std::sqrt(d));
  }
  diffusion::Trajectories means = trajectories;
  means.x = observe_posterior(trajectories, t, values);
  if (model_.set()) observe_nearest(trajectories, t, values);
  if (model_.set() && with_means_) observe_means(means, values);
  if (with_points_) values.reals["path_points"] = model_.raw(trajectories.x, t);
  return values;
}

std::vector<double> PathObserver::observe_posterior(const diffusion::Trajectories& trajectories, double t,
                                                    PathValues& values) const {
  namespace free_query = observables::free_query;
  const auto own = static_cast<std::size_t>(trajectories.own_count());
  const std::size_t classes = model_.class_values().size();
  if (t > 0 && classes > 0)
    values.reals["class_weights"] = model_.score().class_weights(trajectories, t).weights;
  if (t == 0 && classes > 0) values.reals["class_weights"].assign(own * classes, not_a_number);
  if (!model_.empirical()) return {};
  auto &entropy = values.reals["posterior_entropy"], &y2 = values.reals["inverse_participation_ratio"];
  entropy.assign(own, not_a_number);
  y2.assign(own, not_a_number);
  if (t == 0) return trajectories.x;
  diffusion::Denoised denoised = model_.empirical()->denoise(trajectories, t);
  for (std::size_t i = 0; i < own; ++i) {
    entropy[i] = free_query::posterior_entropy(denoised.posterior[i]);
    y2[i] = free_query::inverse_participation_ratio(denoised.posterior[i]);
  }
  return std::move(denoised.mean);
}

/// A path that has collapsed on a point a has D = a, and its noisy point is |z| sqrt(Delta_t) away.
void PathObserver::observe_means(const diffusion::Trajectories& means, PathValues& values) const {
  for (const kernels::Neighbour& neighbour : nearest_of(model_, means, 0, path_neighbours).nearest) {
    values.integers[mean_index_name].push_back(model_.set()->file_row(neighbour.index));
    values.reals[mean_distance_name].push_back(std::sqrt(-neighbour.nearness));
  }
}

void PathObserver::observe_nearest(const diffusion::Trajectories& trajectories, double t,
                                   PathValues& values) const {
  const kernels::Neighbours nearest = nearest_of(model_, trajectories, t, path_neighbours);
  for (const kernels::Neighbour& neighbour : nearest.nearest) {
    values.integers["nearest_index"].push_back(model_.set()->file_row(neighbour.index));
    values.reals[distance_name].push_back(std::sqrt(-neighbour.nearness));
  }
}

kernels::Neighbours nearest_of(ScoreModel& model, const diffusion::Trajectories& trajectories, double t,
                               int neighbours) {
  const int d = trajectories.dimension;
  const std::vector<double> all = parallel::gather_rows(trajectories.x, d, model.ranks());
  const int step = static_cast<int>(std::max<std::int64_t>(1, most_batch_values / d));
  const std::int64_t tiles = model.partition().local_blocks(model.set()->count()) * kernels::tiles_per_block;
  kernels::Neighbours own(trajectories.own_count(), neighbours);
  for (int first = 0; first < trajectories.count; first += step) {
    const int count = std::min(step, trajectories.count - first);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first) * d;
    NearestPoints sweep(
        model.set()->points(),
        {count, d, std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(count) * d)},
        std::vector<double>(count, t), neighbours, model.precision().used, &model.set()->equals());
    model.set()->for_tiles(0, tiles,
                           [&](const kernels::Partition& there, std::int64_t from, std::int64_t to) {
                             if (to > from) sweep.run(there, from, to, 0, model.set()->count());
                           });
    const kernels::Neighbours found = sweep.collect(model.ranks());
    for (int q = std::max(first, trajectories.own.first); q < std::min(first + count, trajectories.own.last);
         ++q)
      std::copy_n(found.of(q - first), neighbours,
                  own.nearest.begin() + static_cast<std::ptrdiff_t>(q - trajectories.own.first) * neighbours);
  }
  return own;
}

}  // namespace regimes::experiments
