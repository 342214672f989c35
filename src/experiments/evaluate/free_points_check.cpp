#include "experiments/evaluate/free_points_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.hpp"
#include "experiments/evaluate/free_inputs.hpp"

namespace regimes::experiments {
namespace {

/// With fewer numbers their range says little.
constexpr std::int64_t numbers_that_make_a_range = 30;

/// Statistics of rows, and how many of their points lie in `ranges`.
struct Seen {
  std::vector<ChannelStatistics> statistics;
  std::int64_t within = 0;
};

Seen look_at(const datasets::RowReader& rows, std::int64_t first, std::int64_t last, const Channels& channels,
             int dimension, const std::vector<ChannelStatistics>& expected, const std::vector<Range>& ranges,
             const parallel::Communicator& communicator) {
  std::vector<double> reference;
  for (const ChannelStatistics& channel : expected) reference.push_back(channel.mean);
  PointStatistics statistics(channels, dimension, reference);
  std::int64_t within = 0;
  const auto is_within = [&](std::span<const double> point) {
    for (std::size_t k = 0; k < point.size(); ++k) {
      const Range& range = ranges[channels.of.empty() ? 0 : static_cast<std::size_t>(channels.of[k])];
      if (point[k] < range.smallest || point[k] > range.largest) return false;
    }
    return true;
  };
  visit_spread_rows(rows, first, last, communicator, [&](std::span<const double> points) {
    for (std::size_t at = 0; at < points.size(); at += static_cast<std::size_t>(dimension)) {
      const auto point = points.subspan(at, static_cast<std::size_t>(dimension));
      statistics.add(point);
      within += is_within(point) ? 1 : 0;
    }
  });
  return {statistics.collect(communicator), communicator.sum(std::vector<std::int64_t>{within}).front()};
}

}  // namespace

FreePointsCheck::FreePointsCheck(const TrainingOptions& options, const datasets::TrainingSet& set,
                                 const RankGrid& grid)
    : options_(options),
      channels_(channels_of(options.axes)),
      training_(statistics_of(set, channels_, grid)) {}

double FreePointsCheck::scale_of(const FreePoints& points) const {
  return points.scale.value_or(scale_of_data(options_));
}

std::string FreePointsCheck::samples(const FreePoints& points, const datasets::RowReader& rows,
                                     std::int64_t first, std::int64_t last, double t,
                                     const parallel::Communicator& communicator) const {
  const auto expected = noised(training_, t);
  const Seen seen = look_at(rows, first, last, channels_, static_cast<int>(*options_.dimension), expected,
                            wide_ranges(training_, t), communicator);
  const auto channel = differing_channel(seen.statistics, expected);
  if (!channel) return {};
  const std::string text = units_text(points, scale_of(points), *channel, seen.statistics, expected);
  const bool is_said = points.scale || points.offset != 0;
  const ChannelStatistics& of_training = training_.front();
  const bool has_range = of_training.points * of_training.numbers >= numbers_that_make_a_range;
  if (seen.within > 0 || is_said || !has_range) return text;
  throw DataError(
      fmt::format("{}. No point lies in the range of the training points or near it; to take the numbers as "
                  "they stand, say "
                  "--{} {:.10g}",
                  text, points.option("scale"), scale_of(points)));
}

std::string FreePointsCheck::queries(const FreePoints& points, const datasets::RowReader& rows,
                                     const std::vector<double>& times,
                                     const parallel::Communicator& communicator) const {
  const Seen seen = look_at(rows, 0, rows.rows(), channels_, static_cast<int>(*options_.dimension), training_,
                            wide_ranges(training_, 0), communicator);
  const auto channel = differing_channel(seen.statistics, training_);
  if (!channel) return {};
  const auto differs_at = [&](double t, bool gross) {
    return differing_channel(seen.statistics, noised(training_, t), gross).has_value();
  };
  if (!std::all_of(times.begin(), times.end(), [&](double t) { return differs_at(t, false); })) return {};
  const bool is_far = std::all_of(times.begin(), times.end(), [&](double t) { return differs_at(t, true); });
  if (!is_far && !usual_conversion(seen.statistics, training_)) return {};
  return units_text(points, scale_of(points), *channel, seen.statistics, training_);
}

void keep_warnings(const std::vector<std::string>& warnings, io::Document& document) {
  if (!warnings.empty()) document.attributes["warnings"] = fmt::format("{}", fmt::join(warnings, "; "));
}

}  // namespace regimes::experiments
