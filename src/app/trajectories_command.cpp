#include "app/trajectories_command.hpp"

#include "app/run_command.hpp"
#include "app/trajectories_option_table.hpp"
#include "app/trajectories_work.hpp"

namespace regimes::app {
namespace {

ExitCode run(const RunCall<experiments::TrajectoriesOptions>& call,
             const parallel::Communicator& communicator) {
  const auto& texts = experiments::trajectories_texts();
  const auto run_it = [&] {
    return run_and_report(call.request.options, call.origins(texts), call.request.quiet, communicator);
  };
  const auto experiment = [](auto&&... what) { return experiments::run_trajectories(what...); };
  return run_claimed(call, communicator, run_it,
                     [&] { return only_check(call, texts, communicator, experiment); });
}

Task prepare_trajectories(const std::vector<std::string>& arguments) {
  return prepare_run(trajectories_command(), arguments, trajectories_option_table, run);
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
