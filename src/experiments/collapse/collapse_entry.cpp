#include "experiments/collapse/collapse_entry.hpp"

#include "experiments/collapse/collapse.hpp"
#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/collapse_plan.hpp"
#include "experiments/collapse/collapse_state_reader.hpp"

namespace regimes::experiments {
namespace {

/// Throws DataError where the state in a result file is not one of a run with these options.
CollapseResult read_state(const io::Document& document, const RunOptions& options) {
  CollapseResult done =
      read_collapse_state(document, resolve_files(static_cast<const CollapseOptions&>(options)));
  read_further_queries(document, done);
  return done;
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
      "mpirun -n 2 regimes collapse --train mixture --points 20k --realisations 8 --output mixture.h5",
      "regimes collapse --dimension 32 --points 1e6 --target-error .002",
      "regimes collapse --train idx --train-file images.gz --labels-file labels.gz --classes 1,7"};
  experiment.options = collapse_option_table();
  experiment.grows = true;
  experiment.extend = [](RunOptions& options, const RunOptions& asked) {
    auto& own = static_cast<CollapseOptions&>(options);
    const auto& more = static_cast<const CollapseOptions&>(asked);
    const std::size_t before = own.snapshots.size();
    extend(own, more.points, more.snapshots);
    const bool is_refined = refine(own, more);
    return own.snapshots.size() > before || is_refined;
  };
  experiment.check_state = [](const io::Document& document, const RunOptions& options) {
    read_state(document, options);
  };
  experiment.plan = [](const RunOptions& options, std::int64_t ranks,
                       const std::optional<MachineProfile>& profile, Calibration calibration,
                       const parallel::Communicator& alone) {
    return plan_collapse(static_cast<const CollapseOptions&>(options), ranks, profile, calibration, alone);
  };
  return experiment;
}

}  // namespace regimes::experiments
