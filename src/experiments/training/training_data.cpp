#include "experiments/training/training_data.hpp"

#include <cmath>

#include "datasets/population/population_set.hpp"
#include "experiments/options/population_options.hpp"
#include "kernels/random.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

namespace {

datasets::FileSource file_source(const TrainingOptions& options, datasets::RowOrder order) {
  datasets::FileSource source;
  source.format = file_format(options.train).value();
  source.train_file = options.train_file;
  source.labels_file = options.labels_file;
  source.selection = {options.classes, options.per_class, options.points, order};
  source.scale = options.scale;
  source.centering = options.center;
  return source;
}

kernels::ProceduralPoints procedural_points(const TrainingOptions& options, std::uint32_t replica) {
  const bool is_mixture = options.train == TrainingLaw::mixture;
  kernels::ProceduralPoints points;
  points.stream = kernels::make_stream(options.seed, replica, kernels::Purpose::training_point);
  points.dimension = static_cast<int>(options.dimension.value());
  points.standard_deviation = static_cast<float>(std::sqrt(options.variance));
  points.mean_amplitude = is_mixture ? static_cast<float>(options.mean_amplitude) : 0;
  points.classes = is_mixture ? 2 : 0;
  return points;
}

}  // namespace

std::optional<theory::DataLaw> data_law(const TrainingOptions& options) {
  if (!is_procedural(options)) return std::nullopt;
  const auto dimension = static_cast<double>(options.dimension.value());
  const double mu = options.train == TrainingLaw::mixture ? options.mean_amplitude : 0;
  return theory::DataLaw{theory::isotropic(options.variance, dimension), mu * mu * dimension};
}

datasets::FileShape file_shape(const TrainingOptions& options) {
  return datasets::file_shape(file_source(options, datasets::RowOrder::file));
}

datasets::TrainingSet make_training_set(const TrainingOptions& options, std::uint32_t replica,
                                        const kernels::Deal& deal, const parallel::Communicator& communicator,
                                        const FileReading& reading) {
  if (is_procedural(options))
    return {procedural_points(options, replica), options.points.value(), options.store, deal};
  if (!is_from_file(options)) {
    datasets::StoredSet set;
    parallel::rethrow_on_all_ranks(communicator, [&] {
      set =
          datasets::draw_shard(population_law(options), options.points.value(), options.seed, replica, deal);
    });
    return {std::move(set), deal};
  }
  return {datasets::FilePoints(file_source(options, reading.order), options.seed, replica, communicator),
          deal, communicator, reading.window_bytes};
}

void fill_from_files(TrainingOptions& options) {
  if (!is_from_file(options)) return;
  const datasets::FileShape shape = file_shape(options);
  options.dimension = shape.dimension;
  fill_points(options, shape.points);
}

}  // namespace regimes::experiments
