#include "app/collapse_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>

#include "app/call.hpp"
#include "app/collapse_option_table.hpp"
#include "app/collapse_work.hpp"
#include "app/ending.hpp"
#include "app/option_help.hpp"
#include "app/plan_report.hpp"
#include "experiments/collapse_plan.hpp"
#include "io/output_lock.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

constexpr const char* description =
    "Collapse curves f^e/alpha and phi_C against diffusion time, and collapse times t_C(n, d), in one pass "
    "over the points.";

const std::vector<std::string> examples = {
    "regimes collapse --dimension 32 --points 1e6",
    "mpirun -n 2 regimes collapse --train mixture --points 20k --replicas 8 --output mixture.h5",
    "regimes collapse --train idx --train-file images.gz --labels-file labels.gz --classes 1,7"};

std::string examples_text() { return fmt::format("Examples:\n  {}\n", fmt::join(examples, "\n  ")); }

OptionTable table_to_read() {
  static CollapseRequest request;
  return collapse_option_table(request);
}

std::string screen() {
  return "Usage: regimes collapse OPTIONS   (counts may be written 1e6, 10M, 2^20; defaults in brackets)\n" +
         short_help(table_to_read()) + examples_text();
}

std::string manual() {
  return "regimes collapse OPTIONS\n\n" + wrapped(description, 0) + "\n" + examples_text() + "\n" +
         long_help(table_to_read());
}

/// Options and files are checked as for a run, by every check there is.
ExitCode dry_run(const Call<CollapseRequest>& call, const parallel::Communicator& communicator) {
  const auto& options = call.request.options;
  const parallel::Communicator alone = communicator.split(communicator.rank());
  on_root(communicator, [&] {
    experiments::require_no_stop_file(options.output);
    io::check_output(options.output, options.force);
    call.with_places([&] {
      const auto plan = experiments::plan_collapse(options, communicator.size(), std::nullopt,
                                                   experiments::Calibration::none, alone);
      std::cout << plan_table(plan, {}) << "would write " << options.output << "\n";
      return 0;
    });
  });
  return ExitCode::done;
}

ExitCode run(const Call<CollapseRequest>& call, const parallel::Communicator& communicator) {
  if (call.request.dry_run) return dry_run(call, communicator);
  const auto& options = call.request.options;
  io::OutputLock lock;
  on_root(communicator, [&] {
    experiments::require_no_stop_file(options.output);
    io::check_output(options.output, options.force);
    lock = io::OutputLock(options.output);
  });
  return call.with_places([&] {
    return run_and_report(options, call.origins(experiments::collapse_texts()), call.request.quiet,
                          communicator);
  });
}

Task prepare_collapse(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {screen(), {}};
  const auto call = std::make_shared<Call<CollapseRequest>>();
  call->read(collapse_option_table(call->request), arguments);
  call->request.options.command_line = command_line("collapse", arguments);
  call->request.options = call->with_places([&] { return experiments::resolve(call->request.options); });
  return {{}, [call](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

}  // namespace

Command collapse_command() {
  return {
      "collapse",       "collapse curves and collapse times t_C(n, d) of synthetic and real training sets",
      prepare_collapse, manual,
      table_to_read,    {},
      description,      examples};
}

}  // namespace regimes::app
