#include "datasets/population/laws.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>
#include <utility>

#include "base/contract.hpp"
#include "datasets/population/gaussian_class.hpp"
#include "datasets/population/ising_class.hpp"
#include "datasets/population/spin_mixture_class.hpp"

namespace regimes::datasets {
namespace {

using Classes = std::vector<std::shared_ptr<const ClassLaw>>;

void add_gaussian(Classes& classes, std::vector<double> mean, std::vector<double> variance) {
  classes.push_back(std::make_shared<GaussianClass>(std::move(mean), std::move(variance)));
}

}  // namespace

std::vector<double> equal_priors(std::size_t classes) {
  return std::vector<double>(classes, 1 / static_cast<double>(classes));
}

PopulationLaw gaussian_law(int dimension, double variance) {
  return covariances_law(dimension, {{variance}}, equal_priors(1));
}

PopulationLaw two_means_law(int dimension, double mean_amplitude, double variance,
                            std::vector<double> priors) {
  Classes classes;
  for (const double mean : {mean_amplitude, -mean_amplitude})
    add_gaussian(classes, std::vector<double>(dimension, mean), {variance});
  return {std::move(classes), std::move(priors)};
}

std::vector<double> orthogonal_direction(int dimension, int c) {
  require(0 <= c && c < dimension, "direction {} is asked for in {} dimensions", c, dimension);
  std::vector<double> direction(dimension, 1.);
  if (c == 0) return direction;
  for (int k = 0; k < dimension; ++k)
    direction[k] = std::numbers::sqrt2 * std::cos(std::numbers::pi * c * (k + 0.5) / dimension);
  return direction;
}

PopulationLaw several_means_law(int dimension, const std::vector<double>& mean_amplitudes, double variance,
                                std::vector<double> priors) {
  Classes classes;
  for (std::size_t c = 0; c < mean_amplitudes.size(); ++c) {
    std::vector<double> mean = orthogonal_direction(dimension, static_cast<int>(c));
    for (double& coordinate : mean) coordinate *= mean_amplitudes[c];
    add_gaussian(classes, std::move(mean), {variance});
  }
  return {std::move(classes), std::move(priors)};
}

PopulationLaw hierarchy_law(int dimension, double first_amplitude, double second_amplitude, double variance,
                            std::vector<double> priors) {
  const std::vector<double> first = orthogonal_direction(dimension, 0),
                            second = orthogonal_direction(dimension, 1);
  Classes classes;
  for (const double s1 : {1., -1.})
    for (const double s2 : {1., -1.}) {
      std::vector<double> mean(dimension);
      for (int k = 0; k < dimension; ++k)
        mean[k] = s1 * first_amplitude * first[k] + s2 * second_amplitude * second[k];
      add_gaussian(classes, std::move(mean), {variance});
    }
  return {std::move(classes), std::move(priors), {{"s1", {0, 0, 1, 1}}, {"s2", {0, 1, 0, 1}}}};
}

PopulationLaw covariances_law(int dimension, const std::vector<std::vector<double>>& variances,
                              std::vector<double> priors) {
  Classes classes;
  for (const std::vector<double>& of_class : variances)
    add_gaussian(classes, std::vector<double>(dimension, 0.), of_class);
  return {std::move(classes), std::move(priors)};
}

std::vector<double> power_law_variances(int dimension, double exponent, double mean_variance) {
  std::vector<double> variances;
  for (int k = 0; k < dimension; ++k) variances.push_back(std::pow(k + 1., -exponent));
  const double scale = mean_variance * dimension / std::accumulate(variances.begin(), variances.end(), 0.);
  for (double& variance : variances) variance *= scale;
  return variances;
}

PopulationLaw ising_law(int dimension, const std::vector<double>& inverse_temperatures,
                        std::vector<double> priors) {
  Classes classes;
  for (const double beta : inverse_temperatures)
    classes.push_back(std::make_shared<IsingClass>(dimension, beta));
  return {std::move(classes), std::move(priors)};
}

namespace {

/// Fields of spins with the logarithms of their weights.
struct Fields {
  std::vector<double> log_weights, fields;
};

/// phi of one sign with its law ~ exp(-d phi^2/(2 beta)) (2 cosh(phi + h/d))^d, by Gauss's rule on panels.
/// Its exponent, and that of its law given spins, has the curvature d max(1, 1/beta) at most. README.md,
/// "Curie and Weiss"
Fields curie_weiss_fields(int dimension, double beta, double field, double sign) {
  using Rule = boost::math::quadrature::gauss<double, 10>;
  constexpr double tail = 12, panels_per_deviation = 0.5;  // of a Gaussian of that curvature
  const double d = dimension, deviation = std::sqrt(beta / d);
  const double end = beta + tail * deviation + std::abs(field) / d;
  const auto panels =
      static_cast<int>(std::ceil(end * panels_per_deviation * std::sqrt(d * std::max(1., 1 / beta))));
  const double half = end / panels / 2;
  Fields all;
  for (int panel = 0; panel < panels; ++panel)
    for (std::size_t node = 0; node < Rule::abscissa().size(); ++node)
      for (const double side : {1., -1.}) {
        const double phi = sign * half * (2 * panel + 1 + side * Rule::abscissa()[node]);
        const double total = phi + field / d;
        const double log_two_cosh = std::abs(total) + std::log1p(std::exp(-2 * std::abs(total)));
        all.fields.push_back(total);
        all.log_weights.push_back(std::log(Rule::weights()[node]) - d * phi * phi / (2 * beta) +
                                  d * log_two_cosh);
      }
  return all;
}

}  // namespace

PopulationLaw curie_weiss_law(int dimension, double inverse_temperature, double field) {
  require(dimension >= 1 && inverse_temperature > 0 && std::isfinite(field),
          "{} spins of Curie and Weiss at inverse temperature {} in the field {}", dimension,
          inverse_temperature, field);
  std::vector<Fields> of_sign;
  double largest = -std::numeric_limits<double>::infinity();
  for (const double sign : {1., -1.}) {
    of_sign.push_back(curie_weiss_fields(dimension, inverse_temperature, field, sign));
    const auto& logs = of_sign.back().log_weights;
    largest = std::max(largest, *std::max_element(logs.begin(), logs.end()));
  }
  Classes classes;
  std::vector<double> priors;
  for (const Fields& fields : of_sign) {
    const auto& logs = fields.log_weights;
    // Within the class, weights below the smallest double are none.
    const double most = *std::max_element(logs.begin(), logs.end());
    std::vector<double> weights;
    for (const double log_weight : logs) weights.push_back(std::exp(log_weight - most));
    classes.push_back(std::make_shared<SpinMixtureClass>(dimension, weights, fields.fields));
    priors.push_back(std::accumulate(weights.begin(), weights.end(), 0.) * std::exp(most - largest));
  }
  const double sum = priors[0] + priors[1];
  for (double& prior : priors) prior /= sum;
  return {std::move(classes), std::move(priors)};
}

}  // namespace regimes::datasets
