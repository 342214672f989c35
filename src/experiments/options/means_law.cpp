#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"

namespace regimes::experiments {

Law means_row() {
  Law law;
  law.name = "means";
  law.sentence = "several orthogonal means, plus sigma N(0, I).";
  law.options = {{variance_option()}, {mean_amplitudes_option()}};
  law.classes = [](const TrainingOptions& o) { return o.mean_amplitudes.size(); };
  law.check = [](const TrainingOptions& o) { check_amplitudes("means", o); };
  law.make = [](const TrainingOptions& o) {
    return datasets::several_means_law(dimension_of(o), o.mean_amplitudes, o.variance,
                                       priors_of(o, o.mean_amplitudes.size()));
  };
  law.pair = [](const TrainingOptions& o, const datasets::PopulationLaw& exact,
                const datasets::GroupPair& pair) {
    return datasets::pair_theory_of_means(exact, pair, o.variance);
  };
  return law;
}

}  // namespace regimes::experiments
