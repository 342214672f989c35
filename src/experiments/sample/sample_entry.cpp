#include "experiments/sample/sample_entry.hpp"

#include "experiments/sample/sample.hpp"

namespace regimes::experiments {
Experiment sample_entry() {
  Experiment experiment = experiment_with<SampleOptions>();
  experiment.name = sample_name;
  experiment.summary = "trajectories from noise to data, with the score of a training set or of its law";
  experiment.description =
      "Follows the backward process from noise to data for many trajectories at once, with the exact score "
      "of a training set (empirical) or of the law that its points come from (population), and observes "
      "them on the way. The points that come out are samples; those of an empirical score are, in the end, "
      "training points.";
  experiment.examples = {
      "regimes sample --dimension 64 --points 500 --times 'linspace(.1,2,20)'",
      "regimes sample --score population --train mixture --dimension 1024 --step euler --dt .01 "
      "--t-start 8 --times 2,3,4",
      "mpirun -n 2 regimes sample --train idx --train-file images.gz --scale .00392156862745098 --step "
      "exact --time-grid snr --t-end .01 --steps 50"};
  experiment.options = sample_option_table();
  return experiment;
}

}  // namespace regimes::experiments
