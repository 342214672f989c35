#pragma once
/// What `regimes speciation` and `regimes resume` share.
#include "app/resumable.hpp"
#include "app/speciation_option_table.hpp"
#include "app/speciation_report.hpp"
#include "experiments/run/experiment_name.hpp"

namespace regimes::app {

template <>
struct Resumable<experiments::SpeciationOptions> : ResumableOfOneSize<experiments::SpeciationOptions> {
  using Options = experiments::SpeciationOptions;
  static constexpr const char* name = experiments::speciation_name;

  static OptionTable table(SpeciationRequest& request) { return speciation_option_table(request); }
  static const auto& texts() { return experiments::speciation_texts(); }
  static auto run(const Options& options, const Origins& origins, const parallel::Communicator& communicator,
                  experiments::Observer& observer, std::optional<Start> start) {
    return experiments::run_speciation(options, origins, communicator, observer, std::move(start));
  }
  static auto check(const Options& options, const Origins& origins,
                    const parallel::Communicator& communicator, experiments::Observer& observer) {
    return experiments::run_speciation(options, origins, communicator, observer, std::nullopt,
                                       experiments::RunExtent::checks);
  }
  static std::string report(const experiments::SpeciationSummary& summary) {
    return speciation_report(summary);
  }
};

}  // namespace regimes::app
