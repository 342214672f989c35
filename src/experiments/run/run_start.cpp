#include "experiments/run/run_start.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "experiments/run/input_files.hpp"
#include "io/result_format.hpp"
#include "io/result_state.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

void read_state(const std::string& file, const parallel::Communicator& communicator,
                const std::function<void()>& read) {
  parallel::on_root(communicator, [&] {
    try {
      read();
    } catch (const DataError& error) {
      throw DataError(fmt::format("cannot go on from '{}': {}; begin anew", file, error.what()));
    }
  });
}

DocumentStart read_document_start(const io::Document& document, const OptionTable& table,
                                  const TrainingOptions& options, const std::string& file) {
  io::require_format_of_state(document);
  io::require_state_was_kept(document);
  DocumentStart start;
  start.run.file = file;
  start.run.earlier = read_earlier_run(document);
  require_unchanged(look_at_inputs(table, options), start.run.earlier.inputs);
  start.document = document;
  return start;
}

}  // namespace regimes::experiments
