#include "app/trajectories_command.hpp"

#include "app/resumable_command.hpp"
#include "app/trajectories_resumable.hpp"

namespace regimes::app {
namespace {

Task prepare_trajectories(const std::vector<std::string>& arguments) {
  return prepare_run(trajectories_command(), arguments, trajectories_option_table,
                     run_or_check<experiments::TrajectoriesOptions>);
}

std::string manual() { return help_manual(trajectories_command()); }

}  // namespace

Command trajectories_command() {
  return {"trajectories",
          "clones, U-turns and last changes of the nearest training point along backward paths",
          prepare_trajectories,
          manual,
          table_to_read<experiments::TrajectoriesOptions, trajectories_option_table>,
          {},
          "When a backward path decides for a class, and when for a training point: by clones that part at a "
          "time, by data points that are noised and return, and by the last change of the nearest training "
          "point; beside the identities that give the same numbers without trajectories.",
          {"regimes trajectories --dimension 64 --points 500 --t-start 5 --clone-times .6,.87,1.4",
           "regimes trajectories --score population --train mixture --dimension 1 --mean-amplitude 32 --step "
           "euler --dt .01 --t-start 8 --clone-times 3,3.5,4 --trajectories 200k",
           "regimes trajectories --dimension 64 --points 500 --last-change both --t-start 5"}};
}

}  // namespace regimes::app
