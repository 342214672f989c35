#include <limits>

#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

Option variances_option() {
  return {.name = "variances",
          .argument = "REALS",
          .summary = "v_c of every class",
          .explanation = "The variance of every coordinate of a class, one for each class.",
          .unit = "squared units of the data",
          .range = "two numbers or more, above 0",
          .value = reals(&TrainingOptions::variances)};
}

}  // namespace

Law variances_row() {
  Law law;
  law.name = "variances";
  law.sentence = "Gaussians of mean 0 that differ in the variance of all coordinates.";
  law.options = {{variances_option()}};
  law.classes = [](const TrainingOptions& o) { return o.variances.size(); };
  law.check = [](const TrainingOptions& o) {
    for (const double variance : o.variances) check_positive("variances", variance);
    check_list("variances", "variances", o.variances, 0, std::numeric_limits<double>::max());
  };
  law.make = [](const TrainingOptions& o) {
    std::vector<std::vector<double>> variances;
    for (const double variance : o.variances) variances.push_back({variance});
    return datasets::covariances_law(dimension_of(o), variances, priors_of(o, variances.size()));
  };
  law.pair = [](const TrainingOptions& o, const datasets::PopulationLaw&, const datasets::GroupPair& pair) {
    return datasets::pair_theory_of_variances(o.variances[pair.first], o.variances[pair.second],
                                              dimension_of(o));
  };
  return law;
}

}  // namespace regimes::experiments
