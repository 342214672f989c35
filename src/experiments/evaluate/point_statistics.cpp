#include "experiments/evaluate/point_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "datasets/free_points.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {
namespace {

constexpr std::int64_t most_numbers = std::int64_t{1} << 24;  ///< looked at by a rank: a fraction of a second
constexpr std::int64_t most_points = std::int64_t{1} << 20;   ///< the same of points of few numbers
constexpr std::int64_t most_places = 64;                      ///< where they are read
constexpr Range nothing = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

void widen(Range& range, double value) {
  range.smallest = std::min(range.smallest, value);
  range.largest = std::max(range.largest, value);
}

Range over_ranks(const Range& range, const parallel::Communicator& communicator) {
  return {-communicator.maximum(-range.smallest), communicator.maximum(range.largest)};
}

/// Calls visit(first, last) for parts of [0, rows): all of it, or places that are spread over it.
template <class Visit>
void for_spread_rows(std::int64_t rows, std::int64_t numbers_of_row, const Visit& visit) {
  const std::int64_t most_rows = std::clamp(most_numbers / numbers_of_row, most_places, most_points);
  if (rows <= most_rows) return visit(std::int64_t{0}, rows);
  for (std::int64_t place = 0; place < most_places; ++place) {
    const std::int64_t first = rows / most_places * place;
    visit(first, first + most_rows / most_places);
  }
}

/// Sums of the values less a reference and of their squares, in strands that do not wait for each other.
void sum_of_one_channel(std::span<const double> point, double reference, double& mean, double& square,
                        Range& range) {
  constexpr std::size_t strands = 8;
  std::array<double, strands> means = {}, squares = {}, least = {}, most = {};
  least.fill(range.smallest);
  most.fill(range.largest);
  const auto add = [&](std::size_t strand, double number) {
    const double value = number - reference;
    means[strand] += value;
    squares[strand] += value * value;
    least[strand] = std::min(least[strand], number);
    most[strand] = std::max(most[strand], number);
  };
  const std::size_t whole = point.size() / strands * strands;
  for (std::size_t k = 0; k < whole; k += strands)
    for (std::size_t strand = 0; strand < strands; ++strand) add(strand, point[k + strand]);
  for (std::size_t k = whole; k < point.size(); ++k) add(k - whole, point[k]);
  mean += std::accumulate(means.begin(), means.end(), 0.);
  square += std::accumulate(squares.begin(), squares.end(), 0.);
  range = {*std::min_element(least.begin(), least.end()), *std::max_element(most.begin(), most.end())};
}

double deviation(double sum, double sum_of_squares, double count) {
  const double mean = sum / count;
  return std::sqrt(std::max(0., sum_of_squares / count - mean * mean));
}

}  // namespace

std::vector<std::int64_t> Channels::sizes(int dimension) const {
  if (of.empty()) return {dimension};
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(count), 0);
  for (const int channel : of) ++sizes[static_cast<std::size_t>(channel)];
  return sizes;
}

Channels channels_of(const std::vector<std::int64_t>& axes) {
  constexpr std::size_t image_axes = 3;
  constexpr std::int64_t most_channels = 4;
  if (axes.size() != image_axes) return {};
  const bool first = axes[0] <= most_channels, last = axes[2] <= most_channels;
  if (first == last) return {};
  Channels channels{static_cast<int>(axes[first ? 0 : 2]), {}};
  const std::int64_t numbers = axes[0] * axes[1] * axes[2];
  for (std::int64_t k = 0; k < numbers; ++k)
    channels.of.push_back(static_cast<int>(first ? k / (axes[1] * axes[2]) : k % axes[2]));
  return channels;
}

PointStatistics::PointStatistics(Channels channels, int dimension, std::vector<double> reference)
    : channels_(std::move(channels)),
      sizes_(channels_.sizes(dimension)),
      reference_(std::move(reference)),
      sums_(sizes_.size()),
      range_(sizes_.size(), nothing),
      own_variance_(sizes_.size(), nothing) {}

