#include "datasets/equal_points.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <tuple>
#include <utility>

#include "parallel/gather_rows.hpp"

namespace regimes::datasets {
namespace {

using Groups = std::vector<std::vector<std::int64_t>>;

void sort_by_first_row(Groups& groups) {
  std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.front() < b.front(); });
}

/// Indices of a group below `points`.
std::int64_t count_below(const std::vector<std::int64_t>& group, std::int64_t points) {
  return std::lower_bound(group.begin(), group.end(), points) - group.begin();
}

}  // namespace

EqualPoints::EqualPoints(Groups groups) : groups_(std::move(groups)) {
  for (std::size_t g = 0; g < groups_.size(); ++g)
    for (const std::int64_t index : groups_[g]) group_of_[index] = g;
}

std::int64_t EqualPoints::first_of(std::int64_t index) const {
  const auto found = group_of_.find(index);
  return found == group_of_.end() ? index : groups_[found->second].front();
}

std::int64_t EqualPoints::copies(std::int64_t index, std::int64_t points) const {
  const auto found = group_of_.find(index);
  return found == group_of_.end() ? std::int64_t{index < points}
                                  : count_below(groups_[found->second], points);
}

double EqualPoints::mean_log_copies(std::int64_t points) const {
  double sum = 0;
  for (const auto& group : groups_) {
    const auto copies = static_cast<double>(count_below(group, points));
    if (copies > 1) sum += copies * std::log(copies);
  }
  return sum / static_cast<double>(points);
}

// A multiplicative hash, number by number, with the high bits folded back after each (Knuth, The Art of
// Computer Programming 3, 6.4), in strands that do not wait for each other: equal rows need equal numbers and
// no more.
RowHash row_hash(std::int64_t row, std::span<const double> values) {
  constexpr std::uint64_t multiplier = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio, odd
  constexpr int half = 32;
  constexpr std::size_t strands = 8;
  const auto mixed = [](std::uint64_t hash, std::uint64_t number) {
    hash = (hash ^ number) * multiplier;
    return hash ^ hash >> half;
  };
  std::array<std::uint64_t, strands> hashes = {};
  const auto add = [&](std::size_t strand, double value) {
    hashes[strand] = mixed(hashes[strand], std::bit_cast<std::uint64_t>(value + 0.));
  };
  const std::size_t whole = values.size() / strands * strands;
  for (std::size_t k = 0; k < whole; k += strands)
    for (std::size_t strand = 0; strand < strands; ++strand) add(strand, values[k + strand]);
  for (std::size_t k = whole; k < values.size(); ++k) add(k - whole, values[k]);
  std::uint64_t hash = values.size();
  for (const std::uint64_t of_strand : hashes) hash = mixed(hash, of_strand);
  return {hash * multiplier, row};
}

Groups groups_of_equal_rows(std::vector<RowHash> rows) {
  std::sort(rows.begin(), rows.end(), [](const RowHash& a, const RowHash& b) {
    return std::tie(a.hash, a.row) < std::tie(b.hash, b.row);
  });
  Groups groups;
  for (std::size_t first = 0, last = 0; first < rows.size(); first = last) {
    while (last < rows.size() && rows[last].hash == rows[first].hash) ++last;
    if (last - first < 2) continue;
    groups.emplace_back();
    for (std::size_t i = first; i < last; ++i) groups.back().push_back(rows[i].row);
  }
  sort_by_first_row(groups);
  return groups;
}

Groups groups_of_equal_rows(const std::vector<RowHash>& mine, const parallel::Communicator& communicator) {
  constexpr std::int64_t rows_together = std::int64_t{1} << 22;
  const std::int64_t all = communicator.sum(std::vector{static_cast<std::int64_t>(mine.size())}).front();
  const auto rounds = static_cast<std::uint64_t>(all / rows_together + 1);
  constexpr int low_bits = 8;  // of a product, the least mixed ones
  Groups groups;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    std::vector<std::int64_t> part;
    for (const RowHash& row : mine) {
      if ((row.hash >> low_bits) % rounds != round) continue;
      part.push_back(static_cast<std::int64_t>(row.hash));
      part.push_back(row.row);
    }
    const std::vector<std::int64_t> of_all = parallel::gather_rows(part, 2, communicator);
    std::vector<RowHash> rows;
    for (std::size_t i = 0; i + 1 < of_all.size(); i += 2)
      rows.push_back({static_cast<std::uint64_t>(of_all[i]), of_all[i + 1]});
    Groups found = groups_of_equal_rows(std::move(rows));
    std::move(found.begin(), found.end(), std::back_inserter(groups));
  }
  sort_by_first_row(groups);
  return groups;
}

}  // namespace regimes::datasets
