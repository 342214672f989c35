#include "app/collapse_command.hpp"

#include <fmt/format.h>

#include <memory>

#include "app/collapse_option_table.hpp"
#include "app/collapse_report.hpp"
#include "app/command_line.hpp"
#include "app/ending.hpp"
#include "app/option_help.hpp"
#include "app/signals.hpp"
#include "app/terminal.hpp"
#include "experiments/collapse.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

using experiments::OptionError;
using experiments::ResolvedOption;

constexpr const char* description =
    "Collapse curves f^e/alpha and phi_C against diffusion time, and collapse times t_C(n, d), in one pass "
    "over the points.\n";

constexpr const char* examples =
    "Examples:\n"
    "  regimes collapse --dimension 32 --points 1e6\n"
    "  mpirun -n 2 regimes collapse --train mixture --points 20k --replicas 8 --output mixture.h5\n"
    "  regimes collapse --train idx --train-file images.gz --labels-file labels.gz --classes 1,7\n";

std::string screen() {
  CollapseRequest request;
  return "Usage: regimes collapse OPTIONS   (counts may be written 1e6, 10M, 2^20; defaults in brackets)\n" +
         short_help(collapse_option_table(request)) + examples;
}

std::string manual() {
  CollapseRequest request;
  return "regimes collapse OPTIONS\n\n" + wrapped(description, 0) + "\n" + examples + "\n" +
         long_help(collapse_option_table(request));
}

/// The arguments of one call, with where each value came from.
struct Call {
  CollapseRequest request;
  std::vector<Assignment> assignments;

  std::vector<ResolvedOption> origins() const {
    std::vector<ResolvedOption> all;
    for (const std::string& name : experiments::option_names()) {
      const Assignment* given = find(assignments, name);
      all.push_back({name, experiments::value_text(request.options, name),
                     given ? given->origin : io::OptionOrigin::default_value});
    }
    return all;
  }

  /// Runs `work`; an OptionError gets the line of the configuration file that set the option.
  template <class Work>
  auto with_places(const Work& work) const {
    try {
      return work();
    } catch (const OptionError& error) {
      const Assignment* given = find(assignments, error.option());
      throw UsageError(given ? fmt::format("{}: {}", given->what, error.problem()) : error.what());
    }
  }
};

ExitCode run(const Call& call, const parallel::Communicator& communicator) {
  const auto& options = call.request.options;
  on_root(communicator, [&] { io::check_output(options.output, options.force); });
  watch_signals();
  Terminal terminal = Terminal::standard(call.request.quiet);
  const auto summary = call.with_places(
      [&] { return experiments::run_collapse(options, call.origins(), communicator, terminal); });
  if (communicator.is_root()) terminal.print(collapse_report(summary));
  const bool finished = communicator.broadcast(summary.finished ? 1 : 0) == 1;
  return finished ? ExitCode::done : ExitCode::stopped_early;
}

/// The word as a shell would take it.
std::string quoted(const std::string& word) {
  const bool is_plain = word.find_first_of(" \t\n'\"()$&|;<>*?\\`#~") == std::string::npos;
  if (is_plain && !word.empty()) return word;
  std::string inside;
  for (const char letter : word) {
    if (letter == '\'') {
      inside += "'\\''";
    } else {
      inside += letter;
    }
  }
  return fmt::format("'{}'", inside);
}

/// The whole command, for whoever repeats the run.
std::string command_line(const std::vector<std::string>& arguments) {
  std::string line = "regimes collapse";
  for (const std::string& argument : arguments) line += fmt::format(" {}", quoted(argument));
  return line;
}

Task prepare_collapse(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--help" || argument == "-h") return {screen(), {}};
  }
  const auto call = std::make_shared<Call>();
  const OptionTable table = collapse_option_table(call->request);
  call->assignments = read_options(table, arguments);
  set_options(table, call->assignments);
  call->request.options.command_line = command_line(arguments);
  call->request.options = call->with_places([&] { return experiments::resolve(call->request.options); });
  return {{}, [call](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

}  // namespace

Command collapse_command() {
  return {"collapse", "collapse curves and collapse times t_C(n, d) of synthetic and real training sets",
          prepare_collapse, manual};
}

}  // namespace regimes::app
