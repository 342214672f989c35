#include "datasets/population/population_law.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

#include "base/contract.hpp"
#include "base/process.hpp"
#include "kernels/class_shares.hpp"

namespace regimes::datasets {
namespace {

constexpr double prior_tolerance = 1e-9;

/// Subtracts the log of the sum of exponentials, and returns it.
double normalise(std::span<double> logs) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  if (!std::isfinite(largest)) return largest;
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - largest);
  const double log_sum = largest + std::log(sum);
  for (double& value : logs) value -= log_sum;
  return log_sum;
}

std::vector<ClassLevel> single_level(std::size_t classes) {
  std::vector<int> groups(classes);
  std::iota(groups.begin(), groups.end(), 0);
  return {{"class", groups}};
}

}  // namespace

int groups_of(const ClassLevel& level) {
  return 1 + *std::max_element(level.group_of.begin(), level.group_of.end());
}

std::vector<GroupPair> pairs_of(const std::vector<ClassLevel>& levels) {
  std::vector<GroupPair> pairs;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const int groups = groups_of(levels[level]);
    if (groups > most_groups_in_pairs) continue;
    for (int first = 0; first < groups; ++first)
      for (int second = first + 1; second < groups; ++second) pairs.push_back({level, first, second});
  }
  return pairs;
}

PopulationLaw::PopulationLaw(std::vector<std::shared_ptr<const ClassLaw>> classes, std::vector<double> priors,
                             std::vector<ClassLevel> levels)
    : classes_(std::move(classes)), priors_(std::move(priors)), levels_(std::move(levels)) {
  require(!classes_.empty() && classes_.size() == priors_.size(), "{} priors are given for {} classes",
          priors_.size(), classes_.size());
  double sum = 0;
  for (const double prior : priors_) {
    require(prior > 0, "a class has the prior {}", prior);
    log_priors_.push_back(std::log(prior));
    sum += prior;
  }
  require(std::abs(sum - 1) <= prior_tolerance, "priors sum to {}", sum);
  if (levels_.empty()) levels_ = single_level(classes_.size());
  for (const ClassLevel& level : levels_)
    require(level.group_of.size() == classes_.size(), "level {} groups {} of {} classes", level.name,
            level.group_of.size(), classes_.size());

  const auto d = static_cast<std::size_t>(dimension());
  mean_offsets_.resize(classes_.size() * d);
  mean_.assign(d, 0.);
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    require(classes_[c]->dimension() == dimension(), "classes of {} and {} coordinates in one law",
            dimension(), classes_[c]->dimension());
    const std::span<double> of_class(mean_offsets_.data() + c * d, d);
    classes_[c]->mean(of_class);
    for (std::size_t k = 0; k < d; ++k) mean_[k] += priors_[c] * of_class[k];
  }
  for (std::size_t i = 0; i < mean_offsets_.size(); ++i) mean_offsets_[i] -= mean_[i % d];
}

double PopulationLaw::log_density(std::span<const double> x, double t) const {
  std::vector<double> log_weights(classes_.size());
  return class_log_weights(x, t, log_weights);
}

void PopulationLaw::noised_log_densities(std::span<const double> a, std::span<const double> z,
                                         std::span<const double> times, std::span<double> out) const {
  if (classes_.size() == 1) return classes_[0]->noised_log_densities(a, z, times, out);
  std::vector<double> of_class(classes_.size() * out.size()), log_weights(classes_.size());
  for (std::size_t c = 0; c < classes_.size(); ++c)
    classes_[c]->noised_log_densities(a, z, times, std::span(of_class).subspan(c * out.size(), out.size()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::size_t c = 0; c < classes_.size(); ++c)
      log_weights[c] = log_priors_[c] + of_class[c * out.size() + i];
    out[i] = normalise(log_weights);
  }
}

// pi_c = prior_c P_t^c / P_t, P_t = sum_c prior_c P_t^c.  src/datasets/population/README.md
double PopulationLaw::class_log_weights(std::span<const double> x, double t,
                                        std::span<double> log_weights) const {
  for (std::size_t c = 0; c < classes_.size(); ++c)
    log_weights[c] = log_priors_[c] + classes_[c]->log_density(x, t);
  return normalise(log_weights);
}

// D = sum_c pi_c D_c.  src/datasets/population/README.md
double PopulationLaw::posterior_mean(std::span<const double> x, double t, std::span<double> mean,
                                     std::span<double> log_weights) const {
  const auto d = static_cast<std::size_t>(dimension());
  if (classes_.size() == 1) {
    log_weights[0] = 0;
    return classes_[0]->posterior_mean(x, t, mean);
  }
  const double log_density = class_log_weights(x, t, log_weights);
  std::fill(mean.begin(), mean.end(), 0.);
  std::vector<double> of_class(d);
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    const double weight = std::exp(log_weights[c]);
    if (weight == 0) continue;
    classes_[c]->posterior_mean(x, t, of_class);
    for (std::size_t k = 0; k < d; ++k) mean[k] += weight * of_class[k];
  }
  return log_density;
}

// F = (e^{-t} D - x)/Delta_t (Tweedie's formula).  src/datasets/population/README.md
void PopulationLaw::exact_score(std::span<const double> x, double t, std::span<double> score) const {
  require(t > 0, "the score is asked for at t = {}, where there is no noise", t);
  std::vector<double> log_weights(classes_.size());
  posterior_mean(x, t, score, log_weights);
  const double signal = std::exp(-t), variance = noise_variance(t);
  for (std::size_t k = 0; k < score.size(); ++k) score[k] = (signal * score[k] - x[k]) / variance;
}

int PopulationLaw::class_of_index(std::int64_t index) const {
  return kernels::class_of_index(index, priors_.data(), classes());
}

void PopulationLaw::sample(kernels::Stream stream, std::int64_t index, std::span<float> point) const {
  classes_[class_of_index(index)]->sample(stream, static_cast<std::uint64_t>(index), point);
}

std::optional<kernels::ProceduralPoints> PopulationLaw::procedural_points(kernels::Stream stream) const {
  std::vector<kernels::ProceduralClass> classes;
  for (const auto& law : classes_) {
    const auto one = law->procedural();
    if (!one || (!classes.empty() && one->index() != classes.front().index())) return std::nullopt;
    classes.push_back(*one);
  }
  return kernels::make_procedural(stream, dimension(), classes, priors_);
}

std::vector<double> PopulationLaw::mean() const { return mean_; }

void PopulationLaw::covariance_product(std::span<const double> v, std::span<double> out) const {
  const auto d = static_cast<std::size_t>(dimension());
  std::fill(out.begin(), out.end(), 0.);
  for (std::size_t c = 0; c < classes_.size(); ++c) {
    classes_[c]->add_covariance_product(priors_[c], v, out);
    const double* offset = mean_offsets_.data() + c * d;
    const double projection = std::inner_product(v.begin(), v.end(), offset, 0.);
    for (std::size_t k = 0; k < d; ++k) out[k] += priors_[c] * projection * offset[k];
  }
}

}  // namespace regimes::datasets
