#include "experiments/run/input_files.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include "datasets/cifar.hpp"
#include "datasets/hdf5_rows.hpp"

namespace regimes::experiments {
namespace {

std::vector<std::string> files_of(const std::string& where, const std::string& option) {
  std::error_code problem;
  if (where.empty() || std::filesystem::is_regular_file(where, problem))
    return where.empty() ? std::vector<std::string>() : std::vector<std::string>{where};
  if (const datasets::DatasetName name = datasets::split_dataset_name(where); !name.dataset.empty())
    return {name.file};
  return datasets::cifar_files(where, "--" + option);
}

}  // namespace

std::vector<io::InputFile> look_at_inputs(const OptionTable& table, const OptionValues& options) {
  std::vector<io::InputFile> inputs;
  for (const Option* option : all_options(table)) {
    if (option->kind != OptionKind::input_file || !option->has_effect(options)) continue;
    const std::string where = option->file ? option->file(options) : option->value.text(options);
    for (const std::string& path : files_of(where, option->name)) inputs.push_back(io::look_at_input(path));
  }
  return inputs;
}

}  // namespace regimes::experiments
