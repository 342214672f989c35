#include <fmt/format.h>

#include <cmath>

#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

constexpr double coldest = 100;          ///< beyond, tanh beta is 1 for a double
constexpr double strongest_field = 300;  ///< beyond, the smaller class has a share that no double holds

Option temperature_option() {
  return {.name = "inverse-temperature",
          .argument = "REAL",
          .summary = "beta of curie-weiss",
          .explanation =
              "beta of P(a) ~ exp(beta S^2/(2d) + h S/d), S = sum_k a_k: two modes above 1, which is "
              "critical.",
          .unit = "none",
          .range = fmt::format("above 0, up to {}", coldest),
          .value = real(&TrainingOptions::inverse_temperature)};
}

Option field_option() {
  return {.name = "field",
          .argument = "REAL",
          .summary = "h of curie-weiss",
          .explanation =
              "h of P(a) ~ exp(beta S^2/(2d) + h S/d): above criticality the modes +m* and -m* have "
              "the shares 1/(1 + e^{-2 h m*}) and 1/(1 + e^{2 h m*}).",
          .unit = "none",
          .range = fmt::format("-{0} to {0}", strongest_field),
          .value = real(&TrainingOptions::field)};
}

void check(const TrainingOptions& options) {
  const double beta = options.inverse_temperature;
  if (!(beta > 0 && beta <= coldest))
    throw OptionError("inverse-temperature",
                      fmt::format("{} is out of range; give a number above 0, up to {}", beta, coldest));
  if (!(std::abs(options.field) <= strongest_field))
    throw OptionError("field", fmt::format("{} is out of range; give -{} to {}", options.field,
                                           strongest_field, strongest_field));
  if (!options.class_priors.empty())
    throw OptionError("class-priors", "the shares of the classes of curie-weiss follow from --field");
}

}  // namespace

Law curie_weiss_row() {
  Law law;
  law.name = "curie-weiss";
  law.sentence =
      "spins +-1 of Curie and Weiss in two classes, by the sign of the magnetisation; one of 0 is in either.";
  law.options = {{temperature_option()}, {field_option()}};
  law.is_drawn = true;
  law.classes = [](const TrainingOptions&) { return two_classes; };
  law.check = check;
  law.make = [](const TrainingOptions& o) {
    return datasets::curie_weiss_law(dimension_of(o), o.inverse_temperature, o.field);
  };
  return law;
}

}  // namespace regimes::experiments
