#include "experiments/run/input_files.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/dataset_name.hpp"
#include "datasets/readers/file_format.hpp"
#include "io/reading_trial.hpp"

namespace regimes::experiments {

namespace {

/// What an option says of points in a file, e.g. FILE:/dataset.
struct NamedInput {
  std::string where, option;
};

std::vector<NamedInput> named_inputs(const OptionTable& table, const TrainingOptions& options) {
  std::vector<NamedInput> inputs;
  for (const Option* option : all_options(table))
    if (option->kind == OptionKind::input_file && option->has_effect(options))
      inputs.push_back(
          {option->file ? option->file(options) : option->value.text(options), "--" + option->name});
  return inputs;
}

}  // namespace

std::vector<std::string> input_paths(const OptionTable& table, const TrainingOptions& options) {
  std::vector<std::string> paths;
  for (const auto& [where, option] : named_inputs(table, options))
    for (std::string& path : datasets::files_named(where, option))
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
  return paths;
}

void try_inputs(const OptionTable& table, const TrainingOptions& options) {
  for (const auto& [where, option] : named_inputs(table, options)) {
    const datasets::DatasetName name = datasets::split_dataset_name(where);
    io::try_dataset(name.file, name.dataset, datasets::file_name(where, option));
  }
}

std::vector<io::InputFile> look_at_inputs(const OptionTable& table, const TrainingOptions& options) {
  std::vector<io::InputFile> inputs;
  for (const std::string& path : input_paths(table, options)) inputs.push_back(io::look_at_input(path));
  return inputs;
}

}  // namespace regimes::experiments