void PointStatistics::add(std::span<const double> point) {
  std::vector<double> mean(sizes_.size(), 0.), square(sizes_.size(), 0.);
  if (channels_.of.empty())
    sum_of_one_channel(point, reference_[0], mean[0], square[0], range_[0]);
  else
    for (std::size_t k = 0; k < point.size(); ++k) {
      const auto channel = static_cast<std::size_t>(channels_.of[k]);
      const double value = point[k] - reference_[channel];
      mean[channel] += value;
      square[channel] += value * value;
      widen(range_[channel], point[k]);
    }
  for (std::size_t channel = 0; channel < sizes_.size(); ++channel) {
    const auto numbers = static_cast<double>(sizes_[channel]);
    const double of_mean = mean[channel] / numbers, of_square = square[channel] / numbers;
    Sums& sums = sums_[channel];
    sums.mean += of_mean;
    sums.mean_squared += of_mean * of_mean;
    sums.square += of_square;
    sums.square_squared += of_square * of_square;
    widen(own_variance_[channel], of_square - of_mean * of_mean);
  }
  ++points_;
}

std::vector<ChannelStatistics> PointStatistics::collect(const parallel::Communicator& communicator) const {
  std::vector<double> own;
  for (const Sums& sums : sums_)
    own.insert(own.end(), {sums.mean, sums.mean_squared, sums.square, sums.square_squared});
  own.push_back(static_cast<double>(points_));
  const std::vector<double> all = communicator.sum(own);
  std::vector<ChannelStatistics> channels(sizes_.size());
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const double* const sums = all.data() + 4 * c;
    const double count = all.back(), mean = sums[0] / count;
    ChannelStatistics& channel = channels[c];
    channel.points = static_cast<std::int64_t>(count);
    channel.numbers = sizes_[c];
    channel.range = over_ranks(range_[c], communicator);
    channel.mean = reference_[c] + mean;
    channel.variance = std::max(0., sums[2] / count - mean * mean);
    channel.mean_scatter = deviation(sums[0], sums[1], count);
    channel.square_scatter = deviation(sums[2], sums[3], count);
    channel.own_variance = over_ranks(own_variance_[c], communicator);
  }
  return channels;
}

std::vector<ChannelStatistics> statistics_of(const datasets::TrainingSet& set, const Channels& channels,
                                             const RankGrid& grid) {
  const auto d = static_cast<std::size_t>(set.dimension());
  std::vector<double> raw_mean(set.center());
  if (!set.mean().empty())
    for (std::size_t k = 0; k < d; ++k) raw_mean[k] += set.mean()[k];
  const std::vector<std::int64_t> sizes = channels.sizes(set.dimension());
  std::vector<double> reference(sizes.size(), 0.), point(d);
  for (std::size_t k = 0; k < d; ++k) {
    const auto channel = channels.of.empty() ? std::size_t{0} : static_cast<std::size_t>(channels.of[k]);
    reference[channel] += raw_mean[k] / static_cast<double>(sizes[channel]);
  }
  PointStatistics statistics(channels, set.dimension(), reference);
  parallel::rethrow_on_all_ranks(grid.points(), [&] {
    const std::int64_t rows = grid.partition().local_rows(set.count());
    for_spread_rows(rows, set.dimension(), [&](std::int64_t first, std::int64_t last) {
      set.visit_own_rows(first, last, [&](std::span<const double> values) {
        for (std::size_t at = 0; at < values.size(); at += d) {
          for (std::size_t k = 0; k < d; ++k) point[k] = values[at + k] + set.center()[k];
          statistics.add(point);
        }
      });
    });
  });
  return statistics.collect(grid.points());
}

void visit_spread_rows(const datasets::RowReader& rows, std::int64_t first, std::int64_t last,
                       const parallel::Communicator& communicator,
                       const std::function<void(std::span<const double>)>& visit) {
  parallel::rethrow_on_all_ranks(communicator, [&] {
    const std::int64_t begin = first + (last - first) * communicator.rank() / communicator.size(),
                       end = first + (last - first) * (communicator.rank() + 1) / communicator.size();
    for_spread_rows(end - begin, rows.dimension(), [&](std::int64_t from, std::int64_t to) {
      constexpr std::int64_t most_together = std::int64_t{1} << 20;  // numbers: 8 MiB
      const std::int64_t step = std::max<std::int64_t>(1, most_together / rows.dimension());
      for (std::int64_t row = begin + from; row < begin + to; row += step)
        visit(datasets::read_rows(rows, row, std::min(step, begin + to - row)));
    });
  });
}

}  // namespace regimes::experiments
