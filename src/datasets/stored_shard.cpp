#include "datasets/stored_shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>
#include <span>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "datasets/idx.hpp"

namespace regimes::datasets {
namespace {

using Sums = std::vector<std::uint64_t>;  ///< of the bytes of every coordinate

/// The same on every rank: bounds what any byte could become, not what this rank's bytes do. Centred values
/// are no larger than the scaled ones.
void require_float_range(double scale) {
  constexpr double largest_byte = std::numeric_limits<std::uint8_t>::max();
  constexpr double smallest = std::numeric_limits<float>::min();
  constexpr double largest = std::numeric_limits<float>::max() / largest_byte;
  if (std::abs(scale) < smallest || std::abs(scale) > largest) {
    throw UsageError(fmt::format(
        "--scale: {:g} takes bytes out of the range of float numbers; give {:.2g} to {:.2g}, of either sign",
        scale, smallest, largest));
  }
}

LabelledRows labelled_rows(const IdxSource& source, const IdxReader& reader) {
  LabelledRows rows{reader.rows(), source.train_file, source.labels_file, {}};
  if (!source.labels_file.empty()) rows.labels = read_idx_labels(source.labels_file);
  return rows;
}

/// Copies the owned rows, as raw bytes turned into floats (exact), and returns the sums over all selected
/// rows.
Sums read_selected(const IdxReader& reader, const Selection& selection, const kernels::Deal& deal,
                   StoredSet& set) {
  constexpr std::int64_t unselected = -1;
  std::vector<std::int64_t> point_of_row(static_cast<std::size_t>(reader.rows()), unselected);
  for (std::size_t mu = 0; mu < selection.file_row.size(); ++mu) {
    point_of_row[selection.file_row[mu]] = static_cast<std::int64_t>(mu);
  }
  const std::int64_t last = *std::max_element(selection.file_row.begin(), selection.file_row.end());
  Sums sums(static_cast<std::size_t>(set.dimension), 0);
  reader.for_each_row(last + 1, [&](std::int64_t row, std::span<const std::uint8_t> bytes) {
    const std::int64_t mu = point_of_row[row];
    if (mu == unselected) return;
    for (std::size_t k = 0; k < bytes.size(); ++k) sums[k] += bytes[k];
    if (deal.owns(mu))
      std::copy(bytes.begin(), bytes.end(), set.rows.begin() + deal.local_row(mu) * set.dimension);
  });
  return sums;
}

std::vector<double> center_of(const Sums& sums, std::int64_t points, const IdxSource& source) {
  std::vector<double> center(sums.size(), 0);
  const auto n = static_cast<double>(points), d = static_cast<double>(sums.size());
  switch (source.centering) {
    case Centering::none:
      break;
    case Centering::scalar: {
      const auto total = static_cast<double>(std::accumulate(sums.begin(), sums.end(), std::uint64_t{0}));
      std::fill(center.begin(), center.end(), source.scale * (total / n / d));
      break;
    }
    case Centering::mean:
      std::transform(sums.begin(), sums.end(), center.begin(),
                     [&](std::uint64_t sum) { return source.scale * (static_cast<double>(sum) / n); });
  }
  return center;
}

}  // namespace

IdxShape idx_shape(const IdxSource& source) {
  const IdxReader reader(source.train_file);
  IdxSelection all = source.selection;
  all.points.reset();
  const Selection selection = select_points(labelled_rows(source, reader), all, 0, 0);
  return {static_cast<std::int64_t>(selection.file_row.size()), reader.dimension()};
}

StoredSet read_idx_set(const IdxSource& source, std::uint64_t seed, std::uint32_t replica,
                       const kernels::Deal& deal) {
  require(std::isfinite(source.scale) && source.scale != 0, "the scale {} is finite and not zero",
          source.scale);
  require_float_range(source.scale);
  const IdxReader reader(source.train_file);
  Selection selection = select_points(labelled_rows(source, reader), source.selection, seed, replica);
  StoredSet set;
  set.points = static_cast<std::int64_t>(selection.file_row.size());
  set.dimension = reader.dimension();
  set.rows.resize(static_cast<std::size_t>(deal.local_rows(set.points)) *
                  static_cast<std::size_t>(set.dimension));
  set.center = center_of(read_selected(reader, selection, deal, set), set.points, source);
  for (auto row = set.rows.begin(); row != set.rows.end(); row += set.dimension) {
    std::transform(row, row + set.dimension, set.center.begin(), row, [&](float byte, double center) {
      return static_cast<float>(static_cast<double>(byte) * source.scale - center);
    });
  }
  set.file_row = std::move(selection.file_row);
  set.class_of = std::move(selection.class_of);
  set.class_values = std::move(selection.class_values);
  return set;
}

StoredSet read_idx_set(const IdxSource& source, std::uint64_t seed, std::uint32_t replica,
                       const kernels::Deal& deal, const parallel::Communicator& communicator) {
  StoredSet set;
  std::exception_ptr failure;
  try {
    set = read_idx_set(source, seed, replica, deal);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  const bool any_failed = communicator.any(failure != nullptr);
  if (failure) std::rethrow_exception(failure);
  if (any_failed) {
    throw InputOutputError(fmt::format(
        "another rank could not read --train-file '{}' or its labels; see its message", source.train_file));
  }
  return set;
}

}  // namespace regimes::datasets
