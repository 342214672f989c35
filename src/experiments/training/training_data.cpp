#include "experiments/training/training_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "datasets/population/population_set.hpp"
#include "diffusion/precision.hpp"
#include "experiments/options/laws.hpp"
#include "kernels/partition.hpp"
#include "kernels/random.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

namespace {

datasets::FileSource file_source(const TrainingOptions& options, datasets::RowOrder order) {
  datasets::FileSource source;
  source.format = options.train.name;
  source.train_file = options.train_file;
  source.labels_file = options.labels_file;
  source.selection = {options.classes, options.per_class, options.points, order};
  source.scale = options.scale;
  source.centering = options.center;
  return source;
}

/// Points of an exact law: made where they are needed, if its classes are functions of the index.
datasets::TrainingSet synthetic_set(const TrainingOptions& options, std::uint32_t replica,
                                    const kernels::Partition& partition,
                                    const parallel::Communicator& communicator, const FileReading& reading) {
  std::optional<datasets::PopulationLaw> law;
  parallel::rethrow_on_all_ranks(communicator, [&] { law.emplace(population_law(options)); });
  const auto points =
      law->procedural_points(kernels::make_stream(options.seed, replica, kernels::Purpose::training_point));
  const bool is_kept = options.store && reading.window_bytes != datasets::one_block_window;
  if (points) return {*points, options.points.value(), is_kept, partition, law->mean()};
  // One block says as much of points that are only looked at.
  const bool is_looked_at = reading.window_bytes == datasets::one_block_window;
  const std::int64_t count =
      is_looked_at ? std::min(*options.points, kernels::block_points * partition.ranks) : *options.points;
  datasets::StoredSet set;
  parallel::rethrow_on_all_ranks(
      communicator, [&] { set = datasets::draw_shard(*law, count, options.seed, replica, partition); });
  return {set, partition};
}

}  // namespace

datasets::FileShape file_shape(const TrainingOptions& options) {
  return datasets::file_shape(file_source(options, datasets::RowOrder::file));
}

datasets::TrainingSet make_training_set(const TrainingOptions& options, std::uint32_t replica,
                                        const kernels::Partition& partition,
                                        const parallel::Communicator& communicator,
                                        const FileReading& reading) {
  if (!is_from_file(options)) return synthetic_set(options, replica, partition, communicator, reading);
  return {datasets::FilePoints(file_source(options, reading.order), options.seed, replica, communicator),
          partition, communicator, reading.window_bytes, reading.coordinates};
}

void look_at_points(const TrainingOptions& options, const parallel::Communicator& communicator) {
  constexpr std::uint32_t first_replica = 0;
  if (is_from_file(options))
    datasets::FilePoints(file_source(options, datasets::RowOrder::permuted), options.seed, first_replica,
                         communicator);
}

bool needs_double(const datasets::TrainingSet& set, kernels::Precision used) {
  return used == kernels::Precision::fp64 && set.is_rounded();
}

kernels::Coordinates byte_coordinates_at_first(const RunOptions& options) {
  return options.holds_bytes && options.precision == PrecisionChoice::automatic
             ? kernels::Coordinates::bytes
             : coordinates_at_first(options.precision);
}

bool needs_others(const datasets::TrainingSet& set, const Precision& precision) {
  return precision.in_bytes != set.holds_bytes() ||
         (!precision.in_bytes && needs_double(set, precision.used));
}

PointRounding rounding_of(const TrainingOptions& options, const datasets::TrainingSet& set,
                          const datasets::PointExtent& extent) {
  if (!is_from_file(options)) return {};  // they are float numbers by definition
  const std::vector<double>& center = set.center();
  const double center_norm_squared = std::inner_product(center.begin(), center.end(), center.begin(), 0.);
  return {set.is_rounded() ? extent.rounding : diffusion::float_rounding(extent.norm_squared),
          diffusion::double_rounding(extent.norm_squared, center_norm_squared)};
}

std::vector<std::string> notes_on(const TrainingOptions& options, const datasets::TrainingSet& set) {
  std::vector<std::string> notes;
  const datasets::EqualPoints& equals = set.equals();
  if (!equals.empty())
    notes.push_back(fmt::format("{} of the {} points have equals: {} different ones among them",
                                equals.count(), set.count(), equals.distinct()));
  if (options.center == Centering::scalar && set.centering() == Centering::mean)
    notes.push_back("coordinates have offsets of their own: each is centred by its mean, to keep its digits");
  return notes;
}

bool fill_from_files(TrainingOptions& options) {
  if (!is_from_file(options)) return false;
  const datasets::FileShape shape = file_shape(options);
  options.dimension = shape.dimension;
  options.axes = shape.axes;
  options.any_order = shape.any_order;
  options.axis_letters = shape.letters;
  fill_points(options, shape.points);
  return shape.holds_bytes;
}

}  // namespace regimes::experiments
