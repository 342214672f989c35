#include "experiments/sample/path_observer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "experiments/evaluate/equal_weights.hpp"
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

/// Sweeps all training points for all trajectories, some of them at a time: make(queries) gives a sweep of
/// these, and collect(sweep, first), where `first` is the first of them, what keep(own, query) is called of
/// for every trajectory of this rank, number `own` of its and `query` of all. Collective.
template <class Make, class Collect>
void for_batches(ScoreModel& model, const diffusion::Trajectories& trajectories, const Make& make,
                 const Collect& collect) {
  const int d = trajectories.dimension;
  const std::vector<double> all = parallel::gather_rows(trajectories.x, d, model.ranks());
  const int step = static_cast<int>(std::max<std::int64_t>(1, most_batch_values / d));
  const std::int64_t tiles = model.partition().local_blocks(model.set()->count()) * kernels::tiles_per_block;
  for (int first = 0; first < trajectories.count; first += step) {
    const int count = std::min(step, trajectories.count - first);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first) * d;
    auto sweep = make({count, d, std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(count) * d)});
    model.set()->for_tiles(0, tiles,
                           [&](const kernels::Partition& there, std::int64_t from, std::int64_t to) {
                             if (to > from) sweep.run(there, from, to, 0, model.set()->count());
                           });
    const auto keep = collect(sweep, first);
    const auto& own = trajectories.own;
    for (int q = std::max(first, own.first); q < std::min(first + count, own.last); ++q)
      keep(q - own.first, q);
  }
}

/// |x - m e^{-t}|^2; m is 0 where it is empty.
double norm_squared(const double* x, int dimension, const std::vector<double>& mean, double signal) {
  if (mean.empty()) return sum_of_products(x, x, dimension);
  double sum = 0;
  for (int k = 0; k < dimension; ++k) {
    const double apart = x[k] - signal * mean[static_cast<std::size_t>(k)];
    sum += apart * apart;
  }
  return sum;
}

Label over_distinct(Label label) {
  label.long_name += ", equal points as one";
  return label;
}

Label norm_label(const ScoreModel& model) {
  if (model.mean().empty()) return {"1", "square of the norm per dimension", "|x|^2/d"};
  return {"1", "square of the distance from the mean m of the training points, per dimension",
          "|x - m e^{-t}|^2/d"};
}

}  // namespace

std::vector<PathVariable> PathObserver::variables() const {
  const auto classes = static_cast<int>(model_.class_values().size());
  std::vector<PathVariable> all = {{"norm_squared", "", 1, false, norm_label(model_)}};
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
  if (model_.guided())
    all.push_back(
        {score_difference_name,
         "",
         1,
         false,
         {"1 / units of the data", "distance of the score of the path's class from that of all points",
          "|F_c - F|", OverSeeds::apart, at_zero}});
  if (model_.empirical()) {
    const Label entropy{"nat", "entropy of the posterior weights", "H", OverSeeds::apart, at_zero},
        y2{"1", "sum of the squared posterior weights", "Y2", OverSeeds::apart, at_zero};
    const RealRange weights{0, largest_weight};
    all.push_back({"posterior_entropy", "", 1, false, entropy, finite_values});
    all.push_back({y2_name, "", 1, false, y2, weights});
    if (counts_distinct()) {
      all.push_back({distinct_entropy_name, "", 1, false, over_distinct(entropy), finite_values});
      all.push_back({distinct_y2_name, "", 1, false, over_distinct(y2), weights});
    }
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
    values.reals["norm_squared"].push_back(norm_squared(x, d, model_.mean(), std::exp(-t)) / d);
    if (!m.empty()) values.reals["mean_overlap"].push_back(sum_of_products(x, m.data(), d) / std::sqrt(d));
  }
  if (model_.guided()) observe_guidance(trajectories, t, values);
  diffusion::Trajectories means = trajectories;
  means.x = observe_posterior(trajectories, t, values);
  if (model_.is_smoothed() && t > 0) means.x = model_.path_score().denoise(trajectories, t).mean;
  if (model_.empirical()) values.variance = variance_of(means, model_.ranks());
  if (model_.set()) observe_nearest(trajectories, t, values);
  if (model_.set() && with_means_) observe_means(means, values);
  if (with_points_) values.reals["path_points"] = model_.raw(trajectories.x, t);
  return values;
}

