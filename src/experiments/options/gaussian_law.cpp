#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"

namespace regimes::experiments {

Law gaussian_row() {
  Law law;
  law.name = "gaussian";
  law.sentence = "N(0, sigma^2 I).";
  law.options = {{variance_option()}};
  law.has_classes = false;
  law.classes = [](const TrainingOptions&) { return 1; };
  law.check = [](const TrainingOptions&) {};
  law.make = [](const TrainingOptions& o) { return datasets::gaussian_law(dimension_of(o), o.variance); };
  law.collapse = [](const TrainingOptions& o) {
    return theory::DataLaw{theory::isotropic(o.variance, dimension_of(o)), 0};
  };
  law.density = [](const TrainingOptions& o) { return DensityForm{o.variance, {}}; };
  return law;
}

}  // namespace regimes::experiments
