#include "experiments/evaluate/units_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/process.hpp"

namespace regimes::experiments {
namespace {

using Statistics = std::vector<ChannelStatistics>;

/// What is borne of a difference: of means in standard deviations, of variances as a ratio.
struct Tolerance {
  double shift, ratio;
};
constexpr Tolerance usual = {.5, 2.25}, gross_error = {10, 100}, close = {.25, 1.5};
constexpr double standard_errors = 4;  ///< which chance may make

bool agrees(const ChannelStatistics& points, const ChannelStatistics& expected, const Tolerance& tolerance) {
  const double chance = standard_errors * std::sqrt(1. / static_cast<double>(points.points) +
                                                    1. / static_cast<double>(expected.points));
  const double shift = std::abs(points.mean - expected.mean);
  if (shift > tolerance.shift * std::sqrt(expected.variance) && shift > chance * expected.mean_scatter)
    return false;
  const bool is_near = points.variance <= tolerance.ratio * expected.variance &&
                       expected.variance <= tolerance.ratio * points.variance;
  if (!is_near && std::abs(points.variance - expected.variance) > chance * expected.square_scatter)
    return false;
  // Of few points means say little; but each has a spread of its own, and all of them are out of place.
  constexpr std::int64_t enough_numbers = 16;
  constexpr double out_of_place = 4;
  if (points.numbers < enough_numbers) return true;
  const double borne = out_of_place * tolerance.ratio / usual.ratio;
  return points.own_variance.largest * borne >= expected.own_variance.smallest &&
         points.own_variance.smallest <= borne * expected.own_variance.largest;
}

std::optional<std::size_t> first_that_differs(const Statistics& points, const Statistics& expected,
                                              const Tolerance& tolerance) {
  for (std::size_t c = 0; c < points.size(); ++c)
    if (!agrees(points[c], expected[c], tolerance)) return c;
  return std::nullopt;
}

ChannelStatistics converted(ChannelStatistics channel, const Conversion& by) {
  const auto point = [&](double& value) { value = by.factor * value + by.offset; };
  const double square = by.factor * by.factor;
  point(channel.mean);
  point(channel.range.smallest);
  point(channel.range.largest);
  channel.variance *= square;
  channel.own_variance.smallest *= square;
  channel.own_variance.largest *= square;
  return channel;
}

/// Over all channels: squared shift in units of the spread, and squared logarithm of the ratio of variances.
double distance(const Statistics& points, const Statistics& expected) {
  double sum = 0;
  for (std::size_t c = 0; c < points.size(); ++c) {
    const double shift = points[c].mean - expected[c].mean,
                 log_ratio = std::log(points[c].variance / expected[c].variance);
    sum += shift * shift / expected[c].variance + log_ratio * log_ratio;
  }
  return sum;
}

Range range_of(const Statistics& channels) {
  Range all = channels.front().range;
  for (const ChannelStatistics& channel : channels) {
    all.smallest = std::min(all.smallest, channel.range.smallest);
    all.largest = std::max(all.largest, channel.range.largest);
  }
  return all;
}

/// Whether numbers may be of this range: samples of a model overshoot a little.
bool lies_in(const Range& numbers, const Range& range) {
  constexpr double overshoot = .2;
  const double slack = overshoot * (range.largest - range.smallest);
  return numbers.smallest >= range.smallest - slack && numbers.largest <= range.largest + slack;
}

/// Coordinates are float numbers less a centre: what is left of a 0 is none.
double without_rounding(double value, const Range& range) {
  constexpr double rounding = 1e-6;
  return std::abs(value) < rounding * (range.largest - range.smallest) ? 0 : value;
}

std::string described(const ChannelStatistics& channel) {
  const Range& range = channel.range;
  return fmt::format("lie in [{:.4g}, {:.4g}], with mean {:.4g} and spread {:.4g}",
                     without_rounding(range.smallest, range), without_rounding(range.largest, range),
                     channel.mean, std::sqrt(channel.variance));
}

/// Where no conversion serves all channels.
std::string by_channel(const Statistics& points, const Statistics& expected) {
  std::vector<std::string> factors, offsets;
  for (std::size_t c = 0; c < points.size(); ++c) {
    const Conversion own = matching_conversion({points[c]}, {expected[c]});
    factors.push_back(fmt::format("{:.4g}", own.factor));
    offsets.push_back(fmt::format("{:.4g}", own.offset));
  }
  return fmt::format(
      "; channel by channel, factors {} and offsets {}: a normalisation of the channels is to be undone in "
      "the file",
      fmt::join(factors, ", "), fmt::join(offsets, ", "));
}

}  // namespace

Statistics noised(Statistics training, double t) {
  const double signal = std::exp(-t), square = signal * signal, noise = noise_variance(t);
  for (ChannelStatistics& channel : training) {
    const double within = channel.variance;
    channel = converted(channel, {signal, 0});
    const auto numbers = static_cast<double>(channel.numbers);
    channel.mean_scatter = std::hypot(signal * channel.mean_scatter, std::sqrt(noise / numbers));
    channel.square_scatter =
        std::hypot(square * channel.square_scatter,
                   std::sqrt((2 * noise * noise + 4 * noise * square * within) / numbers));
    channel.variance += noise;
    channel.own_variance.smallest += noise;
    channel.own_variance.largest += noise;
  }
  return training;
}

std::optional<std::size_t> differing_channel(const Statistics& points, const Statistics& expected,
                                             bool gross) {
  return first_that_differs(points, expected, gross ? gross_error : usual);
}

std::optional<Conversion> usual_conversion(const Statistics& points, const Statistics& expected) {
  constexpr Range usual_ranges[] = {{0, 1}, {-1, 1}, {0, 255}, {-.5, .5}};
  std::optional<Conversion> best;
  double best_distance = std::numeric_limits<double>::infinity();
  for (const Range& from : usual_ranges)
    for (const Range& to : usual_ranges) {
      Conversion by;
      by.factor = (to.largest - to.smallest) / (from.largest - from.smallest);
      by.offset = to.smallest - by.factor * from.smallest;
      const bool is_one = by.factor == 1 && by.offset == 0;
      if (is_one || !lies_in(range_of(points), from) || !lies_in(range_of(expected), to)) continue;
      Statistics there;
      for (const ChannelStatistics& channel : points) there.push_back(converted(channel, by));
      const double far = distance(there, expected);
      if (far >= best_distance || first_that_differs(there, expected, close)) continue;
      best_distance = far;
      best = by;
    }
  return best;
}

/// factor^2 = sum v / sum v_points, offset = the mean over channels of m - factor m_points.
Conversion matching_conversion(const Statistics& points, const Statistics& expected) {
  double variance = 0, expected_variance = 0, offset = 0;
  for (std::size_t c = 0; c < points.size(); ++c) {
    variance += points[c].variance;
    expected_variance += expected[c].variance;
  }
  Conversion by;
  by.factor = variance > 0 ? std::sqrt(expected_variance / variance) : 1;
  for (std::size_t c = 0; c < points.size(); ++c) offset += expected[c].mean - by.factor * points[c].mean;
  by.offset = offset / static_cast<double>(points.size());
  return by;
}

std::vector<Range> wide_ranges(const Statistics& training, double t) {
  constexpr double deviations = 6;
  const double signal = std::exp(-t), noise = deviations * std::sqrt(noise_variance(t));
  const Range all = range_of(training);
  std::vector<Range> ranges;
  for (const ChannelStatistics& channel : training) {
    const bool is_constant = channel.variance == 0;
    const double width =
        is_constant ? all.largest - all.smallest : channel.range.largest - channel.range.smallest;
    ranges.push_back({signal * (channel.range.smallest - width) - noise,
                      signal * (channel.range.largest + width) + noise});
  }
  return ranges;
}

std::string units_text(const FreePoints& options, double scale, std::size_t channel, const Statistics& points,
                       const Statistics& expected) {
  const auto usual_one = usual_conversion(points, expected);
  const Conversion by = usual_one.value_or(matching_conversion(points, expected));
  const std::string which = points.size() > 1 ? fmt::format(" of channel {}", channel) : "";
  std::string text = fmt::format(
      "{}: its numbers{} {}, and those of the training points {}. If they are in other units, --{} {:.10g} "
      "--{} "
      "{:.6g} makes them agree",
      options.what(), which, described(points[channel]), described(expected[channel]),
      options.option("scale"), by.factor * scale, options.option("offset"),
      by.factor * options.offset + by.offset);
  if (usual_one) return text;
  text += " in mean and spread";
  return points.size() > 1 ? text + by_channel(points, expected) : text;
}

}  // namespace regimes::experiments
