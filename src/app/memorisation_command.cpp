#include "app/memorisation_command.hpp"

#include <fmt/format.h>

#include "app/memorisation_option_table.hpp"
#include "app/run_command.hpp"
#include "app/work_text.hpp"
#include "base/text_table.hpp"
#include "experiments/memorisation/memorisation.hpp"

namespace regimes::app {
namespace {

std::string report(const experiments::MemorisationSummary& summary) {
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

ExitCode run(const RunCall<experiments::MemorisationOptions>& call,
             const parallel::Communicator& communicator) {
  return run_once(call, experiments::memorisation_texts(), communicator, experiments::run_memorisation,
                  report);
}

Task prepare_memorisation(const std::vector<std::string>& arguments) {
  return prepare_run(memorisation_command(), arguments, memorisation_option_table, run);
}

std::string manual() { return help_manual(memorisation_command()); }

}  // namespace

Command memorisation_command() {
  return {"memorisation",
          "whether samples and paths of any model settle on single training points",
          prepare_memorisation,
          manual,
          table_to_read<experiments::MemorisationOptions, memorisation_option_table>,
          {},
          "How near the samples of any model are to single training points: the ratio of the nearest to the "
          "second-nearest distance, and the fraction of samples with a ratio below 1/3. With paths of any "
          "sampler, the nearest training point along each and the time of its last change.",
          {"regimes memorisation --train npy --train-file train.npy --samples-file samples.npy",
           "mpirun -n 2 regimes memorisation --train idx --train-file images.gz --scale .00392156862745098 "
           "--paths-file run.h5:/paths --path-times /time"}};
}

}  // namespace regimes::app
