#include "experiments/options/run_options.hpp"

namespace regimes::experiments {

void check_run(RunOptions& options) {
  check_training(options);
  if (options.output.empty())
    throw OptionError("output", "is empty; name the file to write, such as result.h5");
}

std::vector<OptionText<RunOptions>> run_texts() {
  const auto always = [](const RunOptions&) { return true; };
  return {{"precision", always, [](const RunOptions& o) { return std::string(name_of(o.precision)); }},
          {"output", always, [](const RunOptions& o) { return o.output; }},
          {"force", always, [](const RunOptions& o) { return fmt::format("{}", o.force); }}};
}

}  // namespace regimes::experiments
