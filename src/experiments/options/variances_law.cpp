#include <limits>

#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"

namespace regimes::experiments {

Law variances_row() {
  Law law;
  law.name = "variances";
  law.sentence = "Gaussians of mean 0 that differ in the variance of all coordinates.";
  law.options = {{"variances"}, {"class-priors"}};
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
