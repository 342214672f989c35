#pragma once
/// Points of the user's own, held against the training points before anything is measured.
#include <string>
#include <vector>

#include "experiments/evaluate/units_check.hpp"
#include "experiments/options/training_options.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

class FreePointsCheck {
 public:
  /// Looks at the training points. Collective over the ranks that share them.
  FreePointsCheck(const TrainingOptions& options, const datasets::TrainingSet& set, const RankGrid& grid);

  /// Samples or paths at time t, which ought to have the law of the training points at that time: rows
  /// [first, last) of `rows`. Returns a warning, empty where there is nothing to say. DataError where they
  /// differ, not one lies within wide_ranges(), and no scale or offset was given for them. Collective over
  /// all ranks.
  std::string samples(const FreePoints& points, const datasets::RowReader& rows, std::int64_t first,
                      std::int64_t last, double t, const parallel::Communicator& communicator) const;

  /// Queries, which may be anywhere: a warning where they agree with no time, and a usual conversion makes
  /// them agree with the training points or they are far beyond all. Collective over all ranks.
  std::string queries(const FreePoints& points, const datasets::RowReader& rows,
                      const std::vector<double>& times, const parallel::Communicator& communicator) const;

 private:
  double scale_of(const FreePoints& points) const;

  const TrainingOptions& options_;
  Channels channels_;
  std::vector<ChannelStatistics> training_;
};

/// Keeps warnings, if there are any, as the attribute `warnings` of a result.
void keep_warnings(const std::vector<std::string>& warnings, io::Document& document);

}  // namespace regimes::experiments
