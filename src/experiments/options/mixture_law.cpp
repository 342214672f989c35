#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

bool has_equal_priors(const TrainingOptions& options) {
  return options.class_priors.empty() || options.class_priors.front() == options.class_priors.back();
}

Option mean_amplitude_option() {
  return {.name = "mean-amplitude",
          .argument = "REAL",
          .summary = "mu of the mixture, |m|^2 = mu^2 d",
          .explanation = "mu, the size of the class means +m and -m per coordinate: |m|^2 = mu^2 d.",
          .unit = "units of the data",
          .range = "0 or above",
          .value = real(&TrainingOptions::mean_amplitude)};
}

}  // namespace

Law mixture_row() {
  Law law;
  law.name = "mixture";
  law.sentence = "+m or -m with the weights of --class-priors, plus sigma N(0, I).";
  law.options = {{variance_option()}, {mean_amplitude_option()}};
  law.classes = [](const TrainingOptions&) { return two_classes; };
  law.check = [](const TrainingOptions& o) {
    check_amplitude("mean-amplitude", o.mean_amplitude, o.variance);
  };
  law.make = [](const TrainingOptions& o) {
    return datasets::two_means_law(dimension_of(o), o.mean_amplitude, o.variance, priors_of(o, two_classes));
  };
  law.collapse = [](const TrainingOptions& o) -> std::optional<theory::DataLaw> {
    if (!has_equal_priors(o)) return std::nullopt;
    const double d = dimension_of(o);
    return theory::DataLaw{theory::isotropic(o.variance, d), o.mean_amplitude * o.mean_amplitude * d};
  };
  law.density = [](const TrainingOptions& o) -> std::optional<DensityForm> {
    if (!has_equal_priors(o)) return std::nullopt;
    return DensityForm{o.variance, o.mean_amplitude};
  };
  law.potential = [](const TrainingOptions& o) -> std::optional<theory::TwoMeansPotential> {
    if (!has_equal_priors(o) || o.mean_amplitude == 0) return std::nullopt;
    return theory::TwoMeansPotential{o.mean_amplitude, o.variance, static_cast<double>(dimension_of(o))};
  };
  law.pair = [](const TrainingOptions& o, const datasets::PopulationLaw& exact,
                const datasets::GroupPair& pair) {
    return datasets::pair_theory_of_means(exact, pair, o.variance);
  };
  return law;
}

}  // namespace regimes::experiments
