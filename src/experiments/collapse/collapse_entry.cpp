#include "experiments/collapse/collapse_entry.hpp"

#include "datasets/together.hpp"
#include "experiments/collapse/collapse.hpp"
#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/collapse_plan.hpp"
#include "experiments/collapse/collapse_report.hpp"
#include "experiments/collapse/collapse_state_reader.hpp"

namespace regimes::experiments {
namespace {

/// Throws DataError where the state in a result file is not one of a run with these options.
CollapseResult read_state(const io::Document& document, const RunOptions& options) {
  return read_collapse_state(document, resolve_files(static_cast<const CollapseOptions&>(options)));
}

/// Complete on root.
std::optional<CollapseStart> start_of(const RunCall& call, const parallel::Communicator& communicator) {
  if (!call.start) return std::nullopt;
  CollapseStart start;
  datasets::together(communicator, [&] {
    if (communicator.is_root()) start = {call.start->run, read_state(call.start->document, *call.begun)};
  });
  return start;
}

RunOutcome run(const RunCall& call, const parallel::Communicator& communicator, Observer& observer) {
  const auto& options = static_cast<const CollapseOptions&>(*call.options);
  const auto summary =
      run_collapse(options, call.origins, communicator, observer, start_of(call, communicator));
  return {summary.finished, collapse_report(summary)};
}

}  // namespace

Experiment collapse_entry() {
  Experiment experiment = experiment_with<CollapseOptions>();
  experiment.name = collapse_name;
  experiment.summary = "collapse curves and collapse times t_C(n, d) of synthetic and real training sets";
  experiment.description =
      "Collapse curves f^e/alpha and phi_C against diffusion time, and collapse times t_C(n, d), in one "
      "pass over the points.";
  experiment.examples = {
      "regimes collapse --dimension 32 --points 1e6",
      "mpirun -n 2 regimes collapse --train mixture --points 20k --realisations 8 --output mixture.h5",
      "regimes collapse --train idx --train-file images.gz --labels-file labels.gz --classes 1,7"};
  experiment.options = collapse_option_table();
  experiment.grows = true;
  experiment.extend = [](RunOptions& options, const RunOptions& asked) {
    auto& own = static_cast<CollapseOptions&>(options);
    const auto& more = static_cast<const CollapseOptions&>(asked);
    const std::size_t before = own.snapshots.size();
    extend(own, more.points, more.snapshots);
    return own.snapshots.size() > before;
  };
  experiment.check_state = [](const io::Document& document, const RunOptions& options) {
    read_state(document, options);
  };
  experiment.plan = [](const RunOptions& options, std::int64_t ranks,
                       const std::optional<MachineProfile>& profile, Calibration calibration,
                       const parallel::Communicator& alone) {
    return plan_collapse(static_cast<const CollapseOptions&>(options), ranks, profile, calibration, alone);
  };
  experiment.run = run;
  return experiment;
}

}  // namespace regimes::experiments
