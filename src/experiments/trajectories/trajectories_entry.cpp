#include "experiments/trajectories/trajectories_entry.hpp"

#include "experiments/trajectories/trajectories.hpp"

namespace regimes::experiments {
Experiment trajectories_entry() {
  Experiment experiment = experiment_with<TrajectoriesOptions>();
  experiment.name = trajectories_name;
  experiment.summary = "clones, U-turns and last changes of the nearest training point along backward paths";
  experiment.description =
      "When a backward path decides for a class, and when for a training point: by clones that part at a "
      "time, by data points that are noised and return, and by the last change of the nearest training "
      "point; beside the identities that give the same numbers without trajectories.";
  experiment.examples = {
      "regimes trajectories --dimension 64 --points 500 --t-start 5 --clone-times .6,.87,1.4",
      "regimes trajectories --score population --train mixture --dimension 1 --mean-amplitude 32 --step "
      "euler --dt .01 --t-start 8 --clone-times 3,3.5,4 --trajectories 200k",
      "regimes trajectories --dimension 64 --points 500 --last-change both --t-start 5"};
  experiment.options = trajectories_option_table();
  return experiment;
}

}  // namespace regimes::experiments
