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
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {
namespace {

using observables::ControlValues;

/// Draws take streams of their own, which those of no replica's points and queries are.
constexpr std::uint32_t draws_of_replica = 1u << 29;
constexpr std::int64_t chunk = 256;

/// i(t) of the points of a law or of a file.
class InformationDensity {
 public:
  InformationDensity(const CollapseOptions& options, const std::vector<double>& times,
                     std::int64_t source_points, const datasets::TrainingSet& set,
                     const kernels::Partition& partition, const parallel::Communicator& communicator)
      : times_(times), dimension_(static_cast<std::size_t>(set.dimension())) {
    if (is_from_file(options))
      gaussian_.emplace(set, source_points, partition, communicator);
    else
      parallel::rethrow_on_all_ranks(communicator, [&] { law_.emplace(population_law(options)); });
  }

  const std::optional<datasets::PopulationLaw>& law() const { return law_; }

  /// [query][z, -z][time] of sources and noises [query][coordinate]. On root.
  std::vector<double> of(const std::vector<double>& sources, const std::vector<float>& noises) const {
    const std::size_t count = sources.size() / dimension_, width = 2 * times_.size();
    std::vector<double> values(count * width);
    const std::vector<double> wide(noises.begin(), noises.end());
    if (gaussian_) {
      gaussian_->information_density(sources, wide, times_, values);
      return values;
    }
    for (std::size_t q = 0; q < count; ++q) {
      const auto z = std::span(wide).subspan(q * dimension_, dimension_);
      const auto out = std::span(values).subspan(q * width, width);
      law_->noised_log_densities(std::span(sources).subspan(q * dimension_, dimension_), z, times_, out);
      subtract_from_noise(z, out);
    }
    return values;
  }

 private:
  /// i = ln P_t(x | a) - ln P_t(x), ln P_t(x | a) = -|z|^2/2 - (d/2) ln(2 pi Delta_t).
  void subtract_from_noise(std::span<const double> z, std::span<double> log_density) const {
    const double norm = std::inner_product(z.begin(), z.end(), z.begin(), 0.);
    for (std::size_t i = 0; i < log_density.size(); ++i) {
      const double variance = noise_variance(times_[i % times_.size()]);
      log_density[i] = -norm / 2 -
                       static_cast<double>(dimension_) / 2 * std::log(2 * std::numbers::pi * variance) -
                       log_density[i];
    }
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

/// Sums of the controls of draws, in batches.
class ControlMeans {
 public:
  ControlMeans(const std::vector<std::int64_t>& snapshots, std::size_t times) : times_(times) {
    for (const std::int64_t points : snapshots) log_points_.push_back(std::log(static_cast<double>(points)));
    sums_.assign(snapshots.size(), std::vector(control_batches, std::vector(times, ControlValues{})));
  }

  /// information: [z, -z][time]
  void add(std::int64_t draw, std::span<const double> information, double noise_excess, double half_norm) {
    for (std::size_t k = 0; k < log_points_.size(); ++k) {
      auto& batch = sums_[k][static_cast<std::size_t>(draw % control_batches)];
      for (std::size_t i = 0; i < information.size(); ++i) {
        const ControlValues values =
            observables::control_values(information[i], log_points_[k], noise_excess, half_norm);
        for (std::size_t c = 0; c < values.size(); ++c) batch[i % times_][c] += values[c];
      }
    }
  }

  auto take(std::int64_t draws) && {
    const std::int64_t of_a_batch = draws / control_batches;
    const auto states = 2 * static_cast<double>(of_a_batch);
    for (auto& snapshot : sums_)
      for (auto& batch : snapshot)
        for (ControlValues& values : batch)
          for (double& value : values) value /= states;
    return std::move(sums_);
  }

 private:
  std::size_t times_;
  std::vector<double> log_points_;
  std::vector<std::vector<std::vector<ControlValues>>> sums_;
};

/// Sources [first, first + count) of draws: fresh points of a law, or the points of a file in turn.
/// Collective.
std::vector<double> drawn_sources(const InformationDensity& density, const datasets::TrainingSet& set,
                                  std::int64_t source_points, const kernels::Stream& stream,
                                  std::int64_t first, std::int64_t count, const kernels::Partition& partition,
                                  const parallel::Communicator& communicator) {
  if (!density.law()) {
    std::vector<std::int64_t> indices;
    for (std::int64_t i = first; i < first + count; ++i) indices.push_back(i % source_points);
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
                            std::int64_t source_points, const datasets::TrainingSet& set,
                            const kernels::NoisedQueries& queries, std::int64_t count, std::uint32_t replica,
                            const kernels::Partition& partition, const parallel::Communicator& communicator) {
  const InformationDensity density(options, times, source_points, set, partition, communicator);
  const auto d = static_cast<std::size_t>(set.dimension()), width = 2 * times.size();
  QueryControls controls;
  if (communicator.is_root()) {
    controls.information = density.of(queries.source, queries.noise);
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
  ControlMeans means(options.snapshots, times.size());
  for (std::int64_t first = 0; first < draws; first += chunk) {
    const std::int64_t drawn = std::min(chunk, draws - first);
    const std::vector<double> sources =
        drawn_sources(density, set, source_points, point_stream, first, drawn, partition, communicator);
    if (!communicator.is_root()) continue;
    std::vector<float> noises;
    for (std::int64_t i = first; i < first + drawn; ++i)
      kernels::append_normals(noise_stream, static_cast<std::uint64_t>(i), set.dimension(), noises);
    const std::vector<double> information = density.of(sources, noises);
    for (std::size_t i = 0; i < static_cast<std::size_t>(drawn); ++i)
      means.add(first + static_cast<std::int64_t>(i), std::span(information).subspan(i * width, width),
                norm_squared(noises.data() + i * d, d) - static_cast<double>(d),
                norm_squared(sources.data() + i * d, d) / 2);
  }
  controls.means = std::move(means).take(draws);
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
