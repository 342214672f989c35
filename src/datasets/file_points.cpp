#include "datasets/file_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

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

}  // namespace

FileShape file_shape(const FileSource& source) {
  const auto reader = open_rows(source);
  FileSelection all = source.selection;
  all.points.reset();
  const Selection selection = select_points(labelled_rows(source, reader->rows()), all, 0, 0);
  return {selection.points, reader->dimension(), reader->axes().shape};
}

FilePoints::FilePoints(const FileSource& source, std::uint64_t seed, std::uint32_t replica) {
  open(source, seed, replica);
  settle(sums_of_parts(0, parts()), source.centering);
}

FilePoints::FilePoints(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
                       const parallel::Communicator& communicator) {
  std::vector<double> sums;
  parallel::rethrow_on_all_ranks(communicator, [&] {
    open(source, seed, replica);
    const Share mine = share_of(parts(), communicator);
    sums = sums_of_parts(mine.first, mine.last);
  });
  settle(communicator.sum(sums), source.centering);  // of one number and zeros each: exact
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

/// [part][coordinate] of all parts, with zeros for those out of [first, last).
std::vector<double> FilePoints::sums_of_parts(std::int64_t first, std::int64_t last) const {
  const auto d = static_cast<std::size_t>(dimension());
  std::vector<double> sums(static_cast<std::size_t>(parts()) * d, 0.);
  const double largest = largest_float / std::abs(scale_);
  for (std::int64_t part = first; part < last; ++part) {
    double* const sum = sums.data() + static_cast<std::size_t>(part) * d;
    const std::vector<std::int64_t> rows = selected_rows(part);
    reader_->visit(rows, [&](std::size_t i, std::span<const double> values) {
      bool good = true;
      for (std::size_t k = 0; k < d; ++k) {
        good &= std::abs(values[k]) <= largest;  // not so for NaN
        sum[k] += values[k];
      }
      if (good) return;
      const auto bad = std::find_if_not(values.begin(), values.end(),
                                        [&](double value) { return std::abs(value) <= largest; });
      refuse(rows[i], static_cast<std::size_t>(bad - values.begin()), *bad);
    });
  }
  return sums;
}

void FilePoints::refuse(std::int64_t row, std::size_t column, double value) const {
  const std::string place = fmt::format("in row {}, column {} (counted from 0)", row, column);
  if (!std::isfinite(value))
    throw DataError(fmt::format("{} has {} {}; coordinates are finite numbers", name_,
                                std::isnan(value) ? "NaN" : "an infinite value", place));
  throw DataError(fmt::format("{} has {:g} {}, which --scale {:g} takes out of the range of float numbers",
                              name_, value, place, scale_));
}

void FilePoints::settle(const std::vector<double>& sums_of_all_parts, Centering centering) {
  const auto d = static_cast<std::size_t>(dimension());
  std::vector<double> sums(d, 0.);
  for (std::size_t i = 0; i < sums_of_all_parts.size(); ++i) sums[i % d] += sums_of_all_parts[i];
  const auto n = static_cast<double>(count());
  const double total = std::accumulate(sums.begin(), sums.end(), 0.);
  center_.assign(d, centering == Centering::scalar ? scale_ * (total / n / static_cast<double>(d)) : 0.);
  mean_.resize(d);
  for (std::size_t k = 0; k < d; ++k) {
    const double raw = scale_ * (sums[k] / n);
    if (centering == Centering::mean) center_[k] = raw;
    mean_[k] = raw - center_[k];
  }
}

void FilePoints::make_point(std::int64_t row, std::span<const double> values, float* out) const {
  bool good = true;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double coordinate = values[k] * scale_ - center_[k];
    good &= std::abs(coordinate) <= largest_float;
    out[k] = static_cast<float>(coordinate);
  }
  if (good) return;
  for (std::size_t k = 0; k < values.size(); ++k)
    if (!(std::abs(values[k] * scale_ - center_[k]) <= largest_float)) refuse(row, k, values[k]);
}

void FilePoints::read(std::span<const std::int64_t> indices, float* out) const {
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
  reader_->visit(rows, [&](std::size_t i, std::span<const double> values) {
    for (std::size_t p = first_place[i]; p < places.size() && places[p].row == rows[i]; ++p)
      make_point(rows[i], values, out + places[p].position * d);
  });
}

/// Parts of the file, as above, because that is the order in which reading is fast.
double FilePoints::largest_norm_squared(const parallel::Communicator& communicator) const {
  double largest = 0;
  parallel::rethrow_on_all_ranks(communicator, [&] {
    std::vector<float> point(static_cast<std::size_t>(dimension()));
    const Share mine = share_of(parts(), communicator);
    for (std::int64_t part = mine.first; part < mine.last; ++part) {
      const std::vector<std::int64_t> rows = selected_rows(part);
      reader_->visit(rows, [&](std::size_t i, std::span<const double> values) {
        make_point(rows[i], values, point.data());
        double norm_squared = 0;
        for (const float a : point) norm_squared += static_cast<double>(a) * a;
        largest = std::max(largest, norm_squared);
      });
    }
  });
  return communicator.maximum(largest);
}

}  // namespace regimes::datasets
