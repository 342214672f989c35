#include "experiments/kde/kde_queries.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "experiments/options/laws.hpp"
#include "kernels/random.hpp"

namespace regimes::experiments {
namespace {

/// Scales x to |x|^2 = d sigma^2, where the mass of the law is.
void put_on_sphere(float* x, int dimension, double variance) {
  double norm_squared = 0;
  for (int k = 0; k < dimension; ++k) norm_squared += static_cast<double>(x[k]) * x[k];
  const double factor = std::sqrt(dimension * variance / norm_squared);
  for (int k = 0; k < dimension; ++k) x[k] = static_cast<float>(factor * x[k]);
}

/// Fresh points of a law that knows its classes one by one, [query][coordinate].
std::vector<float> fresh_points_of_classes(const KdeOptions& options, kernels::Stream stream) {
  const datasets::PopulationLaw law = population_law(options);
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<float> x(static_cast<std::size_t>(options.queries) * d);
  for (std::int64_t q = 0; q < options.queries; ++q)
    law.sample(stream, q, std::span(x).subspan(static_cast<std::size_t>(q) * d, d));
  return x;
}

/// Fresh points of one Gaussian, or of two means in turn, [query][coordinate].
std::vector<float> fresh_points_of_form(const KdeOptions& options, const DensityForm& form,
                                        kernels::Stream stream) {
  const int dimension = static_cast<int>(options.dimension.value());
  const auto deviation = static_cast<float>(std::sqrt(form.variance));
  std::vector<float> x;
  x.reserve(static_cast<std::size_t>(options.queries) * dimension);
  for (std::int64_t q = 0; q < options.queries; ++q) {
    kernels::append_normals(stream, static_cast<std::uint64_t>(q), dimension, x);
    float* const point = x.data() + q * dimension;
    const float mean =
        static_cast<float>(q % 2 == 0 ? 1 : -1) * static_cast<float>(form.mean_amplitude.value_or(0));
    for (int k = 0; k < dimension; ++k) point[k] = mean + deviation * point[k];
    if (options.fixed_query && !form.mean_amplitude) put_on_sphere(point, dimension, form.variance);
  }
  return x;
}

std::vector<float> fresh_points(const KdeOptions& options, std::uint32_t replica) {
  const kernels::Stream stream =
      kernels::make_stream(options.seed, options.fixed_query ? 0 : replica, kernels::Purpose::query_noise);
  const auto form = density_form(options);
  return form ? fresh_points_of_form(options, *form, stream) : fresh_points_of_classes(options, stream);
}

}  // namespace

kernels::DensityQueries make_density_queries(const datasets::TrainingSet& set, const KdeOptions& options,
                                             std::uint32_t replica, const kernels::Partition& partition,
                                             const parallel::Communicator& communicator) {
  kernels::DensityQueries queries;
  queries.count = static_cast<int>(options.queries);
  queries.dimension = set.dimension();
  const QueryPoints kind = query_points(options);
  if (kind == QueryPoints::fresh) {
    const std::vector<float> x = fresh_points(options, replica);
    queries.x.assign(x.begin(), x.end());
    return queries;
  }
  const std::vector<std::int64_t> indices = query_indices(options);
  queries.x = set.rows(indices, partition, communicator);
  if (kind == QueryPoints::leave_one_out) queries.left_out = indices;
  return queries;
}

std::vector<std::int64_t> query_indices(const KdeOptions& options) {
  const QueryPoints kind = query_points(options);
  if (kind == QueryPoints::fresh) return {};
  std::vector<std::int64_t> indices;
  for (std::int64_t q = 0; q < options.queries; ++q)
    indices.push_back(kind == QueryPoints::leave_one_out ? q % options.snapshots.front()
                                                         : options.points.value() + q);
  return indices;
}

DensityPoints density_points(const kernels::DensityQueries& queries, const KdeOptions& options) {
  DensityPoints points;
  const auto form = density_form(options);
  const bool has_means = form && form->mean_amplitude;
  points.norm_squared = norms_squared(queries);
  for (int q = 0; q < queries.count; ++q) {
    const auto x = queries.x.begin() + static_cast<std::ptrdiff_t>(q) * queries.dimension;
    if (has_means)
      points.mean_overlap.push_back(*form->mean_amplitude * std::accumulate(x, x + queries.dimension, 0.));
    points.source_index.push_back(queries.left_out.empty() ? -1 : queries.left_out[q]);
  }
  return points;
}

double largest_norm_squared(const kernels::DensityQueries& queries) {
  const std::vector<double> norms = norms_squared(queries);
  return norms.empty() ? 0 : *std::max_element(norms.begin(), norms.end());
}

}  // namespace regimes::experiments
