#include "experiments/evaluate/evaluate_entry.hpp"

#include "experiments/evaluate/evaluate.hpp"

namespace regimes::experiments {
Experiment evaluate_entry() {
  Experiment experiment = experiment_with<EvaluateOptions>();
  experiment.name = evaluate_name;
  experiment.summary = "density, score, posterior and nearest points of a training set at your own points";
  experiment.description =
      "What the noised training set says at points of your own: log density, empirical score, posterior "
      "mean and entropy, nearest training points, class weights, at any number of diffusion times.";
  experiment.examples = {
      "regimes evaluate --train npy --train-file train.npy --queries-file x.npy --times .1,1",
      "mpirun -n 2 regimes evaluate --train idx --train-file images.gz --scale .00392156862745098 "
      "--queries-file new.gz --times 'logspace(.05,2,20)' --observables empirical_score,nearest "
      "--neighbours 5"};
  experiment.options = evaluate_option_table();
  return experiment;
}

}  // namespace regimes::experiments
