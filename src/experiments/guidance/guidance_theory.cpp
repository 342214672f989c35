#include "experiments/guidance/guidance_theory.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "experiments/guidance/class_direction.hpp"
#include "experiments/options/laws.hpp"
#include "theory/guidance.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// The class of a law of two normal classes N(+-m, variance I); nothing of other laws, and where w does not
/// act at all times.
std::optional<theory::GuidedClass> guided_class(const GuidanceOptions& options,
                                                const datasets::PopulationLaw& law, std::int64_t c) {
  if (!law_of(options).potential || law.classes() != 2 || !options.guidance.times.empty())
    return std::nullopt;
  const double mean_squared =
      options.mean_amplitude * options.mean_amplitude * static_cast<double>(law.dimension());
  return theory::GuidedClass{mean_squared, options.variance, law.priors()[static_cast<std::size_t>(c)]};
}

theory::GuidedLaw guided_law(const GuidanceOptions& options, const theory::GuidedClass& guided,
                             double strength) {
  const bool is_power_law = options.guidance.kind == diffusion::GuidanceKind::power_law;
  const theory::Guidance guidance{strength, is_power_law ? options.guidance.exponent : 0};
  return diffusion::is_deterministic(options.step) ? theory::guided_by_ode(guided, guidance)
                                                   : theory::guided_by_sde(guided, guidance);
}

/// Shares of the paths that are guided to each class.
std::map<std::int64_t, double> shares_of(const std::vector<std::int64_t>& path_class) {
  std::map<std::int64_t, double> shares;
  for (const std::int64_t c : path_class) shares[c] += 1 / static_cast<double>(path_class.size());
  return shares;
}

}  // namespace

void add_theory(const datasets::PopulationLaw& law, GuidanceResult& result) {
  if (result.is_empirical()) return;
  const std::map<std::int64_t, double> shares = shares_of(result.path_class);
  for (std::size_t i = 0; i < result.effects.size(); ++i) {
    GuidanceEffect& effect = result.effects[i];
    double overshoot = 0, variance = 0, fidelity = 0, divergence = 0;
    for (const auto& [c, share] : shares) {
      const auto guided = guided_class(result.options, law, c);
      if (!guided) return;
      const theory::GuidedLaw known = guided_law(result.options, *guided, result.options.strengths[i]);
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
  std::map<std::int64_t, std::vector<theory::GuidedLaw>> guided;
  for (const auto& [c, share] : shares) {
    const auto known = guided_class(options, law, c);
    if (!known) return shifts;
    for (const double strength : options.strengths)
      guided[c].push_back(guided_law(options, *known, strength));
  }
  enum { points, plain, weights, weighted, numbers };
  const std::vector<ClassDirection> directions = class_directions(law);
  const auto classes = static_cast<std::size_t>(law.classes());
  std::vector<double> sums(classes * strengths * numbers);
  visit_own_points(set, partition, [&](int c, const double* point) {
    const auto of_class = guided.find(c);
    if (of_class == guided.end()) return;
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
