#include "experiments/sample/path_guidance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "experiments/options/laws.hpp"
#include "kernels/class_shares.hpp"
#include "theory/guidance.hpp"

namespace regimes::experiments {
namespace {

using diffusion::GuidanceKind;

constexpr double least_strength = -1;  ///< the score of all classes
constexpr double least_exponent = -1;  ///< below, the push grows without bound as F_c - F vanishes

std::function<bool(const OptionValues&)> where(const Place<PathGuidance>& place,
                                               bool (*holds)(const PathGuidance&)) {
  return [place, holds](const OptionValues& options) { return holds(place(options)); };
}
bool is_guided(const PathGuidance& guidance) { return guidance.is_on(); }
bool is_power_law(const PathGuidance& guidance) { return guidance.kind == GuidanceKind::power_law; }

Option kind_option(const Place<PathGuidance>& place, const std::vector<GuidanceKind>& kinds) {
  std::vector<std::string> names;
  for (const GuidanceKind kind : kinds) names.emplace_back(name_of(kind));
  return {
      .name = "guidance",
      .argument = "KIND",
      .summary = fmt::format("of paths to a class: {}", fmt::join(names, ", ")),
      .explanation =
          "Guides every path to a class c (classifier-free guidance with the exact scores). linear: paths "
          "follow F_c + w (F_c - F), with F_c the score of the points of the class and F that of all. "
          "power-law: F_c + w |F_c - F|^alpha (F_c - F). The points need classes, and --step exact has no "
          "guided form.",
      .range = fmt::format("{}", fmt::join(names, ", ")),
      .value = choice(Place<GuidanceKind>(place, &PathGuidance::kind), kinds)};
}

std::vector<Option> common_options(const Place<PathGuidance>& place) {
  const std::string condition = "--guidance linear or power-law";
  return {
      {.name = "guidance-exponent",
       .argument = "REAL",
       .summary = "alpha of the power law",
       .explanation = "The exponent alpha of power-law guidance; 0 is linear guidance.",
       .unit = "none",
       .range = fmt::format("above -1, up to {}", theory::steepest_guidance),
       .value = real(Place<double>(place, &PathGuidance::exponent)),
       .applies = where(place, is_power_law),
       .condition = "--guidance power-law"},
      {.name = "guidance-class",
       .argument = "LABELS",
       .summary = "to which paths are guided, in turn",
       .explanation =
           "The labels of the classes to which paths are guided, ascending, with commas between: path i has "
           "the class i modulo their number.",
       .fallback = "all classes, by their share",
       .range = "labels of classes that have points",
       .value = labels(Place<std::vector<int>>(place, &PathGuidance::classes)),
       .applies = where(place, is_guided),
       .condition = condition},
      {.name = "guidance-times",
       .argument = "T1,T2",
       .summary = "between which w acts",
       .explanation = "w acts on steps from times t with T1 <= t < T2; on others it is 0, and paths follow "
                      "the score of their class.",
       .unit = "none",
       .fallback = "all times",
       .range = "T1 below T2, both within the sampler's times",
       .value = reals(Place<std::vector<double>>(place, &PathGuidance::times)),
       .applies = where(place, is_guided),
       .condition = condition},
  };
}

void check_times(const std::vector<double>& times, const std::vector<double>& schedule) {
  if (times.empty()) return;
  if (times.size() != 2)
    throw OptionError("guidance-times",
                      fmt::format("has {}; give two, T1 and T2, between which w acts", times.size()));
  if (!(times[0] < times[1]))
    throw OptionError("guidance-times",
                      fmt::format("{} is not below {}; give the smaller time first", times[0], times[1]));
  if (!(times[0] >= schedule.back() && times[1] <= schedule.front()))
    throw OptionError("guidance-times", fmt::format("{},{} is not within the sampler's times, {} to {}",
                                                    times[0], times[1], schedule.back(), schedule.front()));
}

/// Labels of a law are 0, 1, ...; those of a file are known when it is read.
void check_labels(const std::vector<int>& labels, const TrainingOptions& points) {
  if (is_from_file(points)) return;
  const std::optional<std::size_t> classes = known_classes(points);
  for (const int label : labels)
    if (label < 0 || (classes && static_cast<std::size_t>(label) >= *classes))
      throw OptionError("guidance-class", fmt::format("{} is no class of --train {}, which has 0 to {}",
                                                      label, name_of(points.train), classes.value_or(1) - 1));
}

int position_of(int label, const std::vector<int>& class_values) {
  const auto at = std::find(class_values.begin(), class_values.end(), label);
  if (at != class_values.end()) return static_cast<int>(at - class_values.begin());
  constexpr std::size_t most_listed = 20;
  const std::vector<int> listed(
      class_values.begin(),
      class_values.begin() + static_cast<std::ptrdiff_t>(std::min(most_listed, class_values.size())));
  throw OptionError("guidance-class",
                    fmt::format("{} is no label of the training points, which have {}{}", label,
                                fmt::join(listed, ", "), listed.size() < class_values.size() ? ", ..." : ""));
}

/// Points of every class, [class], of a file; of a law, whose points are a function of their index, its
/// priors.
std::vector<double> shares_of(const std::vector<double>& priors, std::size_t classes,
                              const datasets::TrainingSet* set) {
  if (!priors.empty()) return priors;
  std::vector<double> shares(classes);
  for (std::int64_t i = 0; i < set->count(); ++i) shares[set->class_of(i)] += 1;
  for (double& share : shares) share /= static_cast<double>(set->count());
  return shares;
}

void require_points(int position, int label, const datasets::TrainingSet& set) {
  for (std::int64_t i = 0; i < set.count(); ++i)
    if (set.class_of(i) == position) return;
  throw OptionError("guidance-class", fmt::format("the class {} has none of the {} training points; guide "
                                                  "paths to others, or give more --points",
                                                  label, set.count()));
}

}  // namespace

std::string strength_text(double strength) {
  return fmt::format("w = {} (scale 1 + w = {})", strength, 1 + strength);
}

std::string guidance_text(const PathGuidance& options) {
  if (!options.is_on()) return {};
  return fmt::format(", guidance {}, {}", name_of(options.kind), strength_text(options.strength));
}

void check_strength(const std::string& option, double strength) {
  if (!(strength >= least_strength && strength <= theory::strongest_guidance))
    throw OptionError(option,
                      fmt::format("{} is out of range; give a w of {} to {}: {} is the score of all "
                                  "classes, 0 that of one",
                                  strength, least_strength, theory::strongest_guidance, least_strength));
}

void check_guidance(const PathGuidance& guidance, const TrainingOptions& points,
                    const std::vector<double>& schedule) {
  if (!guidance.is_on()) return;
  if (!has_classes(points))
    throw OptionError("guidance",
                      is_from_file(points)
                          ? "needs the labels of the training points; give --labels-file too"
                          : fmt::format("needs classes, and --train {} has none", name_of(points.train)));
  check_strength("guidance-strength", guidance.strength);
  if (!(guidance.exponent > least_exponent && guidance.exponent <= theory::steepest_guidance))
    throw OptionError("guidance-exponent",
                      fmt::format("{} is out of range; give a number above {}, up to {}", guidance.exponent,
                                  least_exponent, theory::steepest_guidance));
  check_labels(guidance.classes, points);
  check_times(guidance.times, schedule);
}

diffusion::Guidance guidance_of(const PathGuidance& options) {
  diffusion::Guidance guidance{options.kind, options.strength, options.exponent, std::nullopt};
  if (!options.times.empty()) guidance.times = {options.times[0], options.times[1]};
  return guidance;
}

std::vector<Option> guidance_options(const Place<PathGuidance>& place) {
  return joined({{kind_option(place, {GuidanceKind::none, GuidanceKind::linear, GuidanceKind::power_law}),
                  {.name = "guidance-strength",
                   .argument = "REAL",
                   .summary = "w: 0 is the score of the class, -1 that of all points",
                   .explanation = "The strength w of the guidance. 0: paths follow the score of their class. "
                                  "-1, linear: that of all points. Programs that take a guidance scale mean "
                                  "1 + w by it; the result has both.",
                   .unit = "none",
                   .range = fmt::format("-1 to {}", theory::strongest_guidance),
                   .value = real(Place<double>(place, &PathGuidance::strength)),
                   .applies = where(place, is_guided),
                   .condition = "--guidance linear or power-law"}},
                 common_options(place)});
}

std::vector<Option> guidance_kind_options(const Place<PathGuidance>& place) {
  return joined(
      {{kind_option(place, {GuidanceKind::linear, GuidanceKind::power_law})}, common_options(place)});
}

std::vector<int> classes_of_paths(const PathGuidance& options, int count,
                                  const std::vector<int>& class_values, const std::vector<double>& priors,
                                  const datasets::TrainingSet* set) {
  std::vector<int> in_turn;
  for (const int label : options.classes) in_turn.push_back(position_of(label, class_values));
  std::vector<int> of_paths(static_cast<std::size_t>(count));
  if (in_turn.empty()) {
    const std::vector<double> shares = shares_of(priors, class_values.size(), set);
    for (int i = 0; i < count; ++i)
      of_paths[i] = kernels::class_of_index(i, shares.data(), static_cast<int>(shares.size()));
  } else {
    for (int i = 0; i < count; ++i) of_paths[i] = in_turn[i % in_turn.size()];
  }
  if (!set) return of_paths;
  std::vector<int> asked = of_paths;
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  for (const int position : asked) require_points(position, class_values[position], *set);
  return of_paths;
}

Label guidance_class_label() { return {"1", "label of the class to which a path is guided", "c"}; }

void add_guidance(const PathGuidance& options, bool with_strength, io::Attributes& attributes) {
  if (!options.is_on()) return;
  attributes["guidance"] = std::string(name_of(options.kind));
  if (with_strength) {
    attributes["guidance_strength"] = options.strength;
    attributes["guidance_scale"] = 1 + options.strength;
  }
  if (is_power_law(options)) attributes["guidance_exponent"] = options.exponent;
  if (!options.times.empty()) {
    attributes["guidance_first_time"] = options.times[0];
    attributes["guidance_last_time"] = options.times[1];
  }
}

}  // namespace regimes::experiments
