#include "pancake_law.hpp"

#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"

namespace regimes::extension {
namespace {

using experiments::TrainingOptions;

constexpr double flatness = 1. / 16;  ///< variance of the first direction over that of the others

std::vector<double> variances(const TrainingOptions& options) {
  std::vector<double> all(static_cast<std::size_t>(*options.dimension), options.variance);
  all.front() *= flatness;
  return all;
}

}  // namespace

experiments::Law pancake_row() {
  experiments::Law law;
  law.name = "pancake";
  law.sentence = "a Gaussian that is flat in its first direction.";
  law.options = {{experiments::variance_option()}};
  law.has_classes = false;
  law.classes = [](const TrainingOptions&) { return 1; };
  law.check = [](const TrainingOptions&) {};
  law.make = [](const TrainingOptions& o) {
    return datasets::covariances_law(experiments::dimension_of(o), {variances(o)}, {1.});
  };
  law.collapse = [](const TrainingOptions& o) {
    const auto others = static_cast<double>(*o.dimension - 1);
    return theory::DataLaw{{{flatness * o.variance, o.variance}, {1., others}}, 0};
  };
  return law;
}

}  // namespace regimes::extension
