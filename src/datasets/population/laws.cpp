#include "datasets/population/laws.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <numeric>
#include <utility>

#include "base/contract.hpp"
#include "datasets/population/curie_weiss_class.hpp"
#include "datasets/population/gaussian_class.hpp"
#include "datasets/population/ising_class.hpp"

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

PopulationLaw curie_weiss_law(int dimension, double inverse_temperature, double field) {
  const auto plus = std::make_shared<CurieWeissClass>(dimension, inverse_temperature, field, 1),
             minus = std::make_shared<CurieWeissClass>(dimension, inverse_temperature, field, -1);
  const double log_odds = plus->log_partition() - minus->log_partition();
  return {{plus, minus}, {1 / (1 + std::exp(-log_odds)), 1 / (1 + std::exp(log_odds))}};
}

}  // namespace regimes::datasets
