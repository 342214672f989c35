#pragma once
/// What `regimes kde` and `regimes resume` share.
#include "app/kde_option_table.hpp"
#include "app/kde_report.hpp"
#include "app/resumable.hpp"
#include "experiments/run/experiment_name.hpp"

namespace regimes::app {

template <>
struct Resumable<experiments::KdeOptions> {
  using Options = experiments::KdeOptions;
  using Start = experiments::DocumentStart;
  static constexpr const char* name = experiments::kde_name;
  static constexpr bool grows = true;

  static OptionTable table(KdeRequest& request) { return kde_option_table(request); }
  static const auto& texts() { return experiments::kde_texts(); }
  static Start read(const io::Document& document, const Options& options, const std::string& file) {
    return experiments::read_document_start(document, options, file);
  }
  static auto run(const Options& options, const Origins& origins, const parallel::Communicator& communicator,
                  experiments::Observer& observer, std::optional<Start> start) {
    return experiments::run_kde(options, origins, communicator, observer, std::move(start));
  }
  static std::string report(const experiments::KdeSummary& summary) { return kde_report(summary); }
};

}  // namespace regimes::app
