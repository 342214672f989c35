#pragma once
// What happens to the options of `regimes collapse` before anything runs.
#include "app/collapse_option_table.hpp"
#include "app/command_line.hpp"
#include "fuzz_file.hpp"

namespace regimes::fuzz {

inline void resolve_request(const std::vector<std::string>& arguments) {
  refused_or_read([&] {
    app::CollapseRequest request;
    const app::OptionTable table = app::collapse_option_table(request);
    app::set_options(table, app::read_options(table, arguments));
    experiments::resolve(request.options);
  });
}

}  // namespace regimes::fuzz
