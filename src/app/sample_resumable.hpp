#pragma once
/// What `regimes sample` and `regimes resume` share.
#include "app/resumable.hpp"
#include "app/sample_option_table.hpp"
#include "app/sample_report.hpp"
#include "experiments/run/experiment_name.hpp"

namespace regimes::app {

template <>
struct Resumable<experiments::SampleOptions> : ResumableOfOneSize<experiments::SampleOptions> {
  using Options = experiments::SampleOptions;
  static constexpr const char* name = experiments::sample_name;

  static OptionTable table(SampleRequest& request) { return sample_option_table(request); }
  static const auto& texts() { return experiments::sample_texts(); }
  static auto run(const Options& options, const Origins& origins, const parallel::Communicator& communicator,
                  experiments::Observer& observer, std::optional<Start> start) {
    return experiments::run_sample(options, origins, communicator, observer, std::move(start));
  }
  static auto check(const Options& options, const Origins& origins,
                    const parallel::Communicator& communicator, experiments::Observer& observer) {
    return experiments::run_sample(options, origins, communicator, observer, std::nullopt,
                                   experiments::RunExtent::checks);
  }
  static std::string report(const experiments::SampleSummary& summary) { return sample_report(summary); }
};

}  // namespace regimes::app
