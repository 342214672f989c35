#include "experiments/speciation/speciation_theory.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "experiments/options/population_options.hpp"
#include "theory/mixture.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {
namespace {

using datasets::PopulationLaw;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// phi(kappa) for L ~ N(kappa, 2 kappa).
PairTheory of_kappa(std::function<double(double)> kappa, double speciation_time) {
  const auto agreement = [kappa](double t) { return theory::two_class_agreement(kappa(t)); };
  return {std::move(kappa), agreement, speciation_time};
}

/// Mean of a group of classes.
std::vector<double> group_mean(const PopulationLaw& law, const datasets::ClassLevel& level, int group) {
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

/// Two means, or two groups of a hierarchy with independent signs, at a distance 2 |m|.
PairTheory of_means(const TrainingOptions& options, const PopulationLaw& law, const GroupPair& pair) {
  const std::vector<double> first = group_mean(law, law.levels()[pair.level], pair.first),
                            second = group_mean(law, law.levels()[pair.level], pair.second);
  double norm_squared = 0;
  for (std::size_t k = 0; k < first.size(); ++k) norm_squared += std::pow((first[k] - second[k]) / 2, 2);
  const double variance = options.variance;
  return of_kappa([=](double t) { return theory::kappa_two_means(norm_squared, variance, t); },
                  theory::speciation_time_two_means(norm_squared, variance));
}

PairTheory of_variances(const TrainingOptions& options, const GroupPair& pair) {
  const theory::TwoVariances classes{options.variances[pair.first], options.variances[pair.second],
                                     static_cast<double>(*options.dimension)};
  return {[=](double t) { return classes.kappa(t); }, [=](double t) { return classes.agreement(t); },
          classes.speciation_time_of_agreement()};
}

PairTheory of_covariances(double squared_difference) {
  return of_kappa([=](double t) { return theory::kappa_of_covariances(squared_difference, t); },
                  theory::speciation_time_of_covariances(squared_difference));
}

/// tr (C1 - C2)^2 of classes with diagonal covariances.
double squared_difference(const PopulationLaw& law, const GroupPair& pair) {
  const auto d = static_cast<std::size_t>(law.dimension());
  const std::vector<double> ones(d, 1.);
  std::vector<double> difference(d, 0.);
  law.class_law(pair.first).add_covariance_product(1, ones, difference);
  law.class_law(pair.second).add_covariance_product(-1, ones, difference);
  double sum = 0;
  for (const double entry : difference) sum += entry * entry;
  return sum;
}

PairTheory theory_of(const TrainingOptions& options, const PopulationLaw& law, const GroupPair& pair) {
  switch (options.train) {
    case TrainingLaw::hierarchy:
      if (!options.class_priors.empty()) break;  // the signs may depend on each other
      [[fallthrough]];
    case TrainingLaw::mixture:
    case TrainingLaw::means:
      return of_means(options, law, pair);
    case TrainingLaw::variances:
      return of_variances(options, pair);
    case TrainingLaw::covariances:
      return of_covariances(squared_difference(law, pair));
    case TrainingLaw::ising:
      return of_covariances(theory::TwoIsingChains{options.inverse_temperatures[pair.first],
                                                   options.inverse_temperatures[pair.second],
                                                   static_cast<double>(*options.dimension)}
                                .squared_difference());
    default:
      break;
  }
  return {{}, {}, not_a_number};
}

}  // namespace

std::vector<PairTheory> pair_theories(const TrainingOptions& options, const PopulationLaw& law) {
  std::vector<PairTheory> theories;
  for (const GroupPair& pair : pairs_of(law.levels())) theories.push_back(theory_of(options, law, pair));
  return theories;
}

std::optional<theory::TwoMeansPotential> potential_of(const TrainingOptions& options) {
  if (options.train != TrainingLaw::mixture || !has_closed_forms(options) || options.mean_amplitude == 0)
    return std::nullopt;
  return theory::TwoMeansPotential{options.mean_amplitude, options.variance,
                                   static_cast<double>(options.dimension.value())};
}

}  // namespace regimes::experiments
