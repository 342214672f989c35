#pragma once
/// What `regimes trajectories` and `regimes resume` share.
#include "app/resumable.hpp"
#include "app/trajectories_option_table.hpp"
#include "app/trajectories_report.hpp"
#include "experiments/run/experiment_name.hpp"

namespace regimes::app {

template <>
struct Resumable<experiments::TrajectoriesOptions> : ResumableOfOneSize<experiments::TrajectoriesOptions> {
  using Options = experiments::TrajectoriesOptions;
  static constexpr const char* name = experiments::trajectories_name;

  static OptionTable table(TrajectoriesRequest& request) { return trajectories_option_table(request); }
  static const auto& texts() { return experiments::trajectories_texts(); }
  static auto run(const Options& options, const Origins& origins, const parallel::Communicator& communicator,
                  experiments::Observer& observer, std::optional<Start> start) {
    return experiments::run_trajectories(options, origins, communicator, observer, std::move(start));
  }
  static auto check(const Options& options, const Origins& origins,
                    const parallel::Communicator& communicator, experiments::Observer& observer) {
    return experiments::run_trajectories(options, origins, communicator, observer, std::nullopt,
                                         experiments::RunExtent::checks);
  }
  static std::string report(const experiments::TrajectoriesSummary& summary) {
    return trajectories_report(summary);
  }
};

}  // namespace regimes::app
