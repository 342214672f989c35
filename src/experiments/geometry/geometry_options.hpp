#pragma once
/// What `regimes geometry` is asked to do.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/options/free_points_options.hpp"
#include "experiments/snapshots/snapshot_options.hpp"

namespace regimes::experiments {

/// Full spectra of more dimensions take seconds for every query.
inline constexpr std::int64_t largest_full_spectrum = 1024;

/// Whether queries of the training set carry the noise of their time.
enum class QueryNoise { on, off };
std::string_view name_of(QueryNoise noise);

/// Whose Jacobian is measured.
enum class ScoreOwner { empirical, population };
std::string_view name_of(ScoreOwner owner);

/// --spectrum: which eigenvalues.
struct SpectrumChoice {
  static constexpr std::int64_t none = 0, full = -1;
  std::int64_t count = full;  ///< or so many of the largest
};

struct GeometryOptions : SnapshotOptions {
  GeometryOptions() : SnapshotOptions("geometry.h5") { queries = 100; }

  std::vector<double> times;  ///< ascending
  SpectrumChoice spectrum;
  ScoreOwner score = ScoreOwner::empirical;
  QueryNoise noise = QueryNoise::on;
  FreePoints free{"queries"};  ///< instead of training points
  std::string directions;      ///< a file of orthonormal rows; empty: none
  bool save_queries = false;
};

/// How many eigenvalues are measured. The dimension is known.
std::int64_t eigenvalues_of(const GeometryOptions& options);
inline bool has_full_spectrum(const GeometryOptions& options) {
  return options.spectrum.count == SpectrumChoice::full;
}
/// Whether queries are training points.
inline bool has_sources(const GeometryOptions& options) { return !options.free.is_given(); }

/// Checks every option, alone and against the others. Throws OptionError.
GeometryOptions resolve(GeometryOptions options);
/// What depends on the files is filled in: dimension, points and sizes. Every rank looks at them.
GeometryOptions resolve_files(GeometryOptions options);

/// All options, in the order of the help.
const OptionTable& geometry_option_table();

}  // namespace regimes::experiments
