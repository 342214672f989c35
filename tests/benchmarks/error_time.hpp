#pragma once
/// How long `regimes collapse` takes to know a collapse time: what a sweep is for.
#include <cstdint>
#include <string>
#include <vector>

namespace regimes::benchmarks {

/// Names these runs among the kernels.
inline constexpr const char* whole_runs = "collapse";

inline constexpr double wanted_error = .005;  ///< of t_C by cloning

/// A run with this target error on one core, from points to error bars.
struct ErrorTime {
  std::string law;
  int dimension = 0;
  std::int64_t points = 0;
  bool is_plain = false;  ///< neither pairs nor control variates
  std::int64_t queries = 0;
  double seconds = 0;
  double error = 0;  ///< that it has come to

  /// For exactly the error that was wanted: the number of queries is chosen with a margin.
  double seconds_to_wanted() const { return seconds * (error / wanted_error) * (error / wanted_error); }
};

/// With the estimators that runs have unless --plain is given, and without, one after the other, on two laws.
/// `quick`: a tenth of the points. MPI and the backend are up.
std::vector<ErrorTime> measure_error_times(bool quick);

}  // namespace regimes::benchmarks
