#include "experiments/memorisation/memorisation_entry.hpp"

#include "experiments/memorisation/memorisation.hpp"

namespace regimes::experiments {
Experiment memorisation_entry() {
  Experiment experiment = experiment_with<MemorisationOptions>();
  experiment.name = memorisation_name;
  experiment.summary = "whether samples and paths of any model settle on single training points";
  experiment.description =
      "How near the samples of any model are to single training points: the ratio of the nearest to the "
      "second-nearest distance, and the fraction of samples with a ratio below 1/3. With paths of any "
      "sampler, the nearest training point along each and the time of its last change.";
  experiment.examples = {
      "regimes memorisation --train npy --train-file train.npy --samples-file samples.npy",
      "mpirun -n 2 regimes memorisation --train idx --train-file images.gz --scale .00392156862745098 "
      "--paths-file run.h5:/paths --path-times /time"};
  experiment.options = memorisation_option_table();
  return experiment;
}

}  // namespace regimes::experiments
