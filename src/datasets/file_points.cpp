#include "datasets/file_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "datasets/byte_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::datasets {
namespace {

constexpr double largest_float = std::numeric_limits<float>::max();

/// Throws UsageError on every rank alike, whatever the data.
void require_float_range(double scale) {
  constexpr double smallest = std::numeric_limits<float>::min();
  if (std::abs(scale) < smallest || std::abs(scale) > largest_float)
    throw UsageError(fmt::format(
        "--scale: {:g} is out of the range of float numbers; give {:.2g} to {:.2g}, of either sign", scale,
        smallest, largest_float));
}

/// The part of [0, count) that one rank has.
struct Share {
  std::int64_t first, last;
};
Share share_of(std::int64_t count, const parallel::Communicator& communicator) {
  return {count * communicator.rank() / communicator.size(),
          count * (communicator.rank() + 1) / communicator.size()};
}

using Columns = std::vector<double>;

/// The mean, rounded to a power of two that is a sixteenth of the range at most; of equal values the value.
double rounded_center(double mean, double lowest, double highest) {
  if (!(highest > lowest)) return lowest;
  constexpr int bits_of_range = 4;
  const double unit = std::exp2(std::floor(std::log2(highest - lowest)) - bits_of_range);
  return std::nearbyint(mean / unit) * unit;
}

double common_center(const Columns& means, const ColumnStatistics& all) {
  const double sum = std::accumulate(means.begin(), means.end(), 0.);
  return rounded_center(sum / static_cast<double>(means.size()),
                        *std::min_element(all.lowest.begin(), all.lowest.end()),
                        *std::max_element(all.highest.begin(), all.highest.end()));
}

Columns column_centers(const Columns& means, const ColumnStatistics& all) {
  Columns centers;
  for (std::size_t k = 0; k < means.size(); ++k)
    centers.push_back(rounded_center(means[k], all.lowest[k], all.highest[k]));
  return centers;
}

/// The length of a point that is as far from the center as any in every column.
double longest(const Columns& center, const ColumnStatistics& all) {
  double squares = 0;
  for (std::size_t k = 0; k < center.size(); ++k) {
    const double far = std::max(all.highest[k] - center[k], center[k] - all.lowest[k]);
    squares += far * far;
  }
  return std::sqrt(squares);
}

/// Whether a center of each column saves two bits of a coordinate or more.
bool columns_lie_apart(const Columns& of_all, const Columns& of_columns, const ColumnStatistics& all) {
  constexpr double two_bits = 4;
  return longest(of_all, all) > two_bits * longest(of_columns, all);
}

}  // namespace

void PointExtent::take(const PointExtent& other) {
  norm_squared = std::max(norm_squared, other.norm_squared);
  rounding = std::max(rounding, other.rounding);
}

PointExtent PointExtent::of_all(const parallel::Communicator& communicator) const {
  return {communicator.maximum(norm_squared), communicator.maximum(rounding)};
}

FileShape file_shape(const FileSource& source) {
  const auto reader = open_rows(source);
  FileSelection all = source.selection;
  all.points.reset();
  const Selection selection = select_points(labelled_rows(source, reader->rows()), all, 0, 0);
  return {selection.points,       reader->dimension(), reader->axes().shape,
          reader->axes().letters, reader->any_order(), reader->holds_bytes()};
}

FilePoints::FilePoints(const FileSource& source, std::uint64_t seed, std::uint32_t replica) {
  open(source, seed, replica);
  ColumnStatistics all = statistics(0, parts());
  auto equal_rows = groups_of_equal_rows(std::move(all.hashes));
  settle(all, source.centering, equal_rows);
}

FilePoints::FilePoints(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
                       const parallel::Communicator& communicator) {
  ColumnStatistics all;
  parallel::rethrow_on_all_ranks(communicator, [&] {
    open(source, seed, replica);
    const Share mine = share_of(parts(), communicator);
    all = statistics(mine.first, mine.last);
  });
  all.sums = communicator.sum(all.sums);  // of one number and zeros each: exact
  for (double& value : all.lowest) value = -value;
  all.lowest = communicator.maximum(all.lowest);
  for (double& value : all.lowest) value = -value;
  all.highest = communicator.maximum(all.highest);
  settle(all, source.centering, groups_of_equal_rows(all.hashes, communicator));
}

