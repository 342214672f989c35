#include "app/shell/describe_command.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/arguments/operands.hpp"
#include "app/commands.hpp"
#include "base/build_information.hpp"
#include "experiments/options/run_options.hpp"

namespace regimes::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* description_format = "regimes-describe-1";

enum class DescribeFormat { text, json };
const char* name_of(DescribeFormat format) { return format == DescribeFormat::text ? "text" : "json"; }

struct DescribeOptions : OptionValues {
  DescribeFormat format = DescribeFormat::text;
};

OptionTable options() {
  return {{"Terminal",
           {{.name = "format",
             .argument = "FORMAT",
             .summary = "text or json",
             .explanation = "text: one line for every option. json: everything that is known of commands and "
                            "options, for programs.",
             .range = "text, json",
             .value = experiments::choice(&DescribeOptions::format,
                                          std::vector{DescribeFormat::text, DescribeFormat::json})},
            experiments::help_of("describe")}}};
}

Json json_of(const Option& option, const OptionValues& defaults) {
  return {{"name", option.name},
          {"aliases", option.aliases},
          {"argument", option.argument},
          {"summary", option.summary},
          {"explanation", option.explanation},
          {"unit", option.unit},
          {"default", fallback_text(option, defaults)},
          {"range", option.range},
          {"kind", std::string(name_of(option.kind))},
          {"resume", std::string(name_of(option.on_resume))},
          {"type", option.value.type},
          {"choices", option.value.choices},
          {"condition", option.condition},
          {"required", option.is_required}};
}

Json json_of(const Command& command) {
  Json operands = Json::array(), groups = Json::array();
  for (const Operand& operand : command.operands)
    operands.push_back({{"name", operand.name}, {"choices", operand.choices}});
  for (const OptionGroup& group : command.options) {
    Json described = Json::array();
    for (const Option& option : group.options) described.push_back(json_of(option, *command.defaults));
    groups.push_back({{"title", group.title}, {"options", described}});
  }
  return {{"name", command.name},
          {"summary", command.summary},
          {"description", command.description},
          {"examples", command.examples},
          {"is_experiment", command.is_experiment},
          {"grows", command.grows},
          {"operands", operands},
          {"groups", groups}};
}

std::string as_json(const std::vector<Command>& described) {
  constexpr int indent = 1;
  Json all = Json::array();
  for (const Command& command : described) all.push_back(json_of(command));
  return Json({{"format", description_format}, {"version", build_information::version()}, {"commands", all}})
             .dump(indent) +
         "\n";
}

std::string as_text(const std::vector<Command>& described) {
  std::string text;
  for (const Command& command : described)
    for (const Option* option : all_options(command.options))
      text += fmt::format("{} --{} {} [{}] {}\n", command.name, option->name, option->value.type,
                          fallback_text(*option, *command.defaults), option->summary);
  return text;
}

Task prepare_describe(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(describe_command()), {}};
  const OptionTable table = options();
  const SplitArguments split = split_operands(table, arguments);
  DescribeOptions given;
  Call().read(table, split.options, given);
  if (split.operands.size() > 1)
    throw UsageError(fmt::format("describe takes one command, not also '{}'", split.operands[1]));
  const std::vector<Command> described =
      split.operands.empty() ? commands() : std::vector{find_command(split.operands.front())};
  return {given.format == DescribeFormat::json ? as_json(described) : as_text(described), {}};
}

}  // namespace

Command describe_command() {
  return {.name = "describe",
          .summary = "commands and their options, for programs that call them",
          .prepare = prepare_describe,
          .options = options(),
          .defaults = std::make_shared<DescribeOptions>(),
          .operands = {{.name = "[COMMAND]"}},
          .description =
              "Says of one command, or of all, which options it has: name, unit, range, default, "
              "what kind of thing it names, when it has an effect, and whether it may differ when a "
              "run goes on. Scripts read this and not the help.",
          .examples = {"regimes describe kde --format json"}};
}

}  // namespace regimes::app
