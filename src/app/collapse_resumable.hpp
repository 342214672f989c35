#pragma once
/// What `regimes collapse` and `regimes resume` share.
#include "app/collapse_option_table.hpp"
#include "app/collapse_report.hpp"
#include "app/resumable.hpp"
#include "experiments/run/experiment_name.hpp"

namespace regimes::app {

template <>
struct Resumable<experiments::CollapseOptions> {
  using Options = experiments::CollapseOptions;
  using Start = experiments::DocumentStart;
  static constexpr const char* name = experiments::collapse_name;
  static constexpr bool grows = true;

  static OptionTable table(CollapseRequest& request) { return collapse_option_table(request); }
  static const auto& texts() { return experiments::collapse_texts(); }
  static Start read(const io::Document& document, const Options& options, const std::string& file) {
    return experiments::read_document_start(document, options, file);
  }
  static auto run(const Options& options, const Origins& origins, const parallel::Communicator& communicator,
                  experiments::Observer& observer, std::optional<Start> start) {
    return experiments::run_collapse(options, origins, communicator, observer, std::move(start));
  }
  static std::string report(const experiments::CollapseSummary& summary) { return collapse_report(summary); }
};

}  // namespace regimes::app