void FilePoints::open(const FileSource& source, std::uint64_t seed, std::uint32_t replica) {
  require(std::isfinite(source.scale) && source.scale != 0, "the scale {} is finite and not zero",
          source.scale);
  require_float_range(source.scale);
  name_ = file_name(source.train_file, "--train-file");
  scale_ = source.scale;
  order_ = source.selection.order;
  reader_ = open_rows(source);
  selection_ = select_points(labelled_rows(source, reader_->rows()), source.selection, seed, replica);
  if (selection_.file_row.empty()) return;
  is_selected_.resize(static_cast<std::size_t>(reader_->rows()));
  for (const std::int64_t row : selection_.file_row) is_selected_[row] = true;
}

/// Parts of the file, equal to a row, whose sums are added in their order. Their number depends on nothing
/// but the file; all sums together stay below 8 MiB, or are one.
std::int64_t FilePoints::parts() const {
  constexpr std::int64_t most_parts = 256, most_sums = 1 << 20;
  return std::clamp<std::int64_t>(most_sums / dimension(), 1, std::min(most_parts, reader_->rows()));
}

std::vector<std::int64_t> FilePoints::selected_rows(std::int64_t part) const {
  const std::int64_t first = reader_->rows() * part / parts(), last = reader_->rows() * (part + 1) / parts();
  std::vector<std::int64_t> rows;
  for (std::int64_t row = first; row < last; ++row)
    if (is_selected_.empty() ? row < count() : is_selected_[row]) rows.push_back(row);
  return rows;
}

ColumnStatistics FilePoints::statistics(std::int64_t first_part, std::int64_t last_part) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto d = static_cast<std::size_t>(dimension());
  ColumnStatistics all{std::vector<double>(static_cast<std::size_t>(parts()) * d, 0.),
                       std::vector<double>(d, infinity),
                       std::vector<double>(d, -infinity),
                       {}};
  const double largest = largest_float / std::abs(scale_);
  for (std::int64_t part = first_part; part < last_part; ++part) {
    double* const sum = all.sums.data() + static_cast<std::size_t>(part) * d;
    const std::vector<std::int64_t> rows = selected_rows(part);
    reader_->visit(rows, [&](std::size_t i, std::span<const double> values) {
      bool good = true;
      for (std::size_t k = 0; k < d; ++k) {
        good &= std::abs(values[k]) <= largest;  // not so for NaN
        sum[k] += values[k];
        all.lowest[k] = std::min(all.lowest[k], values[k]);
        all.highest[k] = std::max(all.highest[k], values[k]);
      }
      all.hashes.push_back(row_hash(rows[i], values));
      if (good) return;
      const auto bad = std::find_if_not(values.begin(), values.end(),
                                        [&](double value) { return std::abs(value) <= largest; });
      refuse(rows[i], static_cast<std::size_t>(bad - values.begin()), *bad);
    });
  }
  return all;
}

void FilePoints::refuse(std::int64_t row, std::size_t column, double value) const {
  const std::string place = fmt::format("in row {}, column {} (counted from 0)", row, column);
  if (!std::isfinite(value))
    throw DataError(fmt::format("{} has {} {}; coordinates are finite numbers", name_,
                                std::isnan(value) ? "NaN" : "an infinite value", place));
  throw DataError(fmt::format("{} has {:g} {}, which --scale {:g} takes out of the range of float numbers",
                              name_, value, place, scale_));
}

void FilePoints::settle(const ColumnStatistics& all, Centering centering,
                        const std::vector<std::vector<std::int64_t>>& equal_rows) {
  const auto d = static_cast<std::size_t>(dimension());
  std::vector<double> means(d, 0.);
  for (std::size_t i = 0; i < all.sums.size(); ++i) means[i % d] += all.sums[i];
  for (double& mean : means) mean /= static_cast<double>(count());
  const std::vector<double> of_all(d, common_center(means, all)), of_columns = column_centers(means, all);
  centering_ = centering;
  if (centering == Centering::scalar && columns_lie_apart(of_all, of_columns, all))
    centering_ = Centering::mean;
  center_.assign(d, 0.);
  mean_.resize(d);
  for (std::size_t k = 0; k < d; ++k) {
    if (centering_ != Centering::none)
      center_[k] = scale_ * (centering_ == Centering::mean ? of_columns : of_all)[k];
    mean_[k] = scale_ * means[k] - center_[k];
  }
  keep_equals(equal_rows);
}

