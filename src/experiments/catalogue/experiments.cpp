#include "experiments/catalogue/experiments.hpp"

#include <algorithm>

#include "experiments/collapse/collapse_entry.hpp"
#include "experiments/evaluate/evaluate_entry.hpp"
#include "experiments/kde/kde_entry.hpp"
#include "experiments/memorisation/memorisation_entry.hpp"
#include "experiments/sample/sample_entry.hpp"
#include "experiments/speciation/speciation_entry.hpp"
#include "experiments/trajectories/trajectories_entry.hpp"

namespace regimes::experiments {

const std::vector<Experiment>& experiments() {
  static const std::vector<Experiment> all = {collapse_entry(),     kde_entry(),    evaluate_entry(),
                                              memorisation_entry(), sample_entry(), trajectories_entry(),
                                              speciation_entry()};
  return all;
}

const Experiment* find_experiment(const std::string& name) {
  const auto& all = experiments();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Experiment& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace regimes::experiments
