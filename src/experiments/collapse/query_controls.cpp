#include "experiments/collapse/query_controls.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>

#include "base/process.hpp"
#include "datasets/point_gaussian.hpp"
#include "datasets/population/isotropic_frame.hpp"
#include "datasets/population/population_law.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/laws.hpp"
#include "kernels/random.hpp"
#include "observables/control_sums.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {
namespace {

/// Draws take streams of their own, which those of no replica's points and queries are.
constexpr std::uint32_t draws_of_replica = 1u << 29;
constexpr std::int64_t chunk = 256;

/// i(t) of the points of a law or of a file.
class InformationDensity {
 public:
  InformationDensity(const CollapseOptions& options, const std::vector<double>& times,
                     std::int64_t source_points, const ReplicaData& data, const kernels::Partition& partition,
                     const parallel::Communicator& communicator)
      : times_(times), dimension_(static_cast<std::size_t>(data.set.dimension())) {
    if (is_from_file(options))
      gaussian_.emplace(data.set, source_points, partition, communicator, data.moments);
    else
      parallel::rethrow_on_all_ranks(communicator, [&] {
        law_.emplace(population_law(options));
        if (communicator.is_root()) frame_ = datasets::IsotropicFrame::of(*law_);
      });
  }

  const std::optional<datasets::PopulationLaw>& law() const { return law_; }
  /// In which draws of the law are cheap, where there is one. On root.
  const std::optional<datasets::IsotropicFrame>& frame() const { return frame_; }

  /// Coordinates in which sources and noises are asked for: along the eigenvectors of a Gaussian, in which
  /// normal noises are normal, too. On root.
  std::vector<double> source_coordinates(std::vector<double> sources) const {
    return gaussian_ ? gaussian_->source_coordinates(sources) : std::move(sources);
  }
  std::vector<double> noise_coordinates(const std::vector<float>& noises) const {
    std::vector<double> wide(noises.begin(), noises.end());
    return gaussian_ ? gaussian_->noise_coordinates(wide) : wide;
  }

  /// [query][z, -z][time] of such coordinates, [query][coordinate]. On root.
  std::vector<double> of(std::span<const double> sources, std::span<const double> noises) const {
    if (law_) return under(*law_, sources, noises);
    std::vector<double> values(noises.size() / dimension_ * 2 * times_.size());
    gaussian_->information_density(sources, noises, times_, values);
    return values;
  }
  /// Values as of(), of coordinates in the frame.
  std::vector<double> in_frame(std::span<const double> sources, std::span<const double> noises) const {
    return under(frame_->law(), sources, noises);
  }

 private:
  /// i = ln P_t(x | a) - ln P_t(x), ln P_t(x | a) = -|z|^2/2 - (d/2) ln(2 pi Delta_t).
  static void subtract_from_noise(std::span<const double> z, const std::vector<double>& constants,
                                  std::span<double> log_density) {
    const double norm = std::inner_product(z.begin(), z.end(), z.begin(), 0.);
    for (std::size_t i = 0; i < log_density.size(); ++i)
      log_density[i] = -norm / 2 - constants[i % constants.size()] - log_density[i];
  }

  std::vector<double> under(const datasets::PopulationLaw& law, std::span<const double> sources,
                            std::span<const double> noises) const {
    const auto coordinates = static_cast<std::size_t>(law.dimension());
    const std::size_t count = noises.size() / coordinates, width = 2 * times_.size();
    std::vector<double> values(count * width), constants;
    law.noised_log_densities(sources, noises, times_, values);
    for (const double t : times_)
      constants.push_back(static_cast<double>(dimension_) / 2 *
                          std::log(2 * std::numbers::pi * noise_variance(t)));
    for (std::size_t q = 0; q < count; ++q)
      subtract_from_noise(noises.subspan(q * coordinates, coordinates), constants,
                          std::span(values).subspan(q * width, width));
    return values;
  }

  const std::vector<double>& times_;
  std::size_t dimension_;
  std::optional<datasets::PopulationLaw> law_;
  std::optional<datasets::IsotropicFrame> frame_;
  std::optional<datasets::PointGaussian> gaussian_;
};

double norm_squared(const auto* values, std::size_t count) {
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k)
    sum += static_cast<double>(values[k]) * static_cast<double>(values[k]);
  return sum;
}

using Batches = std::vector<observables::ControlSums>;

