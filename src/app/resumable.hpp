#pragma once
/// The experiments that `regimes resume` can go on with, each told by the type of its options.
#include <variant>

#include "app/collapse_option_table.hpp"
#include "app/collapse_work.hpp"
#include "app/kde_option_table.hpp"
#include "app/kde_work.hpp"
#include "experiments/experiment_name.hpp"

namespace regimes::app {

template <class Options>
struct Resumable;

template <>
struct Resumable<experiments::CollapseOptions> {
  using Start = experiments::CollapseStart;
  static OptionTable table(CollapseRequest& request) { return collapse_option_table(request); }
  static const auto& texts() { return experiments::collapse_texts(); }
  static Start read(const io::Document& document, const experiments::CollapseOptions& options,
                    const std::string& file) {
    return experiments::read_collapse_start(document, options, file);
  }
};

template <>
struct Resumable<experiments::KdeOptions> {
  using Start = experiments::KdeStart;
  static OptionTable table(KdeRequest& request) { return kde_option_table(request); }
  static const auto& texts() { return experiments::kde_texts(); }
  static Start read(const io::Document& document, const experiments::KdeOptions& options,
                    const std::string& file) {
    return experiments::read_kde_start(document, options, file);
  }
};

using AnyStart = std::variant<experiments::CollapseStart, experiments::KdeStart>;

}  // namespace regimes::app
