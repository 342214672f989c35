#pragma once
/// Whether and how paths are guided to a class: options of all experiments with a sampler.
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "diffusion/guidance.hpp"
#include "experiments/options/option_values.hpp"
#include "experiments/options/training_options.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

inline constexpr double default_guidance_exponent = .9;  ///< of arXiv 2502.07849

struct PathGuidance {
  diffusion::GuidanceKind kind = diffusion::GuidanceKind::none;
  double strength = 0;  ///< w
  double exponent = default_guidance_exponent;
  std::vector<int> classes;   ///< labels, shared out to paths in turn; empty: all, by their share
  std::vector<double> times;  ///< T1, T2; empty: w acts at all times

  bool is_on() const { return kind != diffusion::GuidanceKind::none; }
};

/// What a guidance of strength w is called where it is written on a line, with the scale 1 + w that other
/// programs give.
std::string strength_text(double strength);

/// The strength with the kind, behind a comma; empty where paths are not guided.
std::string guidance_text(const PathGuidance& options);

/// Throws OptionError where the strength of `option` is not one.
void check_strength(const std::string& option, double strength);

/// Throws OptionError where paths with these times cannot be guided as asked for to classes of the points.
void check_guidance(const PathGuidance& guidance, const TrainingOptions& points,
                    const std::vector<double>& schedule);

diffusion::Guidance guidance_of(const PathGuidance& options);

/// --guidance, -strength, -exponent, -class and -times of a sampler, kept at `place`.
std::vector<Option> guidance_options(const Place<PathGuidance>& place);
/// Those that an experiment shares which sets the strengths itself: its kinds and all others.
std::vector<Option> guidance_kind_options(const Place<PathGuidance>& place);

/// The class of every path, [count], as a position among `class_values`. Throws OptionError for a label that
/// no class has, and for a class without points. `set` null: classes are those of `priors`, which are also
/// those of the points of a law.
std::vector<int> classes_of_paths(const PathGuidance& options, int count,
                                  const std::vector<int>& class_values, const std::vector<double>& priors,
                                  const datasets::TrainingSet* set);

/// The class of every path in a result.
inline constexpr const char* guidance_class_name = "guidance_class";
Label guidance_class_label();

/// Strength, scale, exponent and times, as attributes of a result; nothing where paths are not guided.
void add_guidance(const PathGuidance& options, bool with_strength, io::Attributes& attributes);

}  // namespace regimes::experiments
