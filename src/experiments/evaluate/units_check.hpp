#pragma once
/// Whether points of the user's own can be in the units of the training points.
///
/// A point x at time t of points a with mean m and variance v has mean e^{-t} m and variance e^{-2t} v +
/// Delta_t (arXiv 2402.18491). What is far from that, by more than its own scatter allows, is in other units,
/// or says that the points are of another law.
#include <optional>
#include <string>
#include <vector>

#include "experiments/evaluate/point_statistics.hpp"
#include "experiments/options/free_points_options.hpp"

namespace regimes::experiments {

/// y = factor x + offset.
struct Conversion {
  double factor = 1, offset = 0;
};

/// What is expected of points at time t, channel by channel.
std::vector<ChannelStatistics> noised(std::vector<ChannelStatistics> training, double t);

/// The first channel in which points differ from what is expected of them, by half a standard deviation in
/// the mean or half as much again in the spread; empty: none. `gross`: by ten times.
std::optional<std::size_t> differing_channel(const std::vector<ChannelStatistics>& points,
                                             const std::vector<ChannelStatistics>& expected,
                                             bool gross = false);

/// The conversion between usual ranges of images ([0, 1], [-1, 1], [-.5, .5], bytes) that makes the points
/// agree with what is expected; empty: none does.
std::optional<Conversion> usual_conversion(const std::vector<ChannelStatistics>& points,
                                           const std::vector<ChannelStatistics>& expected);

/// The conversion that makes mean and spread agree over all channels together.
Conversion matching_conversion(const std::vector<ChannelStatistics>& points,
                               const std::vector<ChannelStatistics>& expected);

/// [channel] where points at time t are not out of place: the range of the training points, as much again on
/// either side, and six standard deviations of the noise.
std::vector<Range> wide_ranges(const std::vector<ChannelStatistics>& training, double t);

/// The warning about points whose channel differs, with the options that would make them agree. `scale`: what
/// has been applied to them.
std::string units_text(const FreePoints& options, double scale, std::size_t channel,
                       const std::vector<ChannelStatistics>& points,
                       const std::vector<ChannelStatistics>& expected);

}  // namespace regimes::experiments
