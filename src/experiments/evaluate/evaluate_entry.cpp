#include "experiments/evaluate/evaluate_entry.hpp"

#include <fmt/format.h>

#include "experiments/evaluate/evaluate.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string ending(const EvaluateSummary& summary) {
  if (summary.finished) return "wrote " + summary.output;
  if (summary.output.empty()) return "stopped on request before the first batch was done, nothing is written";
  return "stopped on request, the queries done so far are in " + summary.output;
}

RunOutcome run(const RunCall& call, const parallel::Communicator& communicator, Observer& observer) {
  const auto summary = run_evaluate(static_cast<const EvaluateOptions&>(*call.options), call.origins,
                                    communicator, observer, call.extent);
  return {summary.finished,
          fmt::format("{}; {}\n", work_text(summary.work, summary.seconds, summary.predicted_seconds),
                      ending(summary))};
}

}  // namespace

Experiment evaluate_entry() {
  Experiment experiment = experiment_with<EvaluateOptions>();
  experiment.name = evaluate_name;
  experiment.summary = "density, score, posterior and nearest points of a training set at your own points";
  experiment.description =
      "What the noised training set says at points of your own: log density, empirical score, posterior "
      "mean and entropy, nearest training points, class weights, at any number of diffusion times.";
  experiment.examples = {
      "regimes evaluate --train npy --train-file train.npy --queries-file x.npy --times .1,1",
      "mpirun -n 2 regimes evaluate --train idx --train-file images.gz --scale .00392156862745098 "
      "--queries-file new.gz --times 'logspace(.05,2,20)' --observables empirical_score,nearest "
      "--neighbours 5"};
  experiment.options = evaluate_option_table();
  experiment.run = run;
  return experiment;
}

}  // namespace regimes::experiments
