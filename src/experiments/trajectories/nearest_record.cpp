#include "experiments/trajectories/nearest_record.hpp"

#include "experiments/memorisation/last_changes.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::experiments {
namespace {

/// The transpose of a matrix with so many columns.
std::vector<std::int64_t> transposed(const std::vector<std::int64_t>& matrix, std::size_t columns) {
  std::vector<std::int64_t> result;
  result.reserve(matrix.size());
  for (std::size_t column = 0; column < columns; ++column)
    for (std::size_t at = column; at < matrix.size(); at += columns) result.push_back(matrix[at]);
  return result;
}

}  // namespace

void NearestRecord::add(const std::vector<std::int64_t>& nearest) {
  nearest_.insert(nearest_.end(), nearest.begin(), nearest.end());
  ++times_;
}

std::vector<std::int64_t> NearestRecord::on_root() const {
  if (times_ == 0) return {};
  return parallel::gather_rows_on_root(transposed(nearest_, nearest_.size() / times_),
                                       static_cast<int>(times_), ranks_);
}

void NearestRecord::take(const std::vector<std::int64_t>& rows, std::size_t times) {
  times_ = times;
  nearest_.clear();
  if (times > 0)
    nearest_ = transposed(parallel::scatter_rows(rows, static_cast<int>(times), count_, ranks_), times);
}

LastChanges NearestRecord::conclude(const std::vector<double>& times) {
  const std::vector<std::int64_t> rows = on_root();
  times_ = 0;
  nearest_.clear();
  if (!ranks_.is_root()) return {};
  return last_changes(transposed(rows, times.size()), times);
}

}  // namespace regimes::experiments
