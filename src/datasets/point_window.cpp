#include "datasets/point_window.hpp"

#include <algorithm>
#include <utility>

#include "datasets/stored_shard.hpp"

namespace regimes::datasets {
namespace {

/// Half of the bytes are for the part in memory, half for the one being read.
std::int64_t rows_of_part(const FilePoints& points, std::int64_t window_bytes,
                          kernels::Coordinates coordinates) {
  const std::int64_t row_bytes = points.dimension() * std::int64_t{kernels::bytes_of(coordinates)};
  const std::int64_t blocks = window_bytes / 2 / row_bytes / kernels::block_points;
  return std::max<std::int64_t>(1, blocks) * kernels::block_points;
}

}  // namespace

PointWindow::PointWindow(FilePoints points, const kernels::Partition& partition, std::int64_t window_bytes,
                         kernels::Coordinates coordinates)
    : file_(std::move(points)),
      partition_(partition),
      memory_(room_for(file_, rows_of_part(file_, window_bytes, coordinates), coordinates)) {}

kernels::Partition PointWindow::partition(std::int64_t part) const {
  kernels::Partition partition = partition_;
  partition.window_row = part * memory_.rows();
  return partition;
}

std::vector<std::int64_t> PointWindow::indices_of(std::int64_t part) const {
  const std::int64_t all = partition_.local_rows(file_.count());
  const std::int64_t first = std::min(part * memory_.rows(), all),
                     last = std::min(first + memory_.rows(), all);
  return owned_points(partition_, first, last);
}

PointWindow::Rows PointWindow::read_rows(std::span<const std::int64_t> indices) const {
  Rows rows;
  if (memory_.coordinates() == kernels::Coordinates::fp64) rows = std::vector<double>();
  if (memory_.coordinates() == kernels::Coordinates::bytes) rows = std::vector<std::uint8_t>();
  std::visit(
      [&](auto& values) {
        values.resize(indices.size() * static_cast<std::size_t>(file_.dimension()));
        file_.read(indices, values.data());
      },
      rows);
  return rows;
}

void PointWindow::start_reading(std::int64_t part) {
  if (part * memory_.rows() >= partition_.local_rows(file_.count())) return;
  next_ = std::async(std::launch::async, [this, part] { return read_rows(indices_of(part)); });
  pending_ = part;
}

void PointWindow::hold(std::int64_t part) {
  if (part == held_) return;
  const std::int64_t pending = std::exchange(pending_, -1);
  Rows rows;
  if (next_.valid()) rows = next_.get();
  const std::vector<std::int64_t> indices = indices_of(part);
  if (part != pending) rows = read_rows(indices);
  held_ = -1;
  std::visit(
      [&]<class T>(const std::vector<T>& values) {
        memory_.write(0, std::span<const T>(values), classes_of(indices, file_.class_of()));
      },
      rows);
  held_ = part;
  rows = {};  // before the next part takes its place
  start_reading(part + 1);
}

void PointWindow::visit(std::span<const std::int64_t> indices,
                        const std::function<void(std::span<const double>)>& visit) {
  if (next_.valid()) next_.wait();
  const std::size_t together = static_cast<std::size_t>(kernels::StoredPoints::rows_together) *
                               static_cast<std::size_t>(file_.dimension());
  std::visit(
      [&]<class T>(const std::vector<T>& values) {
        for (std::size_t i = 0; i < values.size(); i += together) {
          const auto some = std::span<const T>(values).subspan(i, std::min(together, values.size() - i));
          visit(memory_.coordinates_of(some));
        }
      },
      read_rows(indices));
}

PointExtent PointWindow::extent(const parallel::Communicator& communicator) {
  if (next_.valid()) next_.wait();
  return memory_.coordinates() == kernels::Coordinates::fp32 ? file_.extent<float>(communicator)
                                                             : file_.extent<double>(communicator);
}

}  // namespace regimes::datasets
