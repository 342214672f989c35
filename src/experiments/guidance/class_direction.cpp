#include "experiments/guidance/class_direction.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "base/error.hpp"

namespace regimes::experiments {
namespace {

/// A class between its mean and that of the rest, with the deviation 1.
ClassDirection direction_between(const std::vector<double>& mean, const std::vector<double>& rest) {
  constexpr double rounding = 1e-12;
  ClassDirection result{mean, mean, 1, 0};
  double squared = 0, scale = 0;
  for (std::size_t k = 0; k < mean.size(); ++k) {
    result.direction[k] -= rest[k];
    squared += result.direction[k] * result.direction[k];
    scale += mean[k] * mean[k] + rest[k] * rest[k];
  }
  if (!(squared > rounding * rounding * scale)) return result;
  result.separation = std::sqrt(squared) / 2;
  for (double& coordinate : result.direction) coordinate /= std::sqrt(squared);
  return result;
}

void set_variance(ClassDirection& of_class, double variance) {
  of_class.deviation = std::sqrt(variance);
  of_class.separation /= of_class.deviation;
}

}  // namespace

double ClassDirection::along(const double* x) const {
  double sum = 0;
  for (std::size_t k = 0; k < mean.size(); ++k) sum += (x[k] - mean[k]) * direction[k];
  return sum / deviation;
}

double ClassDirection::across(const double* x) const {
  const std::size_t d = mean.size();
  if (d == 1) return std::numeric_limits<double>::quiet_NaN();
  const double along_direction = along(x) * deviation;
  double squared = 0;
  for (std::size_t k = 0; k < d; ++k) {
    const double rest = x[k] - mean[k] - along_direction * direction[k];
    squared += rest * rest;
  }
  return squared / static_cast<double>(d - 1);
}

void require_direction(const ClassDirection& of_class, int label) {
  if (!(of_class.separation > 0))
    throw DataError(
        fmt::format("class {} has the mean of all other points, so that there is no direction along "
                    "which guidance could move it; compare classes of different means",
                    label));
  if (!std::isfinite(of_class.separation))
    throw DataError(
        fmt::format("class {} has no width along the direction of its mean, in which guidance is "
                    "measured; give it more points",
                    label));
}

std::vector<ClassDirection> class_directions(const datasets::PopulationLaw& law) {
  const auto d = static_cast<std::size_t>(law.dimension());
  const std::vector<double> all = law.mean();
  std::vector<ClassDirection> directions;
  for (int c = 0; c < law.classes(); ++c) {
    std::vector<double> mean(d), rest(d), product(d, 0.);
    law.class_law(c).mean(mean);
    const double prior = law.priors()[c];
    for (std::size_t k = 0; k < d; ++k) rest[k] = (all[k] - prior * mean[k]) / (1 - prior);
    ClassDirection of_class = direction_between(mean, rest);
    law.class_law(c).add_covariance_product(1, of_class.direction, product);
    set_variance(of_class,
                 std::inner_product(product.begin(), product.end(), of_class.direction.begin(), 0.));
    directions.push_back(std::move(of_class));
  }
  return directions;
}

void visit_own_points(const datasets::TrainingSet& set, const kernels::Partition& partition,
                      const std::function<void(int, const double*)>& visit) {
  const auto d = static_cast<std::size_t>(set.dimension());
  std::int64_t row = 0;
  set.visit_own_rows(0, partition.local_rows(set.count()), [&](std::span<const double> rows) {
    for (std::size_t i = 0; i < rows.size(); i += d)
      visit(set.class_of(partition.index_of_row(row++)), rows.data() + i);
  });
}

std::vector<ClassDirection> class_directions(const datasets::TrainingSet& set,
                                             const kernels::Partition& partition,
                                             const parallel::Communicator& ranks) {
  const std::size_t classes = set.class_values().size(), d = static_cast<std::size_t>(set.dimension());
  std::vector<double> sums(classes * d);
  visit_own_points(set, partition, [&](int c, const double* point) {
    for (std::size_t k = 0; k < d; ++k) sums[static_cast<std::size_t>(c) * d + k] += point[k];
  });
  sums = ranks.sum(sums);
  const std::vector<std::int64_t> sizes = class_sizes(set, classes);
  std::vector<ClassDirection> directions;
  for (std::size_t c = 0; c < classes; ++c) {
    const auto inside = static_cast<double>(sizes[c]), outside = static_cast<double>(set.count() - sizes[c]);
    std::vector<double> mean(d), rest(d);
    for (std::size_t k = 0; k < d; ++k) {
      for (std::size_t other = 0; other < classes; ++other)
        (other == c ? mean : rest)[k] += sums[other * d + k];
      mean[k] /= inside;
      rest[k] = outside > 0 ? rest[k] / outside : mean[k];
    }
    directions.push_back(direction_between(mean, rest));
  }
  std::vector<double> variances(classes);
  visit_own_points(set, partition, [&](int c, const double* point) {
    const double along = directions[static_cast<std::size_t>(c)].along(point);
    variances[static_cast<std::size_t>(c)] += along * along;
  });
  variances = ranks.sum(variances);
  for (std::size_t c = 0; c < classes; ++c)
    set_variance(directions[c], variances[c] / static_cast<double>(sizes[c]));
  return directions;
}

std::vector<std::int64_t> class_sizes(const datasets::TrainingSet& set, std::size_t classes) {
  std::vector<std::int64_t> sizes(classes);
  for (std::int64_t i = 0; i < set.count(); ++i) ++sizes[static_cast<std::size_t>(set.class_of(i))];
  return sizes;
}

}  // namespace regimes::experiments
