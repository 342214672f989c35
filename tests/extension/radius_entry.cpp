#include "radius_entry.hpp"

#include "radius.hpp"

namespace regimes::extension {

experiments::Experiment radius_entry() {
  auto experiment = experiments::experiment_with<RadiusOptions>();
  experiment.name = "radius";
  experiment.summary = "mean squared radius of training sets";
  experiment.description = "The mean squared radius per dimension of training sets, E|a|^2/d.";
  experiment.examples = {"regimes radius --dimension 8 --points 1000"};
  experiment.options = radius_option_table();
  return experiment;
}

}  // namespace regimes::extension
