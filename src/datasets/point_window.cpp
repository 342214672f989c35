#include "datasets/point_window.hpp"

#include <algorithm>
#include <utility>

#include "datasets/stored_shard.hpp"

namespace regimes::datasets {
namespace {

/// Half of the bytes are for the part in memory, half for the one being read.
std::int64_t rows_of_part(const FilePoints& points, std::int64_t window_bytes) {
  const std::int64_t row_bytes = points.dimension() * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t blocks = window_bytes / 2 / row_bytes / kernels::block_points;
  return std::max<std::int64_t>(1, blocks) * kernels::block_points;
}

}  // namespace

PointWindow::PointWindow(FilePoints points, const kernels::Partition& partition, std::int64_t window_bytes)
    : file_(std::move(points)),
      partition_(partition),
      memory_(rows_of_part(file_, window_bytes), file_.dimension(),
              static_cast<int>(file_.class_values().size())) {}

kernels::Partition PointWindow::partition(std::int64_t part) const {
  kernels::Partition partition = partition_;
  partition.window_row = part * memory_.rows();
  return partition;
}

std::vector<float> PointWindow::read_part(std::int64_t part) const {
  const std::int64_t all = partition_.local_rows(file_.count());
  const std::int64_t first = std::min(part * memory_.rows(), all),
                     last = std::min(first + memory_.rows(), all);
  std::vector<float> rows(static_cast<std::size_t>(last - first) * file_.dimension());
  file_.read(owned_points(partition_, first, last), rows.data());
  return rows;
}

void PointWindow::start_reading(std::int64_t part) {
  if (part * memory_.rows() >= partition_.local_rows(file_.count())) return;
  next_ = std::async(std::launch::async, [this, part] { return read_part(part); });
  pending_ = part;
}

void PointWindow::hold(std::int64_t part) {
  if (part == held_) return;
  const std::int64_t pending = std::exchange(pending_, -1);
  std::vector<float> rows;
  if (next_.valid()) rows = next_.get();
  if (part != pending) rows = read_part(part);
  held_ = -1;
  const std::int64_t first = part * memory_.rows();
  const auto d = static_cast<std::size_t>(file_.dimension());
  const auto indices = owned_points(partition_, first, first + static_cast<std::int64_t>(rows.size() / d));
  memory_.write(0, rows, classes_of(indices, file_.class_of()));
  held_ = part;
  rows = {};  // before the next part takes its place
  start_reading(part + 1);
}

void PointWindow::read(std::span<const std::int64_t> indices, float* out) {
  if (next_.valid()) next_.wait();
  file_.read(indices, out);
}

double PointWindow::largest_norm_squared(const parallel::Communicator& communicator) {
  if (next_.valid()) next_.wait();
  return file_.largest_norm_squared(communicator);
}

}  // namespace regimes::datasets
