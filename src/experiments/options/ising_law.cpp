#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

constexpr double coldest = 100;  ///< beyond, tanh beta is 1 for a double

Option temperatures_option() {
  return {.name = "inverse-temperatures",
          .argument = "REALS",
          .summary = "beta_c of every class of chains",
          .explanation =
              "P(a) ~ exp(beta sum_k a_k a_{k+1}) for the chains of a class, one beta for "
              "each class.",
          .range = "two numbers or more, -100 to 100",
          .value = reals(&TrainingOptions::inverse_temperatures)};
}

}  // namespace

Law ising_row() {
  Law law;
  law.name = "ising";
  law.sentence = "open chains of +-1 at different temperatures.";
  law.options = {{temperatures_option()}};
  law.classes = [](const TrainingOptions& o) { return o.inverse_temperatures.size(); };
  law.check = [](const TrainingOptions& o) {
    check_list("ising", "inverse-temperatures", o.inverse_temperatures, -coldest, coldest);
  };
  law.make = [](const TrainingOptions& o) {
    return datasets::ising_law(dimension_of(o), o.inverse_temperatures,
                               priors_of(o, o.inverse_temperatures.size()));
  };
  law.pair = [](const TrainingOptions& o, const datasets::PopulationLaw&, const datasets::GroupPair& pair) {
    return datasets::pair_theory_of_chains(o.inverse_temperatures[pair.first],
                                           o.inverse_temperatures[pair.second], dimension_of(o));
  };
  return law;
}

}  // namespace regimes::experiments
