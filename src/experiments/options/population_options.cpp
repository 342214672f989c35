#include "experiments/options/population_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "datasets/free_points.hpp"
#include "datasets/population/laws.hpp"

namespace regimes::experiments {
namespace {

/// Float coordinates then keep three digits of the differences within a class.
constexpr double largest_mean_over_deviation = 1e4;
constexpr double coldest = 100;           ///< beyond, tanh beta is 1 for a double
constexpr double steepest_exponent = 10;  ///< of variances that fall as a power
constexpr std::size_t two_classes = 2, hierarchy_levels = 2, hierarchy_classes = 4;
constexpr double prior_tolerance = 1e-6;

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

/// One value per class, of two or more classes.
void check_list(const TrainingOptions& options, const std::string& option, const std::vector<double>& values,
                double least, double most) {
  if (values.size() < two_classes)
    throw OptionError(option,
                      fmt::format("{} for --train {}, which needs two classes or more; give a value for each",
                                  values.empty() ? "missing" : "only one value", name_of(options.train)));
  for (const double value : values)
    if (!(value >= least && value <= most))
      throw OptionError(option, fmt::format("{} is out of range; give {} to {}", value, least, most));
}

void check_variances(const TrainingOptions& options) {
  for (const double variance : options.variances) check_positive("variances", variance);
  check_list(options, "variances", options.variances, 0, std::numeric_limits<double>::max());
}

void check_amplitudes(const TrainingOptions& options) {
  check_list(options, "mean-amplitudes", options.mean_amplitudes, 0, std::numeric_limits<double>::max());
  for (const double amplitude : options.mean_amplitudes)
    check_amplitude("mean-amplitudes", amplitude, options.variance);
  const std::size_t count = options.mean_amplitudes.size();
  if (options.train == TrainingLaw::hierarchy && count != hierarchy_levels)
    throw OptionError("mean-amplitudes",
                      fmt::format("{} values; a hierarchy has two levels, so give two", count));
  if (static_cast<std::int64_t>(count) > options.dimension.value())
    throw OptionError("mean-amplitudes",
                      fmt::format("{} orthogonal means do not fit into {} dimensions; give a larger "
                                  "--dimension",
                                  count, *options.dimension));
}

void check_covariances(const TrainingOptions& options) {
  if (options.variances_file.empty() == options.variance_exponents.empty())
    throw OptionError("variance-exponents",
                      "give either --variance-exponents or --variances-file for "
                      "--train covariances");
  if (options.variances_file.empty())
    check_list(options, "variance-exponents", options.variance_exponents, -steepest_exponent,
               steepest_exponent);
}

void check_prior_count(const TrainingOptions& options, std::size_t classes) {
  if (!options.class_priors.empty() && options.class_priors.size() != classes)
    throw OptionError("class-priors",
                      fmt::format("{} values for the {} classes of --train {}", options.class_priors.size(),
                                  classes, name_of(options.train)));
}

void check_priors(const TrainingOptions& options) {
  if (options.class_priors.empty()) return;
  if (const auto classes = known_classes(options)) check_prior_count(options, *classes);
  for (const double prior : options.class_priors)
    if (!(prior > 0 && prior <= 1))
      throw OptionError("class-priors", fmt::format("{} is out of range; give numbers above 0", prior));
  const double sum = std::accumulate(options.class_priors.begin(), options.class_priors.end(), 0.);
  if (std::abs(sum - 1) > prior_tolerance)
    throw OptionError("class-priors", fmt::format("they sum to {}; priors sum to 1", sum));
}

/// Given priors, with a sum of exactly 1, or equal ones.
std::vector<double> priors_of(const TrainingOptions& options, std::size_t classes) {
  if (options.class_priors.empty()) return datasets::equal_priors(classes);
  std::vector<double> priors = options.class_priors;
  const double sum = std::accumulate(priors.begin(), priors.end(), 0.);
  for (double& prior : priors) prior /= sum;
  return priors;
}

std::vector<std::vector<double>> variances_from_file(const TrainingOptions& options) {
  const auto rows = datasets::open_free_points(options.variances_file, "--variances-file");
  const auto dimension = options.dimension.value();
  if (rows->dimension() != dimension)
    throw DataError(fmt::format("--variances-file '{}': rows of {} numbers, but --dimension is {}",
                                options.variances_file, rows->dimension(), dimension));
  if (rows->rows() < static_cast<std::int64_t>(two_classes))
    throw DataError(
        fmt::format("--variances-file '{}': {} row; give one row of variances for each of two "
                    "classes or more",
                    options.variances_file, rows->rows()));
  std::vector<std::vector<double>> variances;
  for (std::int64_t c = 0; c < rows->rows(); ++c) {
    variances.push_back(datasets::read_rows(*rows, c, 1));
    for (std::size_t k = 0; k < variances.back().size(); ++k)
      if (!(variances.back()[k] > 0 && std::isfinite(variances.back()[k])))
        throw DataError(
            fmt::format("--variances-file '{}': row {}, column {} is {}; a variance is a "
                        "positive number",
                        options.variances_file, c, k, variances.back()[k]));
  }
  return variances;
}

std::vector<std::vector<double>> class_variances(const TrainingOptions& options) {
  if (!options.variances_file.empty()) return variances_from_file(options);
  std::vector<std::vector<double>> variances;
  for (const double exponent : options.variance_exponents)
    variances.push_back(
        datasets::power_law_variances(static_cast<int>(*options.dimension), exponent, options.variance));
  return variances;
}

}  // namespace

std::optional<std::size_t> known_classes(const TrainingOptions& options) {
  switch (options.train) {
    case TrainingLaw::mixture:
      return two_classes;
    case TrainingLaw::means:
      return options.mean_amplitudes.size();
    case TrainingLaw::hierarchy:
      return hierarchy_classes;
    case TrainingLaw::variances:
      return options.variances.size();
    case TrainingLaw::covariances:
      if (!options.variances_file.empty()) return std::nullopt;
      return options.variance_exponents.size();
    case TrainingLaw::ising:
      return options.inverse_temperatures.size();
    default:
      return 1;
  }
}

void check_population(const TrainingOptions& options) {
  check_positive("variance", options.variance);
  check_not_negative("mean-amplitude", options.mean_amplitude);
  switch (options.train) {
    case TrainingLaw::mixture:
      check_amplitude("mean-amplitude", options.mean_amplitude, options.variance);
      break;
    case TrainingLaw::means:
    case TrainingLaw::hierarchy:
      check_amplitudes(options);
      break;
    case TrainingLaw::variances:
      check_variances(options);
      break;
    case TrainingLaw::covariances:
      check_covariances(options);
      break;
    case TrainingLaw::ising:
      check_list(options, "inverse-temperatures", options.inverse_temperatures, -coldest, coldest);
      break;
    default:
      break;
  }
  check_priors(options);
}

datasets::PopulationLaw population_law(const TrainingOptions& options) {
  const int d = static_cast<int>(options.dimension.value());
  const auto priors = [&options](std::size_t classes) { return priors_of(options, classes); };
  switch (options.train) {
    case TrainingLaw::gaussian:
      return datasets::gaussian_law(d, options.variance);
    case TrainingLaw::mixture:
      return datasets::two_means_law(d, options.mean_amplitude, options.variance, priors(two_classes));
    case TrainingLaw::means:
      return datasets::several_means_law(d, options.mean_amplitudes, options.variance,
                                         priors(options.mean_amplitudes.size()));
    case TrainingLaw::hierarchy:
      return datasets::hierarchy_law(d, options.mean_amplitudes[0], options.mean_amplitudes[1],
                                     options.variance, priors(hierarchy_classes));
    case TrainingLaw::variances: {
      std::vector<std::vector<double>> variances;
      for (const double variance : options.variances) variances.push_back({variance});
      return datasets::covariances_law(d, variances, priors(variances.size()));
    }
    case TrainingLaw::covariances: {
      const auto variances = class_variances(options);
      check_prior_count(options, variances.size());
      return datasets::covariances_law(d, variances, priors(variances.size()));
    }
    case TrainingLaw::ising:
      return datasets::ising_law(d, options.inverse_temperatures,
                                 priors(options.inverse_temperatures.size()));
    default:
      throw ContractError(fmt::format("--train {} is a file and has no exact law", name_of(options.train)));
  }
}

bool has_closed_forms(const TrainingOptions& options) {
  if (options.train == TrainingLaw::gaussian) return true;
  const auto& priors = options.class_priors;
  return options.train == TrainingLaw::mixture && (priors.empty() || priors.front() == priors.back());
}

bool has_classes(const TrainingOptions& options) {
  if (const auto format = file_format(options.train))
    return !options.labels_file.empty() || datasets::has_own_labels(*format);
  return options.train != TrainingLaw::gaussian;
}

}  // namespace regimes::experiments