/// From rows of the file to points, of which a row is at most one.
void FilePoints::keep_equals(const std::vector<std::vector<std::int64_t>>& equal_rows) {
  if (equal_rows.empty()) return;
  std::unordered_map<std::int64_t, std::size_t> group_of;
  for (std::size_t g = 0; g < equal_rows.size(); ++g)
    for (const std::int64_t row : equal_rows[g]) group_of[row] = g;
  std::vector<std::vector<std::int64_t>> groups(equal_rows.size());
  for (std::int64_t mu = 0; mu < count(); ++mu)
    if (const auto found = group_of.find(selection_.row_of(mu)); found != group_of.end())
      groups[found->second].push_back(mu);
  equals_ = EqualPoints(std::move(groups));
}

template <class T>
PointExtent FilePoints::make_point(std::int64_t row, std::span<const double> values, T* out) const {
  constexpr std::size_t strands = 8;  // whose additions do not wait for each other
  bool good = true;
  std::array<double, strands> norms = {}, roundings = {};
  const auto make = [&](std::size_t strand, std::size_t k) {
    const double coordinate = values[k] * scale_ - center_[k];
    good &= std::abs(coordinate) <= largest_float;
    double kept = coordinate;
    if constexpr (std::is_same_v<T, float>) kept = static_cast<float>(coordinate);
    const double lost = coordinate - kept;
    norms[strand] += kept * kept;
    roundings[strand] += lost * lost;
    out[k] = static_cast<T>(std::is_integral_v<T> ? values[k] : kept);
  };
  const std::size_t whole = values.size() / strands * strands;
  for (std::size_t k = 0; k < whole; k += strands)
    for (std::size_t strand = 0; strand < strands; ++strand) make(strand, k + strand);
  for (std::size_t k = whole; k < values.size(); ++k) make(k - whole, k);
  if (good)
    return {std::accumulate(norms.begin(), norms.end(), 0.),
            std::sqrt(std::accumulate(roundings.begin(), roundings.end(), 0.))};
  for (std::size_t k = 0; k < values.size(); ++k)
    if (!(std::abs(values[k] * scale_ - center_[k]) <= largest_float)) refuse(row, k, values[k]);
  return {};
}

template <class T>
PointExtent FilePoints::read(std::span<const std::int64_t> indices, T* out) const {
  struct Place {
    std::int64_t row;
    std::size_t position;
  };
  std::vector<Place> places(indices.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = {selection_.row_of(indices[i]), i};
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.row < b.row; });
  std::vector<std::int64_t> rows;
  std::vector<std::size_t> first_place;  // of every row; a point may be asked for more than once
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0 && places[i].row == places[i - 1].row) continue;
    rows.push_back(places[i].row);
    first_place.push_back(i);
  }
  const auto d = static_cast<std::size_t>(dimension());
  PointExtent extent;
  reader_->visit(rows, [&](std::size_t i, std::span<const double> values) {
    for (std::size_t p = first_place[i]; p < places.size() && places[p].row == rows[i]; ++p)
      extent.take(make_point(rows[i], values, out + places[p].position * d));
  });
  return extent;
}
template PointExtent FilePoints::read(std::span<const std::int64_t>, float*) const;
template PointExtent FilePoints::read(std::span<const std::int64_t>, double*) const;
template PointExtent FilePoints::read(std::span<const std::int64_t>, std::uint8_t*) const;

/// Parts of the file, as above, because that is the order in which reading is fast.
template <class T>
PointExtent FilePoints::extent(const parallel::Communicator& communicator) const {
  PointExtent extent;
  parallel::rethrow_on_all_ranks(communicator, [&] {
    std::vector<T> point(static_cast<std::size_t>(dimension()));
    const Share mine = share_of(parts(), communicator);
    for (std::int64_t part = mine.first; part < mine.last; ++part) {
      const std::vector<std::int64_t> rows = selected_rows(part);
      reader_->visit(rows, [&](std::size_t i, std::span<const double> values) {
        extent.take(make_point(rows[i], values, point.data()));
      });
    }
  });
  return extent.of_all(communicator);
}
template PointExtent FilePoints::extent<float>(const parallel::Communicator&) const;
template PointExtent FilePoints::extent<double>(const parallel::Communicator&) const;

}  // namespace regimes::datasets
