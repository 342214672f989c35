#include "datasets/population/pair_theory.hpp"

#include <cmath>
#include <utility>

#include "theory/mixture.hpp"
#include "theory/speciation.hpp"

namespace regimes::datasets {
namespace {

/// phi(kappa) for L ~ N(kappa, 2 kappa).
PairTheory of_kappa(std::function<double(double)> kappa, double speciation_time) {
  const auto agreement = [kappa](double t) { return theory::two_class_agreement(kappa(t)); };
  return {std::move(kappa), agreement, speciation_time};
}

/// Theory of two covariances, from their squared difference tr (C1 - C2)^2.
PairTheory of_covariances(double squared_difference) {
  return of_kappa([=](double t) { return theory::kappa_of_covariances(squared_difference, t); },
                  theory::speciation_time_of_covariances(squared_difference));
}

/// Mean of a group of classes.
std::vector<double> group_mean(const PopulationLaw& law, const ClassLevel& level, int group) {
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<double> mean(d, 0.), of_class(d);
  double share = 0;
  for (int c = 0; c < law.classes(); ++c) {
    if (level.group_of[c] != group) continue;
    law.class_law(c).mean(of_class);
    share += law.priors()[c];
    for (std::size_t k = 0; k < d; ++k) mean[k] += law.priors()[c] * of_class[k];
  }
  for (double& coordinate : mean) coordinate /= share;
  return mean;
}

}  // namespace

PairTheory pair_theory_of_means(const PopulationLaw& law, const GroupPair& pair, double variance) {
  const std::vector<double> first = group_mean(law, law.levels()[pair.level], pair.first),
                            second = group_mean(law, law.levels()[pair.level], pair.second);
  double norm_squared = 0;
  for (std::size_t k = 0; k < first.size(); ++k) norm_squared += std::pow((first[k] - second[k]) / 2, 2);
  return of_kappa([=](double t) { return theory::kappa_two_means(norm_squared, variance, t); },
                  theory::speciation_time_two_means(norm_squared, variance));
}

PairTheory pair_theory_of_variances(double first_variance, double second_variance, double dimension) {
  const theory::TwoVariances classes{first_variance, second_variance, dimension};
  return {[=](double t) { return classes.kappa(t); }, [=](double t) { return classes.agreement(t); },
          classes.speciation_time_of_agreement()};
}

PairTheory pair_theory_of_covariances(const PopulationLaw& law, const GroupPair& pair) {
  const auto d = static_cast<std::size_t>(law.dimension());
  const std::vector<double> ones(d, 1.);
  std::vector<double> difference(d, 0.);
  law.class_law(pair.first).add_covariance_product(1, ones, difference);
  law.class_law(pair.second).add_covariance_product(-1, ones, difference);
  double sum = 0;
  for (const double entry : difference) sum += entry * entry;
  return of_covariances(sum);
}

PairTheory pair_theory_of_chains(double first_inverse_temperature, double second_inverse_temperature,
                                 double dimension) {
  return of_covariances(
      theory::TwoIsingChains{first_inverse_temperature, second_inverse_temperature, dimension}
          .squared_difference());
}

}  // namespace regimes::datasets
