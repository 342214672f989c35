#pragma once
// What happens to the options of `regimes collapse` before anything runs.
#include "app/arguments/call.hpp"
#include "experiments/collapse/collapse_options.hpp"
#include "fuzz_file.hpp"

namespace regimes::fuzz {

inline void resolve_request(const std::vector<std::string>& arguments) {
  refused_or_read([&] {
    experiments::CollapseOptions options;
    app::Call().read(experiments::collapse_option_table(), arguments, options);
    experiments::resolve(options);
  });
}

}  // namespace regimes::fuzz
