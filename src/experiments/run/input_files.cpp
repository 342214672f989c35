#include "experiments/run/input_files.hpp"

#include <string>
#include <utility>

#include "datasets/file_format.hpp"

namespace regimes::experiments {

std::vector<std::string> input_paths(const OptionTable& table, const TrainingOptions& options) {
  std::vector<std::string> paths;
  for (const Option* option : all_options(table)) {
    if (option->kind != OptionKind::input_file || !option->has_effect(options)) continue;
    const std::string where = option->file ? option->file(options) : option->value.text(options);
    for (std::string& path : datasets::files_named(where, "--" + option->name))
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
