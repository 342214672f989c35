#include "app/evaluate_command.hpp"

#include <fmt/format.h>

#include "app/evaluate_option_table.hpp"
#include "app/run_command.hpp"
#include "app/work_text.hpp"
#include "experiments/evaluate/evaluate.hpp"

namespace regimes::app {
namespace {

std::string ending(const experiments::EvaluateSummary& summary) {
  if (summary.finished) return "wrote " + summary.output;
  if (summary.output.empty()) return "stopped on request before the first batch was done, nothing is written";
  return "stopped on request, the queries done so far are in " + summary.output;
}

std::string report(const experiments::EvaluateSummary& summary) {
  return fmt::format("{}; {}\n", work_text(summary.work, summary.seconds, summary.predicted_seconds),
                     ending(summary));
}

ExitCode run(const RunCall<experiments::EvaluateOptions>& call, const parallel::Communicator& communicator) {
  return run_once(call, experiments::evaluate_texts(), communicator, experiments::run_evaluate, report);
}

Task prepare_evaluate(const std::vector<std::string>& arguments) {
  return prepare_run(evaluate_command(), arguments, evaluate_option_table, run);
}

std::string manual() { return help_manual(evaluate_command()); }

}  // namespace

Command evaluate_command() {
  return {"evaluate",
          "density, score, posterior and nearest points of a training set at your own points",
          prepare_evaluate,
          manual,
          table_to_read<experiments::EvaluateOptions, evaluate_option_table>,
          {},
          "What the noised training set says at points of your own: log density, empirical score, posterior "
          "mean and entropy, nearest training points, class weights, at any number of diffusion times.",
          {"regimes evaluate --train npy --train-file train.npy --queries-file x.npy --times .1,1",
           "mpirun -n 2 regimes evaluate --train idx --train-file images.gz --scale .00392156862745098 "
           "--queries-file new.gz --times logspace(.05,2,20) --observables empirical_score,nearest "
           "--neighbours 5"}};
}

}  // namespace regimes::app
