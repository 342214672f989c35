#pragma once
/// What `regimes collapse` is asked to do: the options as plain values, resolved by resolve() before anything runs.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regimes::experiments {

enum class TrainingLaw { gaussian, mixture, idx };
enum class Centering { none, scalar, mean };
enum class PrecisionChoice { single, twice, automatic };  ///< --precision float, double, auto

/// Options as given; an empty optional was not given and gets its default from the others.
struct CollapseOptions {
  TrainingLaw train = TrainingLaw::gaussian;
  std::optional<std::int64_t> dimension;             ///< d; default 32 for synthetic laws, read from the file for idx
  std::optional<std::int64_t> points;                ///< n_max
  std::optional<double> log_points_per_dimension;    ///< alpha = ln n_max / d, instead of points
  std::vector<std::int64_t> snapshots;               ///< n_k, ascending; empty: 10 log-spaced up to n_max
  double variance = 1;                               ///< sigma^2 of synthetic laws
  double mean_amplitude = 1;                         ///< mu of the mixture: |m|^2 = mu^2 d
  std::string train_file;                            ///< idx images, plain or .gz
  std::string labels_file;                           ///< idx labels, plain or .gz
  std::vector<int> classes;                          ///< label values to keep; empty: all
  std::optional<std::int64_t> per_class;             ///< points kept per class, the first in file order
  double scale = 1;                                  ///< multiplies the raw values
  Centering center = Centering::scalar;              ///< what is subtracted from real data after scaling
  std::int64_t queries = 128;                        ///< B, per replica
  std::vector<double> times;                         ///< ascending; empty: chosen from the predicted t_C
  int replicas = 1;
  std::uint64_t seed = 1;
  PrecisionChoice precision = PrecisionChoice::automatic;
  bool store = false;                                ///< hold synthetic points in memory instead of regenerating them
  std::string output = "collapse.h5";
  bool force = false;                                ///< replace an existing output
};

}  // namespace regimes::experiments
