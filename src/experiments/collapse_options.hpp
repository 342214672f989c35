#pragma once
/// What `regimes collapse` is asked to do: the options as plain values, resolved by resolve() before anything
/// runs.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "datasets/centering.hpp"
#include "io/provenance.hpp"

namespace regimes::experiments {

enum class TrainingLaw { gaussian, mixture, idx };
using datasets::Centering;
enum class PrecisionChoice { single, twice, automatic };  ///< --precision float, double, auto

inline constexpr std::int64_t default_dimension = 32;  ///< of synthetic laws
inline constexpr std::int64_t largest_dimension = 1 << 24;
inline constexpr std::int64_t largest_queries = 10'000'000;
inline constexpr std::int64_t largest_replicas = 100'000;
inline constexpr std::int64_t smallest_points = 2;  ///< below, there is nothing to confuse a point with
inline constexpr int largest_label = 255;           ///< labels of IDX files are bytes
inline constexpr double largest_time = 20;          ///< e^{-t} = 2e-9: no data left
inline constexpr std::int64_t most_times = 10'000;
inline constexpr std::int64_t automatic_snapshots = 10;
inline constexpr std::int64_t automatic_time_count = 48;

/// Options as given; an empty optional or vector was not given and gets its default from the others.
struct CollapseOptions {
  TrainingLaw train = TrainingLaw::gaussian;
  std::optional<std::int64_t> dimension;  ///< d; default 32 for synthetic laws, read from the file for idx
  std::optional<std::int64_t> points;     ///< n_max
  std::optional<double> log_points_per_dimension;  ///< alpha = ln n_max / d, instead of points
  std::vector<std::int64_t> snapshots;             ///< n_k, ascending; empty: 10 log-spaced up to n_max
  double variance = 1;                             ///< sigma^2 of synthetic laws
  double mean_amplitude = 1;                       ///< mu of the mixture: |m|^2 = mu^2 d
  std::string train_file;                          ///< idx images, plain or .gz
  std::string labels_file;                         ///< idx labels, plain or .gz
  std::vector<int> classes;                        ///< label values to keep; empty: all
  std::optional<std::int64_t> per_class;           ///< points kept per class, the first in file order
  double scale = 1;                                ///< multiplies the raw values
  Centering center = Centering::scalar;            ///< what is subtracted from real data after scaling
  std::int64_t queries = 128;                      ///< B, per replica
  std::int64_t query_groups = 1;                   ///< groups of ranks that share the queries out
  std::vector<double> times;                       ///< ascending; empty: chosen from the predicted t_C
  int replicas = 1;
  std::uint64_t seed = 1;
  PrecisionChoice precision = PrecisionChoice::automatic;
  bool store = false;  ///< hold synthetic points in memory instead of regenerating them
  std::string output = "collapse.h5";
  bool force = false;  ///< replace an existing output

  std::string command_line;  ///< as typed, for provenance
};

/// A usage error that names its option, so that app/ can add the line of the configuration file that set it.
class OptionError : public UsageError {
 public:
  OptionError(const std::string& option, const std::string& problem)
      : UsageError("--" + option + ": " + problem), option_(option), problem_(problem) {}
  const std::string& option() const noexcept { return option_; }
  const std::string& problem() const noexcept { return problem_; }

 private:
  std::string option_, problem_;
};

/// One option as it was used, for the provenance of a result: name, value as one would write it (empty: not
/// set) and origin.
using io::ResolvedOption;

/// Checks every option, alone and against the others, and fills dimension, points and snapshots of synthetic
/// laws. What depends on the file of an idx set, and times, stay empty where they were not given. Throws
/// OptionError.
CollapseOptions resolve(CollapseOptions options);

/// Second half for idx: the selection from the file has `available` points of `dimension` values. Throws
/// OptionError.
CollapseOptions resolve_with_data(CollapseOptions options, std::int64_t dimension, std::int64_t available);

/// --times auto: 48 log-spaced times from a quarter of the t_C predicted for n_max to 3 times that of the
/// smallest snapshot.
std::vector<double> automatic_times(double collapse_time_largest, double collapse_time_smallest);

/// Names of all options that end up in a result, in the order of the help.
const std::vector<std::string>& option_names();
/// The value of one option as one would write it on the command line; empty where it is not set.
std::string value_text(const CollapseOptions& options, std::string_view name);
/// Whether an option matters for the law of the training points: --variance does not for files.
bool has_effect(const CollapseOptions& options, std::string_view name);
/// The options that repeat the run: those of `origins` that have an effect and a value, with the values of
/// `options`. What was open when the origins were made is filled in, and its origin is `derived`.
std::vector<ResolvedOption> refreshed(const std::vector<ResolvedOption>& origins,
                                      const CollapseOptions& options);

std::string_view name_of(TrainingLaw law);
std::string_view name_of(PrecisionChoice precision);

}  // namespace regimes::experiments