/// So many draws for every query, or `most`, in batches of equal size.
std::int64_t draws_for(std::int64_t queries, std::int64_t per_query, std::int64_t most) {
  return (std::min(per_query * queries, most) + control_batches - 1) / control_batches * control_batches;
}

/// Adds draws [i][coordinate] to the batches batch_of(i).
template <class BatchOf>
void add_draws(std::span<const double> information, std::span<const double> half_norms,
               std::span<const double> noises, std::int64_t dimension, Batches& batches,
               const BatchOf& batch_of) {
  const std::size_t count = half_norms.size(), coordinates = noises.size() / count,
                    width = information.size() / count;
  for (std::size_t i = 0; i < count; ++i)
    batches[batch_of(i)].add(
        information.subspan(i * width, width),
        norm_squared(&noises[i * coordinates], coordinates) - static_cast<double>(dimension), half_norms[i]);
}
/// Draws follow each other through the batches.
auto batches_from(std::int64_t first) {
  return [first](std::size_t i) { return (static_cast<std::size_t>(first) + i) % control_batches; };
}

std::vector<double> half_norms_of(std::span<const double> sources, std::size_t coordinates) {
  std::vector<double> half_norms;
  for (std::size_t i = 0; i < sources.size(); i += coordinates)
    half_norms.push_back(norm_squared(&sources[i], coordinates) / 2);
  return half_norms;
}

std::vector<double> normals(const kernels::Stream& stream, std::int64_t first, std::int64_t count,
                            int dimension) {
  const std::vector<float> rows =
      kernels::normal_rows(stream, static_cast<std::uint64_t>(first), static_cast<int>(count), dimension);
  return {rows.begin(), rows.end()};
}

/// Fresh points of a law. On root.
void add_draws_of_law(const InformationDensity& density, std::int64_t queries, const kernels::Stream& points,
                      const kernels::Stream& noise_stream, Batches& batches) {
  const int dimension = density.law()->dimension();
  const auto d = static_cast<std::size_t>(dimension);
  const std::int64_t draws = draws_for(queries, draws_per_query, std::numeric_limits<std::int64_t>::max());
  std::vector<float> point(d);
  for (std::int64_t first = 0; first < draws; first += chunk) {
    const std::int64_t count = std::min(chunk, draws - first);
    std::vector<double> sources;
    for (std::int64_t i = first; i < first + count; ++i) {
      density.law()->sample(points, i, point);
      sources.insert(sources.end(), point.begin(), point.end());
    }
    const std::vector<double> noises = normals(noise_stream, first, count, dimension);
    add_draws(density.of(sources, noises), half_norms_of(sources, d), noises, dimension, batches,
              batches_from(first));
  }
}

/// Draws in the frame of a law, each batch with a shift of its own. On root.
void add_draws_in_frame(const InformationDensity& density, const datasets::IsotropicFrame& frame,
                        std::int64_t queries, int dimension, const kernels::Stream& stream,
                        Batches& batches) {
  bool is_even = frame.directions() <= most_directions_of_even_draws;
  for (int c = 1; c < frame.law().classes(); ++c)
    is_even = is_even &&
              frame.law().class_law(c).isotropic_variance() == frame.law().class_law(0).isotropic_variance();
  const std::int64_t draws =
      std::max(fewest_draws_in_frames, draws_for(queries, is_even ? even_draws_per_query : draws_per_query,
                                                 std::numeric_limits<std::int64_t>::max())) /
      control_batches;
  for (std::size_t batch = 0; batch < batches.size(); ++batch) {
    datasets::IsotropicFrame::Draws sequence(frame, stream, batch);
    for (std::int64_t first = 0; first < draws; first += chunk) {
      std::vector<double> sources, noises;
      for (std::int64_t i = first; i < std::min(first + chunk, draws); ++i) sequence.next(sources, noises);
      const auto coordinates = static_cast<std::size_t>(frame.dimension());
      add_draws(density.in_frame(sources, noises), half_norms_of(sources, coordinates), noises, dimension,
                batches, [batch](std::size_t) { return batch; });
    }
  }
}

