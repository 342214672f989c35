#pragma once
/// Points of a training set that have equals: which they are, and how many.
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Points of a set by their indices. Equal points are one place of the data that stands more than once.
class EqualPoints {
 public:
  EqualPoints() = default;
  /// groups: indices of equal points, two or more in each, ascending.
  explicit EqualPoints(std::vector<std::vector<std::int64_t>> groups);

  bool empty() const { return groups_.empty(); }
  /// Points that have equals, and how many different ones these are.
  std::int64_t count() const { return static_cast<std::int64_t>(group_of_.size()); }
  std::int64_t distinct() const { return static_cast<std::int64_t>(groups_.size()); }

  /// Indices of equal points, ascending, two or more in each group.
  const std::vector<std::vector<std::int64_t>>& groups() const { return groups_; }

  /// The lowest index of a point equal to this one: itself, where there is none.
  std::int64_t first_of(std::int64_t index) const;
  /// How many of the first `points` points are equal to this one, itself among them where it is one of them.
  std::int64_t copies(std::int64_t index, std::int64_t points) const;
  /// The mean of ln(copies) over the first `points` points: what the entropy of their places lacks to
  /// ln(points).
  double mean_log_copies(std::int64_t points) const;

 private:
  std::vector<std::vector<std::int64_t>> groups_;
  std::unordered_map<std::int64_t, std::size_t> group_of_;  // of points that have equals
};

/// A number that equal rows share, and the row.
struct RowHash {
  std::uint64_t hash = 0;
  std::int64_t row = 0;
};
/// Zeros of either sign are equal.
RowHash row_hash(std::int64_t row, std::span<const double> values);

/// Rows with one hash, ascending, two or more in each group; groups in the order of their first rows. Rows
/// that differ share one of 2^64 hashes with a probability of n^2/2^65 in all. With a communicator ranks
/// bring together what they have, some MiB at a time, and all get the groups. Collective.
std::vector<std::vector<std::int64_t>> groups_of_equal_rows(std::vector<RowHash> rows);
std::vector<std::vector<std::int64_t>> groups_of_equal_rows(const std::vector<RowHash>& mine,
                                                            const parallel::Communicator& communicator);

}  // namespace regimes::datasets
