#include "experiments/geometry/geometry_entry.hpp"

#include "experiments/geometry/geometry.hpp"

namespace regimes::experiments {

Experiment geometry_entry() {
  Experiment experiment = experiment_with<GeometryOptions>();
  experiment.name = geometry_name;
  experiment.summary = "how many directions the score resolves: spectra of its Jacobian";
  experiment.description =
      "Spectra of M = snr C, with C the covariance of the posterior over training points at a query x: the "
      "Jacobian of the score is J = (M - 1)/Delta_t. Its trace d_eff is the number of directions that the "
      "score of n points resolves, and d_eff/d the smallest denoising loss that any network can reach on "
      "them; where an eigenvalue of M is above 1, flow lines separate.";
  experiment.examples = {
      "regimes geometry --dimension 32 --points 2981 --times 'logspace(.2,1.2,12)' --realisations 8",
      "mpirun -n 2 regimes geometry --train idx --train-file images.gz --scale .00392156862745098 "
      "--times .2,.35,.5,.8 --spectrum 24 --queries 200"};
  experiment.options = geometry_option_table();
  return experiment;
}

}  // namespace regimes::experiments
