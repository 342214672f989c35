#include "experiments/training/training_data.hpp"

#include "datasets/population/population_set.hpp"
#include "experiments/options/laws.hpp"
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
                                    const parallel::Communicator& communicator) {
  std::optional<datasets::PopulationLaw> law;
  parallel::rethrow_on_all_ranks(communicator, [&] { law.emplace(population_law(options)); });
  const auto points =
      law->procedural_points(kernels::make_stream(options.seed, replica, kernels::Purpose::training_point));
  if (points) return {*points, options.points.value(), options.store, partition, law->mean()};
  datasets::StoredSet set;
  parallel::rethrow_on_all_ranks(communicator, [&] {
    set = datasets::draw_shard(*law, options.points.value(), options.seed, replica, partition);
  });
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
  if (!is_from_file(options)) return synthetic_set(options, replica, partition, communicator);
  return {datasets::FilePoints(file_source(options, reading.order), options.seed, replica, communicator),
          partition, communicator, reading.window_bytes};
}

void fill_from_files(TrainingOptions& options) {
  if (!is_from_file(options)) return;
  const datasets::FileShape shape = file_shape(options);
  options.dimension = shape.dimension;
  options.axes = shape.axes;
  fill_points(options, shape.points);
}

}  // namespace regimes::experiments