void PathObserver::observe_guidance(const diffusion::Trajectories& trajectories, double t,
                                    PathValues& values) const {
  std::vector<double>& differences = values.reals[score_difference_name];
  if (t == 0)
    differences.assign(static_cast<std::size_t>(trajectories.own_count()), not_a_number);
  else
    differences = diffusion::score_differences(
        model_.score().denoise_classes(trajectories, t, model_.guided()->class_of_path()), t);
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
  auto &entropy = values.reals["posterior_entropy"], &y2 = values.reals[y2_name];
  entropy.assign(own, not_a_number);
  y2.assign(own, not_a_number);
  if (counts_distinct()) values.reals[distinct_entropy_name] = values.reals[distinct_y2_name] = y2;
  if (t == 0) return trajectories.x;
  diffusion::Denoised denoised = model_.empirical()->denoise(trajectories, t);
  if (counts_distinct()) observe_distinct(trajectories, t, denoised.posterior, values);
  for (std::size_t i = 0; i < own; ++i) {
    entropy[i] = free_query::posterior_entropy(denoised.posterior[i]);
    y2[i] = free_query::inverse_participation_ratio(denoised.posterior[i]);
  }
  return std::move(denoised.mean);
}

void PathObserver::observe_distinct(const diffusion::Trajectories& trajectories, double t,
                                    const std::vector<kernels::Posterior>& posterior,
                                    PathValues& values) const {
  namespace free_query = observables::free_query;
  for_batches(
      model_, trajectories,
      [&](kernels::FreeQueries queries) {
        return EqualWeights(*model_.set(), {std::move(queries)}, {t}, model_.precision().used);
      },
      [&](EqualWeights& weights, int first) {
        weights.merge(model_.ranks());
        return [&weights, &posterior, &values, first](int own, int query) {
          const auto i = static_cast<std::size_t>(own);
          const free_query::EqualSums sums = weights.of(query - first, 0);
          values.reals[distinct_entropy_name][i] = free_query::posterior_entropy_distinct(posterior[i], sums);
          values.reals[distinct_y2_name][i] =
              free_query::inverse_participation_ratio_distinct(posterior[i], sums);
        };
      });
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

// v_i = |x_i - mean|^2 B/(B - 1)/d of B trajectories: their mean is the variance, and their scatter tells its
// error. Summed on root, in the order of the trajectories, so that it does not depend on the ranks.
observables::MeanError variance_of(const diffusion::Trajectories& trajectories,
                                   const parallel::Communicator& ranks) {
  const std::vector<double> all =
      parallel::gather_rows_on_root(trajectories.x, trajectories.dimension, ranks);
  if (trajectories.count < 2 || !ranks.is_root()) return unknown_variance;
  const auto d = static_cast<std::size_t>(trajectories.dimension);
  const double count = trajectories.count;
  std::vector<double> mean(d, 0.);
  for (std::size_t i = 0; i < all.size(); ++i) mean[i % d] += all[i] / count;
  double sum = 0, sum_of_squares = 0;
  for (std::size_t first = 0; first < all.size(); first += d) {
    double squared = 0;
    for (std::size_t k = 0; k < d; ++k) {
      const double apart = all[first + k] - mean[k];
      squared += apart * apart;
    }
    const double v = squared / static_cast<double>(d) * count / (count - 1);
    sum += v;
    sum_of_squares += v * v;
  }
  const double variance = sum / count, scatter = std::max(0., sum_of_squares - variance * sum) / (count - 1);
  return {variance, std::sqrt(scatter / count)};
}

kernels::Neighbours nearest_of(ScoreModel& model, const diffusion::Trajectories& trajectories, double t,
                               int neighbours) {
  kernels::Neighbours own(trajectories.own_count(), neighbours);
  for_batches(
      model, trajectories,
      [&](kernels::FreeQueries queries) {
        std::vector<double> times(queries.count, t);
        return NearestPoints(model.set()->points(), std::move(queries), std::move(times), neighbours,
                             model.precision().used, &model.set()->equals());
      },
      [&](NearestPoints& sweep, int first) {
        return [found = sweep.collect(model.ranks()), &own, neighbours, first](int mine, int query) {
          std::copy_n(found.of(query - first), neighbours,
                      own.nearest.begin() + static_cast<std::ptrdiff_t>(mine) * neighbours);
        };
      });
  return own;
}

}  // namespace regimes::experiments
