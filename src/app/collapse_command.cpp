#include "app/collapse_command.hpp"

#include <iostream>

#include "app/collapse_resumable.hpp"
#include "app/ending.hpp"
#include "app/plan_report.hpp"
#include "app/resumable_command.hpp"
#include "experiments/collapse/collapse_plan.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

/// Options and files are checked as for a run, by every check there is.
ExitCode dry_run(const RunCall<experiments::CollapseOptions>& call,
                 const parallel::Communicator& communicator) {
  const auto& options = call.request.options;
  const parallel::Communicator alone = communicator.split(communicator.rank());
  parallel::on_root(communicator, [&] {
    call.with_places([&] {
      const auto plan = experiments::plan_collapse(options, communicator.size(), std::nullopt,
                                                   experiments::Calibration::none, alone);
      std::cout << plan_table(plan, {}) << would_write(options.output);
      return 0;
    });
  });
  return ExitCode::done;
}

ExitCode run(const RunCall<experiments::CollapseOptions>& call, const parallel::Communicator& communicator) {
  return run_resumable(call, communicator, [&] { return dry_run(call, communicator); });
}

Task prepare_collapse(const std::vector<std::string>& arguments) {
  return prepare_run(collapse_command(), arguments, collapse_option_table, run);
}

std::string manual() { return help_manual(collapse_command()); }

}  // namespace

Command collapse_command() {
  return {"collapse",
          "collapse curves and collapse times t_C(n, d) of synthetic and real training sets",
          prepare_collapse,
          manual,
          table_to_read<experiments::CollapseOptions, collapse_option_table>,
          {},
          "Collapse curves f^e/alpha and phi_C against diffusion time, and collapse times t_C(n, d), in one "
          "pass over the points.",
          {"regimes collapse --dimension 32 --points 1e6",
           "mpirun -n 2 regimes collapse --train mixture --points 20k --replicas 8 --output mixture.h5",
           "regimes collapse --train idx --train-file images.gz --labels-file labels.gz --classes 1,7"}};
}

}  // namespace regimes::app
