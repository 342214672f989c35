#pragma once
/// Points as the device loop reads them: rows in the memory of the sweep. Stored points are; procedural ones
/// are made rows a window at a time, once for all queries.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <optional>

#include "kernels/device/device_team.hpp"
#include "kernels/points.hpp"
#include "kernels/spins.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

/// Makes rows of procedural points, with the tables of their classes in the memory of the device.
struct ProceduralRows {
  using Member = Kokkos::TeamPolicy<DeviceSpace>::member_type;
  struct Normal {};
  struct Chain {};
  /// Rows of a team, each by the lanes of a vector; on a host teams and vectors are of one.
  static constexpr int team_rows = device_is_host ? 1 : 8, row_lanes = device_is_host ? 1 : 32;

  Stream stream;
  DeviceArray<const double*> shares;                ///< [class]
  DeviceArray<const float*> means, deviations;      ///< [class][row]
  DeviceArray<const std::uint64_t*> staying_words;  ///< [class]
  int mean_row = 1, deviation_row = 1;              ///< see ClassTables
  bool is_chain = false;
  StoredRows rows;
  Partition partition;  ///< whose window the rows are
  std::int64_t count = 0;

  KOKKOS_FUNCTION void operator()(Normal, const Member& team) const {
    const std::int64_t first = static_cast<std::int64_t>(team.league_rank()) * team_rows;
    const int here = static_cast<int>(count - first < team_rows ? count - first : team_rows);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, here), [&](int i) {
      const std::int64_t row = first + i, index = index_of(row);
      const int c = class_of(index), groups = padded_dimension(rows.dimension) / group_coordinates;
      double norm = 0;
      Kokkos::parallel_reduce(
          Kokkos::ThreadVectorRange(team, groups),
          [&](int g, double& sum) { sum += write(row, g, normals(index, c, g)); }, norm);
      Kokkos::single(Kokkos::PerThread(team), [&]() { finish(row, c, norm); });
    });
  }

  /// A spin is a product over all before it: a thread walks along the chain.
  KOKKOS_FUNCTION void operator()(Chain, std::int64_t row) const {
    const std::int64_t index = index_of(row);
    const int c = class_of(index);
    StayingWords<Scalar> staying;
    staying.set(0, staying_words(c));
    Scalar::Word sign = 0;
    double norm = 0;
    for (int g = 0; g * group_coordinates < rows.dimension; ++g) {
      Group group;
      spin_group<Scalar>(stream, static_cast<std::uint64_t>(index), static_cast<std::uint32_t>(g), staying,
                         sign, group.x);
      norm += write(row, g, group);
    }
    finish(row, c, norm);
  }

 private:
  struct Group {
    float x[group_coordinates];
  };

  KOKKOS_FUNCTION std::int64_t index_of(std::int64_t row) const {
    return partition.index_of_row(partition.window_row + row);
  }
  KOKKOS_FUNCTION int class_of(std::int64_t index) const {
    return class_of_index(index, shares.data(), static_cast<int>(shares.extent(0)));
  }

  KOKKOS_FUNCTION Group normals(std::int64_t index, int c, int g) const {
    Group group;
    normal_group<Scalar>(stream, static_cast<std::uint64_t>(index), static_cast<std::uint32_t>(g), group.x);
    for (int i = 0; i < group_coordinates; ++i) {
      const int k = g * group_coordinates + i;
      group.x[i] =
          math::fma(value(deviations, deviation_row, c, k), group.x[i], value(means, mean_row, c, k));
    }
    return group;
  }

  KOKKOS_FUNCTION static float value(const DeviceArray<const float*>& table, int row, int c, int k) {
    return table(static_cast<std::size_t>(c) * row + (row == 1 ? 0 : k));
  }

  /// What is within the dimension; returns its |a|^2.
  KOKKOS_FUNCTION double write(std::int64_t row, int g, const Group& group) const {
    double norm = 0;
    for (int i = 0; i < group_coordinates; ++i) {
      const int k = g * group_coordinates + i;
      if (k >= rows.dimension) break;
      rows.rows(row, k) = group.x[i];
      norm += static_cast<double>(group.x[i]) * group.x[i];
    }
    return norm;
  }

  KOKKOS_FUNCTION void finish(std::int64_t row, int c, double norm) const {
    rows.half_norms(row) = norm / 2;
    if (rows.classes > 0) rows.row_classes(row) = c;
  }
};

class DevicePoints {
 public:
  explicit DevicePoints(const StoredPoints& points)
      : dimension(points.dimension()), classes(points.classes()), rows_(points.rows_of_sweep()) {}

  explicit DevicePoints(const ProceduralPoints& points)
      : dimension(points.dimension), classes(points.classes), law_(ProceduralRows{}) {
    const ClassTables& tables = *points.tables;
    law_->stream = points.stream;
    law_->shares = copied_to_device("procedural_points::shares", tables.shares);
    law_->means = copied_to_device("procedural_points::means", tables.means);
    law_->deviations = copied_to_device("procedural_points::deviations", tables.deviations);
    law_->staying_words = copied_to_device("procedural_points::staying_words", tables.staying_words);
    law_->mean_row = tables.mean_row;
    law_->deviation_row = tables.deviation_row;
    law_->is_chain = tables.is_chain();
  }

  int dimension;
  int classes;  ///< that the sweep tells apart; 0: none

  /// Calls run(rows, partition, first, last) for windows that follow each other and have all of these tiles;
  /// the partition is that of the window.
  template <class Run>
  void for_each_window(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                       const Run& run) {
    if (!law_) {
      rows_.classes = classes;
      run(rows_, partition, first_tile, last_tile);
      return;
    }
    constexpr std::int64_t bytes = device_is_host ? host_window_bytes : device_window_bytes;
    const std::int64_t together = std::max<std::int64_t>(
        1, bytes / (static_cast<std::int64_t>(sizeof(float)) * tile_points * dimension));
    for (std::int64_t tile = first_tile; tile < last_tile; tile += together) {
      const std::int64_t last = std::min(tile + together, last_tile);
      Partition window = partition;
      window.window_row = tile * tile_points;
      make_rows(window, (last - tile) * tile_points);
      run(rows_, window, tile, last);
    }
  }

 private:
  void make_rows(const Partition& window, std::int64_t count) {
    if (static_cast<std::int64_t>(rows_.half_norms.extent(0)) < count) {
      rows_.rows = device_array<float**>("procedural_points::rows", count, dimension);
      rows_.half_norms = device_array<double*>("procedural_points::half_norms", count);
      rows_.row_classes = device_array<std::int32_t*>("procedural_points::classes", classes > 0 ? count : 0);
    }
    rows_.dimension = dimension;
    rows_.classes = classes;
    law_->rows = rows_;
    law_->partition = window;
    law_->count = count;
    using Law = ProceduralRows;
    if (law_->is_chain)
      Kokkos::parallel_for(
          "regimes::procedural_points::chains",
          Kokkos::RangePolicy<DeviceSpace, Law::Chain, Kokkos::IndexType<std::int64_t>>(0, count), *law_);
    else
      Kokkos::parallel_for("regimes::procedural_points::normals",
                           Kokkos::TeamPolicy<DeviceSpace, Law::Normal>(
                               static_cast<int>((count + Law::team_rows - 1) / Law::team_rows),
                               Law::team_rows, Law::row_lanes),
                           *law_);
  }

  StoredRows rows_;
  std::optional<ProceduralRows> law_;
};

}  // namespace regimes::kernels
