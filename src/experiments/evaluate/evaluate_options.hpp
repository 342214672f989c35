#pragma once
/// What `regimes evaluate` is asked to do.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/options/free_points_options.hpp"
#include "experiments/options/run_options.hpp"
#include "experiments/options/smoothing_options.hpp"

namespace regimes::experiments {

/// What free points are asked for.
enum class FreeObservable {
  log_density,
  empirical_score,
  posterior_mean,
  posterior_entropy,
  inverse_participation_ratio,
  nearest,  ///< indices and distances
  class_weights,
  intrinsic_dimension,  ///< of the query itself, without noise
  class_mean,           ///< the posterior mean within every class
  class_score
};
std::string_view name_of(FreeObservable observable);
std::vector<FreeObservable> free_observables();  ///< all of them

inline constexpr int largest_neighbours = 1000;
inline constexpr std::int64_t largest_groups = 1'000'000;

struct EvaluateOptions : RunOptions {
  EvaluateOptions() : RunOptions("evaluate.h5") {}

  FreePoints queries{"queries"};
  std::vector<double> times;  ///< ascending
  std::vector<FreeObservable> observables = {FreeObservable::log_density, FreeObservable::posterior_entropy,
                                             FreeObservable::inverse_participation_ratio,
                                             FreeObservable::nearest};
  int neighbours = 1;             ///< k
  bool leave_one_out = false;     ///< queries are the training points, each left out of its own sums
  SmoothingOptions smoothing;     ///< of posterior means and scores
  std::int64_t query_groups = 1;  ///< groups of ranks that share the queries out
};

bool asks_for(const EvaluateOptions& options, FreeObservable observable);
/// Whether posterior means are asked for, which --smoothing smooths.
bool asks_for_means(const EvaluateOptions& options);
/// Whether means within the classes are asked for, or scores that follow from them.
bool asks_for_class_means(const EvaluateOptions& options);
/// Classes for which a pass parts the points: with two, those outside one are the other.
inline int parted_classes(std::size_t classes) { return classes == 2 ? 1 : static_cast<int>(classes); }

/// Observables that have another value where equal points are one, and its name in files.
inline constexpr std::array observables_of_distinct = {FreeObservable::posterior_entropy,
                                                       FreeObservable::inverse_participation_ratio};
bool asks_for_distinct(const EvaluateOptions& options);
std::string distinct_name(FreeObservable observable);

/// Checks every option, alone and against the others. Throws OptionError.
EvaluateOptions resolve(EvaluateOptions options);

/// What depends on the files of the training set is filled in: dimension and points. Every rank looks at
/// them. Throws OptionError, and what the readers throw.
EvaluateOptions resolve_files(EvaluateOptions options);

/// All options, in the order of the help.
const OptionTable& evaluate_option_table();

}  // namespace regimes::experiments
