#include "experiments/collapse/collapse_start.hpp"

#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/collapse_state_reader.hpp"

namespace regimes::experiments {

CollapseStart read_collapse_start(const io::Document& document, const CollapseOptions& options,
                                  const std::string& file) {
  return {read_run_start(document, options, file), read_collapse_state(document, resolve_files(options))};
}

}  // namespace regimes::experiments
