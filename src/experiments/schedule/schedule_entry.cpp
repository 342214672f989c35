#include "experiments/schedule/schedule_entry.hpp"

#include "experiments/schedule/schedule.hpp"

namespace regimes::experiments {

Experiment schedule_entry() {
  Experiment experiment = experiment_with<ScheduleOptions>();
  experiment.name = schedule_name;
  experiment.summary = "what grids of times make of the two modes of a mixture";
  experiment.description =
      "Follows paths from pure noise to data with the score of the mixture itself, once for every grid of "
      "times "
      "and number of steps: the fraction of paths in the mode +m (high-level feature), the spread across m "
      "(low-level), and mean and spread along m, beside the exact recursion; and the fewest steps that are "
      "enough.";
  experiment.examples = {
      "regimes schedule --dimension 1e4 --variance .25 --class-priors .8,.2 --steps 20,100 --trajectories "
      "2000",
      "regimes schedule --dimension 100 --time-grids vp,vp-dilated,snr --steps 'logspace(5,500,9)'"};
  experiment.options = schedule_option_table();
  return experiment;
}

}  // namespace regimes::experiments
