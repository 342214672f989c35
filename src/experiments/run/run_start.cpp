#include "experiments/run/run_start.hpp"

#include "datasets/cifar.hpp"
#include "datasets/hdf5_rows.hpp"
#include "io/result_format.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {

namespace {

/// The files that the value of --train-file or --labels-file names.
std::vector<std::string> files_of(const std::string& where, datasets::FileFormat format) {
  if (where.empty()) return {};
  if (format == datasets::FileFormat::cifar10) return datasets::cifar_files(where);
  const bool is_dataset = where.rfind(":/") != where.npos;
  return {is_dataset ? datasets::split_dataset_name(where).file : where};
}

}  // namespace

std::vector<io::InputFile> look_at_inputs(const TrainingOptions& options) {
  std::vector<io::InputFile> inputs;
  if (!is_from_file(options)) return inputs;
  const datasets::FileFormat format = file_format(options.train).value();
  for (const std::string& where : {options.train_file, options.labels_file})
    for (const std::string& path : files_of(where, format)) inputs.push_back(io::look_at_input(path));
  return inputs;
}

RunStart read_run_start(const io::Document& document, const TrainingOptions& options,
                        const std::string& file) {
  io::require_format_of_state(document);
  io::require_state_was_kept(document);
  RunStart start;
  start.file = file;
  start.earlier = read_earlier_run(document);
  require_unchanged(look_at_inputs(options), start.earlier.inputs);
  return start;
}

DocumentStart read_document_start(const io::Document& document, const TrainingOptions& options,
                                  const std::string& file) {
  return {read_run_start(document, options, file), document};
}

}  // namespace regimes::experiments
