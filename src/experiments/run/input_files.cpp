#include "experiments/run/input_files.hpp"

#include <string>
#include <utility>

#include "datasets/file_format.hpp"

namespace regimes::experiments {
namespace {

/// The format of the points, for the options that name these; for others any one whose names are plain.
datasets::FileFormat format_of(const Option& option, const TrainingOptions& options) {
  const bool names_points = option.name == "train-file" || option.name == "labels-file";
  const datasets::FileFormat* format = datasets::find_format(options.train.name);
  return names_points && format ? *format : datasets::FileFormat();
}

}  // namespace

std::vector<std::string> input_paths(const OptionTable& table, const TrainingOptions& options) {
  std::vector<std::string> paths;
  for (const Option* option : all_options(table)) {
    if (option->kind != OptionKind::input_file || !option->has_effect(options)) continue;
    const std::string where = option->file ? option->file(options) : option->value.text(options);
    for (std::string& path : datasets::files_named(format_of(*option, options), where))
      paths.push_back(std::move(path));
  }
  return paths;
}

std::vector<io::InputFile> look_at_inputs(const OptionTable& table, const TrainingOptions& options) {
  std::vector<io::InputFile> inputs;
  for (const std::string& path : input_paths(table, options)) inputs.push_back(io::look_at_input(path));
  return inputs;
}

}  // namespace regimes::experiments
