#include "experiments/options/law_rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "datasets/population/laws.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

/// Float coordinates then keep three digits of the differences within a class.
constexpr double largest_mean_over_deviation = 1e4;

}  // namespace

Option variance_option() {
  return {.name = "variance",
          .argument = "REAL",
          .summary = "sigma^2 of each coordinate",
          .explanation =
              "sigma^2, the variance of each coordinate; with classes, within a class; "
              "with --variance-exponents, its mean over the coordinates.",
          .unit = "squared units of the data",
          .range = "above 0",
          .value = real(&TrainingOptions::variance)};
}

Option mean_amplitudes_option() {
  return {.name = "mean-amplitudes",
          .argument = "REALS",
          .summary = "mu_c of every mean, |m_c|^2 = mu_c^2 d",
          .explanation =
              "The sizes of the means per coordinate, |m_c|^2 = mu_c^2 d, along orthogonal "
              "directions: one for each class of means, two for the levels of a hierarchy.",
          .unit = "units of the data",
          .range = "two numbers or more, 0 or above",
          .value = reals(&TrainingOptions::mean_amplitudes)};
}

void check_not_negative(const std::string& option, double amplitude) {
  if (!std::isfinite(amplitude) || amplitude < 0)
    throw OptionError(option,
                      fmt::format("{} is out of range; give a finite number of at least 0", amplitude));
}

void check_amplitude(const std::string& option, double amplitude, double variance) {
  check_not_negative(option, amplitude);
  if (amplitude > largest_mean_over_deviation * std::sqrt(variance))
    throw OptionError(
        option, fmt::format("{} is more than {:g} standard deviations of a class: coordinates are float "
                            "numbers and would lose the differences within a class",
                            amplitude, largest_mean_over_deviation));
}

void check_list(const std::string& law, const std::string& option, const std::vector<double>& values,
                double least, double most) {
  if (values.size() < two_classes)
    throw OptionError(option,
                      fmt::format("{} for --train {}, which needs two classes or more; give a value for each",
                                  values.empty() ? "missing" : "only one value", law));
  for (const double value : values)
    if (!(value >= least && value <= most))
      throw OptionError(option, fmt::format("{} is out of range; give {} to {}", value, least, most));
}

void check_amplitudes(const std::string& law, const TrainingOptions& options) {
  check_list(law, "mean-amplitudes", options.mean_amplitudes, 0, std::numeric_limits<double>::max());
  for (const double amplitude : options.mean_amplitudes)
    check_amplitude("mean-amplitudes", amplitude, options.variance);
  const std::size_t count = options.mean_amplitudes.size();
  if (static_cast<std::int64_t>(count) > options.dimension.value())
    throw OptionError("mean-amplitudes",
                      fmt::format("{} orthogonal means do not fit into {} dimensions; give a larger "
                                  "--dimension",
                                  count, *options.dimension));
}

void check_prior_count(const TrainingOptions& options, std::size_t classes) {
  if (!options.class_priors.empty() && options.class_priors.size() != classes)
    throw OptionError("class-priors", fmt::format("{} values for the {} classes of --train {}",
                                                  options.class_priors.size(), classes, options.train.name));
}

std::vector<double> priors_of(const TrainingOptions& options, std::size_t classes) {
  if (options.class_priors.empty()) return datasets::equal_priors(classes);
  std::vector<double> priors = options.class_priors;
  const double sum = std::accumulate(priors.begin(), priors.end(), 0.);
  for (double& prior : priors) prior /= sum;
  return priors;
}

int dimension_of(const TrainingOptions& options) { return static_cast<int>(options.dimension.value()); }

}  // namespace regimes::experiments
