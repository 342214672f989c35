#pragma once
/// What queries have whose means are known, for the control variates of a replica.
#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/collapse/collapse_data.hpp"
#include "experiments/collapse/collapse_options.hpp"
#include "kernels/queries.hpp"
#include "observables/control_variates.hpp"

namespace regimes::experiments {

/// Draws of (source, noise) behind the means of controls, for every query; each with both signs.
inline constexpr std::int64_t draws_per_query = 30;
/// Where draws are spread evenly over few coordinates (datasets/population/isotropic_frame.hpp), fewer come
/// as near: up to so many directions of means, of classes with one variance, so many for every query.
inline constexpr int most_directions_of_even_draws = 1;
inline constexpr std::int64_t even_draws_per_query = 8, fewest_draws_in_frames = 4096;
/// More draws of a file's points, d^2 flop each, would take longer than the sweep; the error of the means is
/// part of that of the results.
inline constexpr std::int64_t most_draws_of_files = 8192;
/// Independent parts of these, whose scatter is the error of the means.
inline constexpr std::int64_t control_batches = 8;

/// What one replica has. Empty: no controls.
struct QueryControls {
  std::vector<double> information;  ///< i(t), [query][time]
  std::vector<double> half_norm;    ///< |a^mu|^2/2, [query]
  /// [snapshot][batch][time]
  std::vector<std::vector<std::vector<observables::ControlValues>>> means;

  bool empty() const { return information.empty(); }
};

/// Whether a run with these options has controls: points of a law, or of a file whose dimension lets its
/// covariance be diagonalised.
bool has_controls(const CollapseOptions& options);

/// The controls of `count` mirrored queries, with the means for a run of `options.queries`. Means are those
/// over the law, or over the first `source_points` points of a file and noises; information densities those
/// of the law, or of the Gaussian with the covariance of these points. On root; collective.
QueryControls make_controls(const CollapseOptions& options, const std::vector<double>& times,
                            std::int64_t source_points, const ReplicaData& data,
                            const kernels::NoisedQueries& queries, std::int64_t count, std::uint32_t replica,
                            const kernels::Partition& partition, const parallel::Communicator& communicator);

/// The controls of all queries at one snapshot.
observables::Controls controls_at(const QueryControls& controls, std::size_t snapshot,
                                  const std::vector<double>& noise_norm_squared, std::int64_t dimension,
                                  std::int64_t points);

}  // namespace regimes::experiments
