#include "experiments/guidance/guidance_entry.hpp"

#include "experiments/guidance/guidance.hpp"

namespace regimes::experiments {

Experiment guidance_entry() {
  Experiment experiment = experiment_with<GuidanceOptions>();
  experiment.name = guidance_name;
  experiment.summary = "what guidance to a class does to the distribution, to diversity and to memorisation";
  experiment.description =
      "Follows the same paths, with the same noise, at several strengths of classifier-free guidance with "
      "the "
      "exact scores of a training set (empirical) or of the law that its points come from (population), and "
      "compares where they end with the ends at strength 0, the score of the class: how far they overshoot "
      "the mean of their class, how much narrower they become along the direction of the class and across "
      "it, and how many end in their class. With an empirical score also on how many training points they "
      "end, and when the nearest one changes for the last time.";
  experiment.examples = {
      "regimes guidance --score population --train mixture --dimension 64 --strengths 0,1,3,8 --step euler "
      "--dt .01 --t-start 6 --trajectories 20000",
      "regimes guidance --train mixture --dimension 32 --points 500 --step ode-heun --t-start 8 --steps 400",
      "mpirun -n 2 regimes guidance --train idx --train-file images.gz --labels-file labels.gz --scale "
      ".00392156862745098 --classes 1,7 --guidance-class 7 --strengths 0,3"};
  experiment.options = guidance_option_table();
  return experiment;
}

}  // namespace regimes::experiments
