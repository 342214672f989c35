#include "experiments/guidance/guidance_theory.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "experiments/guidance/class_direction.hpp"
#include "experiments/options/laws.hpp"
#include "theory/equal_classes.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Whether all classes are normal with one variance and one share, and their means at one distance from each
/// other: then as if they were orthogonal, with this distance.
std::optional<theory::EqualClasses> equal_classes(const datasets::PopulationLaw& law) {
  constexpr double rounding = 1e-9;
  const auto is_near = [](double x, double y) { return std::abs(x - y) <= rounding * y; };
  const int classes = law.classes();
  if (classes < 2 || classes > theory::most_equal_classes) return std::nullopt;
  const auto variance = law.class_law(0).isotropic_variance();
  if (!variance) return std::nullopt;
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<std::vector<double>> means;
  std::optional<double> squared_distance;
  for (int c = 0; c < classes; ++c) {
    const auto of_class = law.class_law(c).isotropic_variance();
    if (!of_class || !is_near(*of_class, *variance) || !is_near(law.priors()[c], law.priors()[0]))
      return std::nullopt;
    std::vector<double> mean(d);
    law.class_law(c).mean(mean);
    for (const std::vector<double>& other : means) {
      double squared = 0;
      for (std::size_t k = 0; k < d; ++k) squared += (mean[k] - other[k]) * (mean[k] - other[k]);
      if (!squared_distance) squared_distance = squared;
      if (!(squared > 0 && is_near(squared, *squared_distance))) return std::nullopt;
    }
    means.push_back(std::move(mean));
  }
  return theory::EqualClasses{classes, *squared_distance / 2, *variance};
}

/// Shares of the paths that are guided to each class.
std::map<std::int64_t, double> shares_of(const std::vector<std::int64_t>& path_class) {
  std::map<std::int64_t, double> shares;
  for (const std::int64_t c : path_class) shares[c] += 1 / static_cast<double>(path_class.size());
  return shares;
}

/// The law along the direction of a class at every strength.
using LawsOfClass = std::map<std::int64_t, std::vector<theory::GuidedLaw>>;

template <class Classes>
std::vector<theory::GuidedLaw> laws_of(const GuidanceOptions& options, const Classes& classes) {
  const bool is_power_law = options.guidance.kind == diffusion::GuidanceKind::power_law;
  std::vector<theory::GuidedLaw> laws;
  for (const double strength : options.strengths) {
    const theory::Guidance guidance{strength, is_power_law ? options.guidance.exponent : 0};
    laws.push_back(diffusion::is_deterministic(options.step) ? guided_by_ode(classes, guidance)
                                                             : guided_by_sde(classes, guidance));
  }
  return laws;
}

/// Laws of two normal classes +-m with any shares, or of equal ones; nothing of others, and where w does not
/// act at all times.
std::optional<LawsOfClass> known_laws(const GuidanceOptions& options, const datasets::PopulationLaw& law,
                                      const std::map<std::int64_t, double>& shares) {
  if (!options.guidance.times.empty()) return std::nullopt;
  LawsOfClass known;
  if (law_of(options).potential && law.classes() == 2) {
    const double mean_squared =
        options.mean_amplitude * options.mean_amplitude * static_cast<double>(law.dimension());
    for (const auto& [c, share] : shares)
      known[c] = laws_of(options, theory::GuidedClass{mean_squared, options.variance,
                                                      law.priors()[static_cast<std::size_t>(c)]});
    return known;
  }
  const auto equal = equal_classes(law);
  if (!equal) return std::nullopt;
  const std::vector<theory::GuidedLaw> of_any = laws_of(options, *equal);
  for (const auto& [c, share] : shares) known[c] = of_any;
  return known;
}

}  // namespace

void add_theory(const datasets::PopulationLaw& law, GuidanceResult& result) {
  if (result.is_empirical()) return;
  const std::map<std::int64_t, double> shares = shares_of(result.path_class);
  const auto laws = known_laws(result.options, law, shares);
  if (!laws) return;
  for (std::size_t i = 0; i < result.effects.size(); ++i) {
    GuidanceEffect& effect = result.effects[i];
    double overshoot = 0, variance = 0, fidelity = 0, divergence = 0;
    for (const auto& [c, share] : shares) {
      const theory::GuidedLaw& known = laws->at(c)[i];
      overshoot += share * known.overshoot;
      variance += share * known.variance_ratio;
      fidelity += share * known.class_probability;
      divergence += share * known.divergence;
    }
    effect.overshoot_theory = overshoot;
    effect.variance_theory = variance;
    effect.fidelity_theory = fidelity;
    effect.divergence_theory = divergence;
  }
}

std::vector<double> predicted_shifts(const GuidanceOptions& options, const datasets::PopulationLaw& law,
                                     const datasets::TrainingSet& set,
                                     const std::vector<std::int64_t>& path_class,
                                     const kernels::Partition& partition,
                                     const parallel::Communicator& ranks) {
  const std::size_t strengths = options.strengths.size();
  std::vector<double> shifts(strengths, not_a_number);
  if (diffusion::is_deterministic(options.step)) return shifts;
  const std::map<std::int64_t, double> shares = shares_of(path_class);
  const auto guided = known_laws(options, law, shares);
  if (!guided) return shifts;
  enum { points, plain, weights, weighted, numbers };
  const std::vector<ClassDirection> directions = class_directions(law);
  const auto classes = static_cast<std::size_t>(law.classes());
  std::vector<double> sums(classes * strengths * numbers);
  visit_own_points(set, partition, [&](int c, const double* point) {
    const auto of_class = guided->find(c);
    if (of_class == guided->end()) return;
    const double y = directions[static_cast<std::size_t>(c)].along(point);
    for (std::size_t i = 0; i < strengths; ++i) {
      const theory::GuidedLaw& to = of_class->second[i];
      const double from_mean = y - to.overshoot;
      const double weight = std::exp(y * y / 2 - from_mean * from_mean / (2 * to.variance_ratio)) /
                            std::sqrt(to.variance_ratio);
      double* into = sums.data() + (static_cast<std::size_t>(c) * strengths + i) * numbers;
      into[points] += 1;
      into[plain] += y;
      into[weights] += weight;
      into[weighted] += weight * y;
    }
  });
  sums = ranks.sum(sums);
  for (std::size_t i = 0; i < strengths; ++i) {
    shifts[i] = 0;
    for (const auto& [c, share] : shares) {
      const double* of = sums.data() + (static_cast<std::size_t>(c) * strengths + i) * numbers;
      shifts[i] += share * (of[weighted] / of[weights] - of[plain] / of[points]);
    }
  }
  return shifts;
}

}  // namespace regimes::experiments
