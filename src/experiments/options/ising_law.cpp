#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"

namespace regimes::experiments {
namespace {

constexpr double coldest = 100;  ///< beyond, tanh beta is 1 for a double

}  // namespace

Law ising_row() {
  Law law;
  law.name = "ising";
  law.sentence = "open chains of +-1 at different temperatures.";
  law.options = {{"inverse-temperatures"}, {"class-priors"}};
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
