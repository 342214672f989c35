#include "experiments/collapse_start.hpp"

#include "experiments/collapse_state_reader.hpp"
#include "experiments/training_data.hpp"

namespace regimes::experiments {

CollapseStart read_collapse_start(const io::Document& document, const CollapseOptions& options,
                                  const std::string& file) {
  return {read_run_start(document, options, file), read_collapse_state(document, resolve_files(options))};
}

}  // namespace regimes::experiments
