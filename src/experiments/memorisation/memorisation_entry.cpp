#include "experiments/memorisation/memorisation_entry.hpp"

#include <fmt/format.h>

#include "base/text_table.hpp"
#include "experiments/memorisation/memorisation.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string report(const MemorisationSummary& summary) {
  std::string text;
  if (summary.finished && summary.samples > 0)
    text += fmt::format("memorised (ratio below {:.4g}): {} of {} samples\n", summary.options.ratio,
                        with_error(summary.fraction.mean, summary.fraction.standard_error), summary.samples);
  if (summary.finished && summary.paths > 0)
    text +=
        fmt::format("last change of the nearest point: t = {:.4g}, s.d. {:.3g}, over {} of {} paths\n",
                    summary.last_change_mean, summary.last_change_deviation, summary.changed, summary.paths);
  return text +
         fmt::format("{}; {}\n", work_text(summary.work, summary.seconds, summary.predicted_seconds),
                     summary.finished ? "wrote " + summary.output : "stopped on request, nothing is written");
}

RunOutcome run(const RunCall& call, const parallel::Communicator& communicator, Observer& observer) {
  const auto summary = run_memorisation(static_cast<const MemorisationOptions&>(*call.options), call.origins,
                                        communicator, observer, call.extent);
  return {summary.finished, report(summary)};
}

}  // namespace

Experiment memorisation_entry() {
  Experiment experiment = experiment_with<MemorisationOptions>();
  experiment.name = memorisation_name;
  experiment.summary = "whether samples and paths of any model settle on single training points";
  experiment.description =
      "How near the samples of any model are to single training points: the ratio of the nearest to the "
      "second-nearest distance, and the fraction of samples with a ratio below 1/3. With paths of any "
      "sampler, the nearest training point along each and the time of its last change.";
  experiment.examples = {
      "regimes memorisation --train npy --train-file train.npy --samples-file samples.npy",
      "mpirun -n 2 regimes memorisation --train idx --train-file images.gz --scale .00392156862745098 "
      "--paths-file run.h5:/paths --path-times /time"};
  experiment.options = memorisation_option_table();
  experiment.run = run;
  return experiment;
}

}  // namespace regimes::experiments
