#include "experiments/catalogue/experiments.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "experiments/collapse/collapse_entry.hpp"
#include "experiments/evaluate/evaluate_entry.hpp"
#include "experiments/geometry/geometry_entry.hpp"
#include "experiments/guidance/guidance_entry.hpp"
#include "experiments/kde/kde_entry.hpp"
#include "experiments/memorisation/memorisation_entry.hpp"
#include "experiments/sample/sample_entry.hpp"
#include "experiments/schedule/schedule_entry.hpp"
#include "experiments/speciation/speciation_entry.hpp"
#include "experiments/trajectories/trajectories_entry.hpp"

namespace regimes::experiments {

namespace {

/// A row that is whole: one without a plan of its own is planned by the cost that its measurement tells.
Experiment completed(Experiment experiment) {
  if (!experiment.plan) experiment.plan = plan_of_cost(experiment);
  return experiment;
}

std::vector<Experiment>& catalogue() {
  static std::vector<Experiment> rows = [] {
    std::vector<Experiment> all;
    for (Experiment& experiment : std::vector{
             collapse_entry(), kde_entry(), evaluate_entry(), memorisation_entry(), sample_entry(),
             trajectories_entry(), guidance_entry(), schedule_entry(), speciation_entry(), geometry_entry()})
      all.push_back(completed(std::move(experiment)));
    return all;
  }();
  return rows;
}

}  // namespace

const std::vector<Experiment>& experiments() { return catalogue(); }

void add_experiment(Experiment experiment) {
  require(find_experiment(experiment.name) == nullptr, "two experiments are called {}", experiment.name);
  catalogue().push_back(completed(std::move(experiment)));
}

const Experiment* find_experiment(const std::string& name) {
  const auto& all = experiments();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Experiment& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace regimes::experiments
