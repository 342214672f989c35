#include "app/sample_command.hpp"

#include "app/resumable_command.hpp"
#include "app/sample_resumable.hpp"

namespace regimes::app {
namespace {

Task prepare_sample(const std::vector<std::string>& arguments) {
  return prepare_run(sample_command(), arguments, sample_option_table,
                     run_or_check<experiments::SampleOptions>);
}

std::string manual() { return help_manual(sample_command()); }

}  // namespace

Command sample_command() {
  return {
      "sample",
      "trajectories from noise to data, with the score of a training set or of its law",
      prepare_sample,
      manual,
      table_to_read<experiments::SampleOptions, sample_option_table>,
      {},
      "Follows the backward process from noise to data for many trajectories at once, with the exact score "
      "of a training set (empirical) or of the law that its points come from (population), and observes "
      "them on the way. The points that come out are samples; those of an empirical score are, in the end, "
      "training points.",
      {"regimes sample --dimension 64 --points 500 --times linspace(.1,2,20)",
       "regimes sample --score population --train mixture --dimension 1024 --step euler --dt .01 "
       "--t-start 8 --times 2,3,4",
       "mpirun -n 2 regimes sample --train idx --train-file images.gz --scale .00392156862745098 --step "
       "exact --time-grid snr --t-end .01 --steps 50"}};
}

}  // namespace regimes::app