/// Points of a file, in turn; each is read and turned once. Collective.
void add_draws_of_points(const InformationDensity& density, const datasets::TrainingSet& set,
                         std::int64_t queries, const kernels::Stream& noise_stream,
                         std::int64_t source_points, const kernels::Partition& partition,
                         const parallel::Communicator& communicator, Batches& batches) {
  const auto d = static_cast<std::size_t>(set.dimension());
  const std::int64_t draws = draws_for(queries, draws_per_query, most_draws_of_files),
                     distinct = std::min(draws, source_points);
  for (std::int64_t first = 0; first < distinct; first += chunk) {
    std::vector<std::int64_t> indices(static_cast<std::size_t>(std::min(chunk, distinct - first)));
    std::iota(indices.begin(), indices.end(), first);
    std::vector<double> sources = set.rows(indices, partition, communicator);
    if (!communicator.is_root()) continue;
    const std::vector<double> half_norms = half_norms_of(sources, d);
    sources = density.source_coordinates(std::move(sources));
    for (std::int64_t draw = first; draw < draws; draw += distinct) {
      const std::int64_t drawn = std::min<std::int64_t>(std::ssize(half_norms), draws - draw);
      const std::vector<double> noises = normals(noise_stream, draw, drawn, set.dimension());
      add_draws(density.of(std::span(sources).first(noises.size()), noises),
                std::span(half_norms).first(static_cast<std::size_t>(drawn)), noises, set.dimension(),
                batches, batches_from(draw));
    }
  }
}

}  // namespace

bool has_controls(const CollapseOptions& options) {
  return !options.plain &&
         (!is_from_file(options) || options.dimension.value() <= datasets::largest_gaussian_dimension);
}

QueryControls make_controls(const CollapseOptions& options, const std::vector<double>& times,
                            std::int64_t source_points, const ReplicaData& data,
                            const kernels::NoisedQueries& queries, std::int64_t count, std::uint32_t replica,
                            const kernels::Partition& partition, const parallel::Communicator& communicator) {
  const datasets::TrainingSet& set = data.set;
  const InformationDensity density(options, times, source_points, data, partition, communicator);
  const auto d = static_cast<std::size_t>(set.dimension());
  QueryControls controls;
  if (communicator.is_root()) {
    controls.information =
        density.of(density.source_coordinates(queries.source), density.noise_coordinates(queries.noise));
    controls.information.resize(static_cast<std::size_t>(count) * times.size());
    for (std::size_t q = 0; q < static_cast<std::size_t>(count); ++q)
      controls.half_norm.push_back(norm_squared(queries.source.data() + q / 2 * d, d) / 2);
  }
  const auto point_stream = kernels::make_stream(options.seed, draws_of_replica + replica,
                                                 kernels::Purpose::training_point),
             noise_stream = kernels::make_stream(options.seed, draws_of_replica + replica,
                                                 kernels::Purpose::query_noise);
  std::vector<double> log_points;
  for (const std::int64_t points : options.snapshots)
    log_points.push_back(std::log(static_cast<double>(points)));
  Batches batches(control_batches, observables::ControlSums(log_points, times.size()));
  if (!density.law())
    add_draws_of_points(density, set, options.queries, noise_stream, source_points, partition, communicator,
                        batches);
  else if (communicator.is_root() && density.frame())
    add_draws_in_frame(density, *density.frame(), options.queries, set.dimension(), point_stream, batches);
  else if (communicator.is_root())
    add_draws_of_law(density, options.queries, point_stream, noise_stream, batches);
  controls.means.resize(options.snapshots.size());
  for (const observables::ControlSums& batch : batches) {
    if (!communicator.is_root()) break;
    std::vector<std::vector<observables::ControlValues>> means = batch.means();
    for (std::size_t k = 0; k < means.size(); ++k) controls.means[k].push_back(std::move(means[k]));
  }
  return controls;
}

observables::Controls controls_at(const QueryControls& controls, std::size_t snapshot,
                                  const std::vector<double>& noise_norm_squared, std::int64_t dimension,
                                  std::int64_t points) {
  const double log_points = std::log(static_cast<double>(points));
  const std::size_t times = controls.information.size() / noise_norm_squared.size();
  observables::Controls made;
  for (std::size_t i = 0; i < controls.information.size(); ++i)
    made.values.push_back(observables::control_values(
        controls.information[i], log_points, noise_norm_squared[i / times] - static_cast<double>(dimension),
        controls.half_norm[i / times]));
  made.means = controls.means[snapshot];
  return made;
}

}  // namespace regimes::experiments
