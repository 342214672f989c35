#include "experiments/run/run_start.hpp"

#include "datasets/file_format.hpp"
#include "io/result_format.hpp"
#include "io/result_state.hpp"

namespace regimes::experiments {

std::vector<io::InputFile> look_at_inputs(const TrainingOptions& options) {
  std::vector<io::InputFile> inputs;
  if (!is_from_file(options)) return inputs;
  const datasets::FileFormat& format = datasets::format_of(options.train.name);
  for (const std::string& where : {options.train_file, options.labels_file})
    for (const std::string& path : datasets::files_named(format, where))
      inputs.push_back(io::look_at_input(path));
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
