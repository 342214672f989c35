#include "experiments/kde/kde_data.hpp"

#include <algorithm>
#include <cmath>

#include "base/grid.hpp"
#include "experiments/kde/kde_analysis.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"
#include "theory/density_regimes.hpp"

namespace regimes::experiments {

KdeOptions resolve_files(const KdeOptions& options) {
  if (!is_from_file(options)) return options;
  KdeOptions all = options;  // --points counts training points, and others may be kept apart
  all.points.reset();
  const datasets::FileShape shape = file_shape(all);
  KdeOptions known = resolve_with_data(options, shape.dimension, shape.points);
  known.any_order = shape.any_order;
  return known;
}

std::optional<DensityLaw> density_law(const KdeOptions& options) {
  const auto form = density_form(options);
  if (!form) return std::nullopt;
  const auto dimension = static_cast<double>(options.dimension.value());
  const double amplitude = form->mean_amplitude.value_or(0);
  return DensityLaw{dimension, form->variance, amplitude * amplitude * dimension};
}

KdeOptions with_points_kept_apart(KdeOptions options) {
  options.points = options.points.value() + points_kept_apart(options);
  return options;
}

datasets::TrainingSet make_density_set(const KdeOptions& options, std::uint32_t replica,
                                       const kernels::Partition& partition,
                                       const parallel::Communicator& ranks,
                                       kernels::Coordinates coordinates) {
  return make_training_set(with_points_kept_apart(options), replica, partition, ranks,
                           {datasets::RowOrder::permuted, datasets::usual_window_bytes, coordinates});
}

std::optional<double> known_deviation(const KdeOptions& options) {
  const auto form = density_form(options);
  if (!form) return std::nullopt;
  const double amplitude = form->mean_amplitude.value_or(0);
  return std::sqrt(form->variance + amplitude * amplitude);
}

double coordinate_deviation(const KdeOptions& options, const datasets::TrainingSet& set,
                            const kernels::Partition& partition, const parallel::Communicator& ranks) {
  if (const auto known = known_deviation(options)) return *known;
  const auto d = static_cast<std::size_t>(set.dimension());
  std::vector<double> sums(d + 1, 0.);  // of the coordinates, and of all squares
  set.visit_own_rows(0, partition.local_rows(set.count()), [&](std::span<const double> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = rows[i] - (set.mean().empty() ? 0 : set.mean()[i % d]);
      sums[i % d] += value;
      sums[d] += value * value;
    }
  });
  sums = ranks.sum(sums);
  const auto n = static_cast<double>(set.count());
  double variance = sums[d] / n;
  for (std::size_t k = 0; k < d; ++k) variance -= sums[k] / n * (sums[k] / n);
  return std::sqrt(variance / static_cast<double>(d));
}

std::vector<double> choose_bandwidths(const KdeOptions& options, double deviation) {
  if (!options.bandwidths.empty()) return options.bandwidths;
  if (!(deviation > 0))
    throw OptionError("bandwidths", "the points are all equal, nothing says which bandwidths; give some");
  constexpr double below = .5, above = 1.5,
                   below_of_file = .1;  // files have fewer dimensions than coordinates
  const auto d = static_cast<double>(options.dimension.value());
  const auto alpha = [&](std::int64_t points) { return std::log(static_cast<double>(points)) / d; };
  const double unit = options.kernel == DensityKernel::gaussian ? deviation : deviation * std::sqrt(d);
  const auto largest = static_cast<double>(options.snapshots.back()),
             smallest = static_cast<double>(options.snapshots.front());
  // In few dimensions the rules of thumb, which are near the best, lie far above the theory of d >> 1.
  const double first =
      (is_from_file(options) ? below_of_file : below) *
      std::min({theory::bandwidth_thresholds(alpha(options.snapshots.back())).kullback_leibler,
                scott_bandwidth(1, d, largest), silverman_bandwidth(1, d, largest)});
  const double last =
      above * std::max({theory::bandwidth_thresholds(alpha(options.snapshots.front())).central_limit,
                        scott_bandwidth(1, d, smallest), silverman_bandwidth(1, d, smallest)});
  return options.kernel == DensityKernel::gaussian
             ? inverse_square_spaced(first * unit, last * unit, automatic_bandwidth_count)
             : log_spaced(first * unit, last * unit, automatic_bandwidth_count);
}

}  // namespace regimes::experiments
