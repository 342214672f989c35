#include "experiments/collapse/query_controls.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#include "base/process.hpp"
#include "datasets/point_gaussian.hpp"
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
      parallel::rethrow_on_all_ranks(communicator, [&] { law_.emplace(population_law(options)); });
  }

  const std::optional<datasets::PopulationLaw>& law() const { return law_; }

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
    const std::size_t count = noises.size() / dimension_, width = 2 * times_.size();
    std::vector<double> values(count * width);
    if (gaussian_) {
      gaussian_->information_density(sources, noises, times_, values);
      return values;
    }
    law_->noised_log_densities(sources, noises, times_, values);
    std::vector<double> constants;
    for (const double t : times_)
      constants.push_back(static_cast<double>(dimension_) / 2 *
                          std::log(2 * std::numbers::pi * noise_variance(t)));
    for (std::size_t q = 0; q < count; ++q)
      subtract_from_noise(noises.subspan(q * dimension_, dimension_), constants,
                          std::span(values).subspan(q * width, width));
    return values;
  }

 private:
  /// i = ln P_t(x | a) - ln P_t(x), ln P_t(x | a) = -|z|^2/2 - (d/2) ln(2 pi Delta_t).
  static void subtract_from_noise(std::span<const double> z, const std::vector<double>& constants,
                                  std::span<double> log_density) {
    const double norm = std::inner_product(z.begin(), z.end(), z.begin(), 0.);
    for (std::size_t i = 0; i < log_density.size(); ++i)
      log_density[i] = -norm / 2 - constants[i % constants.size()] - log_density[i];
  }

  const std::vector<double>& times_;
  std::size_t dimension_;
  std::optional<datasets::PopulationLaw> law_;
  std::optional<datasets::PointGaussian> gaussian_;
};

double norm_squared(const auto* values, std::size_t count) {
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k)
    sum += static_cast<double>(values[k]) * static_cast<double>(values[k]);
  return sum;
}

/// Sources [first, first + count) of draws: fresh points of a law, or points of a file. Collective.
std::vector<double> drawn_sources(const InformationDensity& density, const datasets::TrainingSet& set,
                                  const kernels::Stream& stream, std::int64_t first, std::int64_t count,
                                  const kernels::Partition& partition,
                                  const parallel::Communicator& communicator) {
  if (!density.law()) {
    std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
    std::iota(indices.begin(), indices.end(), first);
    return set.rows(indices, partition, communicator);
  }
  std::vector<float> point(static_cast<std::size_t>(set.dimension()));
  std::vector<double> sources;
  for (std::int64_t i = first; communicator.is_root() && i < first + count; ++i) {
    density.law()->sample(stream, i, point);
    sources.insert(sources.end(), point.begin(), point.end());
  }
  return sources;
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
  const auto d = static_cast<std::size_t>(set.dimension()), width = 2 * times.size();
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
  const std::int64_t wanted = draws_per_query * options.queries,
                     most = is_from_file(options) ? std::min(wanted, most_draws_of_files) : wanted,
                     draws = (most + control_batches - 1) / control_batches * control_batches;
  std::vector<double> log_points;
  for (const std::int64_t points : options.snapshots)
    log_points.push_back(std::log(static_cast<double>(points)));
  std::vector batches(control_batches, observables::ControlSums(log_points, times.size()));
  // Draws of a file's points go through them in turn; each point is read and turned once.
  const std::int64_t distinct = is_from_file(options) ? std::min(draws, source_points) : draws;
  for (std::int64_t first = 0; first < distinct; first += chunk) {
    std::vector<double> sources = drawn_sources(density, set, point_stream, first,
                                                std::min(chunk, distinct - first), partition, communicator);
    if (!communicator.is_root()) continue;
    std::vector<double> half_norms;
    for (std::size_t i = 0; i < sources.size(); i += d)
      half_norms.push_back(norm_squared(&sources[i], d) / 2);
    sources = density.source_coordinates(std::move(sources));
    for (std::int64_t draw = first; draw < draws; draw += distinct) {
      const std::int64_t drawn = std::min<std::int64_t>(std::ssize(half_norms), draws - draw);
      std::vector<float> noises;
      for (std::int64_t i = draw; i < draw + drawn; ++i)
        kernels::append_normals(noise_stream, static_cast<std::uint64_t>(i), set.dimension(), noises);
      const std::vector<double> wide(noises.begin(), noises.end());
      const std::vector<double> information = density.of(std::span(sources).first(wide.size()), wide);
      for (std::size_t i = 0; i < static_cast<std::size_t>(drawn); ++i)
        batches[(static_cast<std::size_t>(draw) + i) % control_batches].add(
            std::span(information).subspan(i * width, width),
            norm_squared(wide.data() + i * d, d) - static_cast<double>(d), half_norms[i]);
    }
  }
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
