#pragma once
/// Which training set: the options that every experiment on a training set shares.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "datasets/centering.hpp"
#include "datasets/label_range.hpp"
#include "experiments/options/option.hpp"
#include "experiments/options/option_checks.hpp"

namespace regimes::experiments {

/// Where points come from: the name of a law (laws.hpp) or of a format of files (datasets/file_format.hpp).
struct TrainingSource {
  std::string name = "gaussian";
  bool is_given = false;  ///< otherwise --train-file tells it
};
inline const std::string& name_of(const TrainingSource& source) { return source.name; }
/// All of them, in the order of the help.
std::vector<TrainingSource> training_sources();

using datasets::Centering;

inline constexpr std::int64_t default_dimension = 32;  ///< of synthetic laws
inline constexpr std::int64_t largest_dimension = 1 << 24;
inline constexpr std::int64_t smallest_points = 2;  ///< below, there is nothing to confuse a point with
using datasets::largest_label;

/// Options as given; an empty optional or vector was not given and gets its default from the others.
struct TrainingOptions : OptionValues {
  TrainingSource train;
  std::optional<std::int64_t> dimension;  ///< d; default 32 for synthetic laws, read from a file
  std::vector<std::int64_t> axes;         ///< of a point, read from a file; empty: one axis
  std::string axis_letters;               ///< the same, of datasets::RowAxes
  bool any_order = true;                  ///< datasets::RowAccess::any_order of the file
  bool holds_bytes = false;  ///< datasets::RowAccess::holds_bytes, where an experiment keeps them as such
  std::optional<std::int64_t> points;              ///< n
  std::optional<double> log_points_per_dimension;  ///< alpha = ln n / d, instead of points
  double variance = 1;                             ///< sigma^2 of synthetic laws
  double mean_amplitude = 1;                       ///< mu of the mixture: |m|^2 = mu^2 d
  std::vector<double> mean_amplitudes;             ///< of several means, one per class; of two levels
  std::vector<double> variances;                   ///< of classes of different variances
  std::vector<double> variance_exponents;          ///< of variances that fall as a power, one per class
  std::string variances_file;                      ///< variances of every class and coordinate, instead
  std::vector<double> inverse_temperatures;        ///< of Ising chains, one per class
  double inverse_temperature = 1.5;                ///< beta of Curie and Weiss's spins
  double field = 0;                                ///< and their h
  std::vector<double> class_priors;                ///< empty: equal
  std::string train_file;                          ///< points; see datasets::FileSource
  std::string labels_file;                         ///< labels, of any format
  std::vector<int> classes;                        ///< label values to keep; empty: all
  std::optional<std::int64_t> per_class;           ///< points kept per class, the first in file order
  double scale = 1;                                ///< multiplies the raw values
  Centering center = Centering::scalar;            ///< what is subtracted from real data after scaling
  std::uint64_t seed = 1;
  bool store = false;  ///< hold synthetic points in memory instead of regenerating them
};

/// Where --train is not given, the format of --train-file by its content. Errors: those of
/// datasets::format_told().
void tell_format(TrainingOptions& options);

/// Whether the points come from a file.
bool is_from_file(const TrainingOptions& options);
/// Whether the points have classes: labels, or a law with several.
bool has_classes(const TrainingOptions& options);

/// Checks the options, alone and against each other, and fills the dimension of synthetic laws. Throws
/// OptionError.
void check_training(TrainingOptions& options);

/// Fills --points from --log-points-per-dimension or, where neither is given, with `available`: what the
/// selection from a file has, or nothing. The dimension is known. Throws OptionError.
void fill_points(TrainingOptions& options, std::optional<std::int64_t> available);

/// The option that set the number of points, for errors about it.
std::string points_option(const TrainingOptions& options);

}  // namespace regimes::experiments
