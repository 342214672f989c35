#include <fmt/format.h>

#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"

namespace regimes::experiments {
namespace {

constexpr std::size_t levels = 2, classes = 4;

}  // namespace

Law hierarchy_row() {
  Law law;
  law.name = "hierarchy";
  law.sentence = "a = s1 m1 + s2 m2 + sigma N(0, I), s = +-1.";
  law.options = {{variance_option()}, {mean_amplitudes_option()}};
  law.classes = [](const TrainingOptions&) { return classes; };
  law.check = [](const TrainingOptions& o) {
    if (o.mean_amplitudes.size() > levels)
      throw OptionError("mean-amplitudes", fmt::format("{} values; a hierarchy has two levels, so give two",
                                                       o.mean_amplitudes.size()));
    check_amplitudes("hierarchy", o);
  };
  law.make = [](const TrainingOptions& o) {
    return datasets::hierarchy_law(dimension_of(o), o.mean_amplitudes[0], o.mean_amplitudes[1], o.variance,
                                   priors_of(o, classes));
  };
  law.pair = [](const TrainingOptions& o, const datasets::PopulationLaw& exact,
                const datasets::GroupPair& pair) {
    if (!o.class_priors.empty()) return datasets::PairTheory{};  // the signs may depend on each other
    return datasets::pair_theory_of_means(exact, pair, o.variance);
  };
  return law;
}

}  // namespace regimes::experiments
