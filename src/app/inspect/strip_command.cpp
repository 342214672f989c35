#include "app/inspect/strip_command.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <utility>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/arguments/operands.hpp"
#include "app/collective_exit.hpp"
#include "app/terminal/terminal.hpp"
#include "base/printable.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "experiments/options/run_options.hpp"
#include "io/output_lock.hpp"
#include "io/reading_trial.hpp"
#include "io/result_file.hpp"
#include "io/result_state.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

struct StripOptions : OptionValues {
  std::string output;  ///< empty: the file itself
};

OptionTable options() {
  return {{"Output",
           {{.name = "output",
             .argument = "FILE",
             .summary = "another name for the result without its state",
             .explanation = "Writes the result without its state under this name, which must be free, and "
                            "leaves FILE as it is.",
             .fallback = "FILE itself",
             .value = experiments::text(&StripOptions::output),
             .kind = experiments::OptionKind::output_file}}},
          {"Terminal", {experiments::help_of("strip")}}};
}

std::string size_of(const std::string& path) {
  return human_bytes(static_cast<double>(std::filesystem::file_size(path)));
}

void require_finished(const std::string& file) {
  const std::string partial = io::without_previous(file);
  if (partial.ends_with(io::partial_ending))
    throw UsageError(
        fmt::format("strip: '{}' is of an unfinished run, which needs its state to go on; finish it first "
                    "(regimes resume {})",
                    file, shell_file(partial)));
}

/// On one rank. Returns what is to be said.
std::string strip(const std::string& file, const std::string& output) {
  const bool in_place = output.empty() || output == file;
  if (!in_place) io::check_new_output(output);
  const std::string& target = in_place ? file : output;
  const io::OutputLock lock(target);
  io::Document document = io::read_document(file);
  if (!io::has_state(document)) {
    if (!in_place)
      throw UsageError(
          fmt::format("--output '{}': nothing is written, for '{}' has no state; copy it", output, file));
    return fmt::format("{} has no state; it is left as it is\n", printable(file));
  }
  const std::string before = size_of(file);
  io::write_document(target, io::without_state(std::move(document)));
  return fmt::format("{}: {}, {} with its state\n", printable(target), size_of(target), before);
}

Task prepare_strip(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(strip_command()), {}};
  StripOptions given;
  const OptionTable table = options();
  const SplitArguments split = split_operands(table, arguments);
  Call().read(table, split.options, given);
  if (split.operands.empty()) throw UsageError("strip: no file is given; write regimes strip FILE");
  if (split.operands.size() > 1)
    throw UsageError(fmt::format("strip: '{}' is one file too many", split.operands[1]));
  const std::string file = split.operands.front();
  require_finished(file);
  if (is_first_on_node()) io::try_document(file);
  return {{}, [file, output = given.output](const parallel::Communicator& communicator) {
            parallel::on_root(communicator,
                              [&] { Terminal::standard(false, true).print(strip(file, output)); });
            return ExitCode::done;
          }};
}

}  // namespace

Command strip_command() {
  return {
      .name = "strip",
      .summary = "a finished result without the state that a run can go on from",
      .prepare = prepare_strip,
      .options = options(),
      .defaults = std::make_shared<StripOptions>(),
      .operands = {{.name = "FILE"}},
      .description =
          "Removes the group `state` from a finished result, which is then much smaller where there were "
          "many queries. Everything else stays; figures, collect and inspect need nothing more. The result "
          "can no longer be extended to more points: resume refuses it and says so. FILE is replaced "
          "whole or not at all.",
      .examples = {"regimes strip gaussian.h5", "regimes strip gaussian.h5 --output small.h5"}};
}

}  // namespace regimes::app
