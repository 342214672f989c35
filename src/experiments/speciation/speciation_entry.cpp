#include "experiments/speciation/speciation_entry.hpp"

#include "experiments/speciation/speciation.hpp"

namespace regimes::experiments {
Experiment speciation_entry() {
  Experiment experiment = experiment_with<SpeciationOptions>();
  experiment.name = speciation_name;
  experiment.summary = "when the class of a point is decided: t_S of laws and of labelled data";
  experiment.description =
      "When the class of a point is decided on the way from noise to data: the speciation time t_S from the "
      "largest eigenvalue of the covariance, from the free-entropy difference of the classes, and from the "
      "agreement of clones, each with its error and beside theory. For laws of points known exactly, for "
      "training sets drawn from them (--points) and for labelled files.";
  experiment.examples = {
      "regimes speciation --train mixture --dimension 1024",
      "regimes speciation --train hierarchy --mean-amplitudes 1,.25 --dimension 256 --points 20k",
      "mpirun -n 2 regimes speciation --train idx --train-file images.gz --labels-file labels.gz --classes "
      "1,7 --per-class 1000 --scale .00392156862745098 --realisations 8"};
  experiment.options = speciation_option_table();
  return experiment;
}

}  // namespace regimes::experiments
