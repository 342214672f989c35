#include "experiments/training/training_memory.hpp"

#include <algorithm>

#include "datasets/gzip_bytes.hpp"
#include "datasets/training_set.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"
#include "kernels/backend.hpp"
#include "kernels/partition.hpp"

namespace regimes::experiments {
namespace {

struct Sizes {
  double points, own_points, dimension, number_bytes;

  double row_bytes() const { return dimension * number_bytes; }
  double own_bytes() const { return own_points * row_bytes(); }
};

/// Rows that are decoded and the bytes that they come from, and sums over the parts of a file with those of
/// all ranks (FilePoints, RowReader::visit).
double reading_bytes(const Sizes& sizes) {
  constexpr double most_values = 1 << 19, most_parts = 256, most_sums = 1 << 20, copies = 2;
  const double all_values = sizes.points * sizes.dimension;
  const double values = std::min(all_values, std::max(most_values, sizes.dimension));
  const double sums = std::min(most_parts * sizes.dimension, std::max(most_sums, sizes.dimension));
  return copies * (values + sums) * sizeof(double);
}

/// Which rows the points are, their labels, and, one after the other, the hashes of all rows and the places
/// that the rows of this rank are read to.
double list_bytes(const RunOptions& options, const Sizes& sizes, datasets::RowOrder order) {
  constexpr double of_row = 24, of_label = 16, of_hash = 32, of_place = 40;
  constexpr double most_hashes_together = 1 << 22, of_hash_together = 48;
  const bool has_labels = has_classes(options);
  const bool is_listed = order == datasets::RowOrder::permuted || has_labels;
  const double of_point = (is_listed ? of_row : 0) + (has_labels ? of_label : 0);
  const double hashes =
      of_hash * sizes.own_points + of_hash_together * std::min(sizes.points, most_hashes_together);
  return of_point * sizes.points + std::max(hashes, of_place * sizes.own_points);
}

double file_bytes(const RunOptions& options, const Sizes& sizes, datasets::RowOrder order) {
  const bool suits_windows = options.any_order || order == datasets::RowOrder::file;
  constexpr double heap_of_reader = 40e6;  // a thread reads the next part: its heap keeps the one before
  const double window = heap_of_reader + std::max<double>(datasets::usual_window_bytes,
                                                          2 * kernels::block_points * sizes.row_bytes());
  const bool is_windowed = suits_windows && sizes.own_bytes() > datasets::usual_window_bytes;
  const auto inflated = static_cast<double>(
      std::min(datasets::most_inflated_bytes,
               datasets::inflated_bytes(options.train_file) + datasets::inflated_bytes(options.labels_file)));
  return (is_windowed ? window : sizes.own_bytes()) + inflated + reading_bytes(sizes) +
         list_bytes(options, sizes, order);
}

}  // namespace

MemoryUse points_memory(const RunOptions& options, int ranks, datasets::RowOrder order) {
  const std::int64_t n = options.points.value();
  const kernels::Partition first{ranks, 0};  // it has the most rows
  // What auto may come to.
  const bool is_double = is_from_file(options) && options.precision != PrecisionChoice::fp32;
  const kernels::Coordinates coordinates = byte_coordinates_at_first(options) == kernels::Coordinates::bytes
                                               ? kernels::Coordinates::bytes
                                           : is_double ? kernels::Coordinates::fp64
                                                       : kernels::Coordinates::fp32;
  const Sizes sizes{static_cast<double>(n), static_cast<double>(first.local_rows(n)),
                    static_cast<double>(options.dimension.value()),
                    static_cast<double>(kernels::bytes_of(coordinates))};
  const double tiles =
      static_cast<double>(kernels::host_threads()) * kernels::tile_points * sizes.dimension * sizeof(double);
  if (is_from_file(options))
    return {"points", options.any_order ? "--points, more ranks" : "--points, --precision float, more ranks",
            file_bytes(options, sizes, order) + tiles};
  if (law_of(options).is_drawn)
    return {"points", "--dimension, --points, more ranks",
            sizes.own_bytes() + static_cast<double>(n) * sizeof(int) + tiles};
  return {"points", "--dimension, --points, --store, more ranks",
          (options.store ? sizes.own_bytes() : 0) + tiles};
}

}  // namespace regimes::experiments
