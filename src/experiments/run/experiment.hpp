#pragma once
/// What an experiment is: one row of the catalogue (catalogue/experiments.hpp), from which its command, its
/// plan, its runs, their checkpoints and what goes on from them are made.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiments/options/run_options.hpp"
#include "experiments/run/experiment_name.hpp"
#include "experiments/run/measurement.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/run_plan.hpp"
#include "experiments/run/run_start.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// How a run has ended. Complete on root, `finished` on all ranks.
struct RunOutcome {
  bool finished = false;  ///< false: stopped on request; what was done is in `output`
  std::string report;     ///< what a terminal shows at the end: a table of the results, a closing line
};

/// What a run is asked for.
struct RunCall {
  std::shared_ptr<const RunOptions> options;  ///< resolved
  std::vector<ResolvedOption> origins;        ///< of every option that a result remembers
  std::optional<DocumentStart> start;  ///< what it goes on from; on all ranks or none, complete on root
  RunExtent extent = RunExtent::whole;
};

struct Experiment {
  std::string name;     ///< of the command, and in the files
  std::string summary;  ///< a few words
  std::string description;
  std::vector<std::string> examples;  ///< lines for a shell
  OptionTable options;                ///< all that it has, in the order of the help
  bool grows = false;                 ///< whether a finished run can be extended to more points

  std::function<std::unique_ptr<RunOptions>()> defaults;
  std::function<std::unique_ptr<RunOptions>(const RunOptions&)> copy;
  /// Checks every option, alone and against the others, without MPI, and fills what follows from them. Throws
  /// OptionError.
  std::function<void(RunOptions&)> resolve;
  /// For an experiment that grows: takes over the sizes that `asked` adds, and says whether there are any.
  std::function<bool(RunOptions& options, const RunOptions& asked)> extend;
  /// For an experiment whose state is read before a run begins: throws DataError where that in `document`, a
  /// result of a run with these options, does not fit. On root.
  std::function<void(const io::Document& document, const RunOptions& options)> check_state;
  PlanRun plan;
  /// What a run with these options (resolved) measures; looks at the headers of data files. Collective.
  /// Throws the errors of base/error.hpp.
  std::function<std::unique_ptr<Measurement>(const RunOptions&, const parallel::Communicator&)> prepare;
};

/// The parts of a row that follow from the type of its options, which has overloads of resolve() and of
/// prepare().
template <class Options>
Experiment experiment_with() {
  Experiment experiment;
  experiment.defaults = [] { return std::make_unique<Options>(); };
  experiment.copy = [](const RunOptions& options) {
    return std::make_unique<Options>(static_cast<const Options&>(options));
  };
  experiment.resolve = [](RunOptions& options) {
    auto& own = static_cast<Options&>(options);
    own = resolve(own);
  };
  experiment.prepare = [](const RunOptions& options, const parallel::Communicator& communicator) {
    return prepare(static_cast<const Options&>(options), communicator);
  };
  return experiment;
}

/// The plan of an experiment that has none of its own, from the cost that its measurement tells.
PlanRun plan_of_cost(const Experiment& experiment);

}  // namespace regimes::experiments
