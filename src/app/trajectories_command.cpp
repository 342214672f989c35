#include "app/trajectories_command.hpp"

#include <fmt/format.h>

#include "app/run_command.hpp"
#include "app/trajectories_option_table.hpp"
#include "app/work_text.hpp"
#include "base/text_table.hpp"
#include "experiments/trajectories.hpp"

namespace regimes::app {
namespace {

using experiments::Agreement;
using observables::MeanError;

std::string number(const MeanError& value) { return with_error(value.mean, value.standard_error); }

std::string table(const std::string& what, const std::vector<double>& times,
                  const std::vector<Agreement>& agreements) {
  if (agreements.empty()) return {};
  std::vector<TextRow> rows = {{what, "same class", "E[sum pi_c^2]", "same point", "E[Y2]"}};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const Agreement& of = agreements[i];
    rows.push_back({short_number(times[i]), number(of.same_class), number(of.same_class_identity),
                    number(of.same_point), number(of.same_point_identity)});
  }
  return aligned(rows, {Align::right});
}

std::string last_change_line(const std::string& route, const experiments::LastChanges& changes) {
  if (changes.time.empty()) return {};
  return fmt::format("last change of the nearest point, {}: t = {}, s.d. {:.3g}, over {} of {} paths\n",
                     route, number(changes.mean), changes.deviation, changes.changed, changes.time.size());
}

std::string report(const experiments::TrajectoriesSummary& summary) {
  const auto made = static_cast<double>(summary.steps);
  const std::string ending =
      summary.finished ? "wrote " + summary.output : "stopped on request, nothing is written";
  const std::string closing = fmt::format(
      "{}; {}\n", steps_text(made, summary.work, summary.seconds, summary.predicted_seconds), ending);
  if (!summary.finished) return closing;
  const auto& result = summary.result;
  return table("cloned at", result.options.clone_times, result.clones) +
         table("turned at", result.options.turn_times, result.turns) +
         last_change_line("forward", result.forward) + last_change_line("backward", result.backward) +
         closing;
}

ExitCode run(const RunCall<experiments::TrajectoriesOptions>& call,
             const parallel::Communicator& communicator) {
  return run_once(call, experiments::trajectories_texts(), communicator, experiments::run_trajectories,
                  report);
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
