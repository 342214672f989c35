#pragma once
/// The laws of points that are known exactly: one row for each, from which the choices and the help of
/// --train, the conditions of its options, their checks, the points, and all that theory says of a law are
/// made. A new law is a row (README.md).
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/population/pair_theory.hpp"
#include "datasets/population/population_law.hpp"
#include "experiments/options/training_options.hpp"
#include "theory/law.hpp"
#include "theory/potential.hpp"

namespace regimes::experiments {

/// A density known in closed form: N(0, variance I), or that around +-m with equal weights,
/// m = mean_amplitude (1, ..., 1).
struct DensityForm {
  double variance;
  std::optional<double> mean_amplitude;
};

/// An option of training sets that a law reads.
struct LawOption {
  /// Its declaration: where several laws read it, the same in all. Laws say when it has an effect, and under
  /// which condition.
  Option option;
  /// Whether it has an effect beside the other options of the law; empty: always.
  std::function<bool(const TrainingOptions&)> applies = {};
  std::string condition = {};  ///< the same in words: "with --variance-exponents"
};

/// One law. Functions take checked options; those for closed forms are empty, or give nothing, where there
/// is none.
struct Law {
  std::string name;                ///< of --train
  std::string sentence;            ///< what its points are, for the manual
  std::vector<LawOption> options;  ///< those it reads beside --dimension and --class-priors
  bool has_classes = true;         ///< whether there is more than one class
  bool is_drawn = false;  ///< its points are no function of their index for sweeps: sets are drawn and kept

  /// The number of classes; nothing where it is known only when a file is read.
  std::function<std::optional<std::size_t>(const TrainingOptions&)> classes;
  /// Checks its options, alone and against each other. The dimension is known. Throws OptionError.
  std::function<void(const TrainingOptions&)> check;
  /// The exact law. DataError and InputOutputError where it reads a file.
  std::function<datasets::PopulationLaw(const TrainingOptions&)> make;

  std::function<std::optional<theory::DataLaw>(const TrainingOptions&)> collapse = {};
  std::function<std::optional<DensityForm>(const TrainingOptions&)> density = {};
  std::function<std::optional<theory::TwoMeansPotential>(const TrainingOptions&)> potential = {};
  std::function<datasets::PairTheory(const TrainingOptions&, const datasets::PopulationLaw&,
                                     const datasets::GroupPair&)>
      pair = {};
};

/// All laws, in the order of the help.
const std::vector<Law>& laws();
/// One more, for a program that has a law of its own; before any option is read. ContractError where the name
/// is taken.
void add_law(Law law);

/// The law of that name; null where there is none.
const Law* find_law(std::string_view name);
/// The law of the options, whose points do not come from a file (ContractError).
const Law& law_of(const TrainingOptions& options);

/// The options that laws read, in the order of their rows, each with its condition.
std::vector<Option> options_of_laws();
/// Whether the law of the options reads an option.
bool law_reads(const TrainingOptions& options, std::string_view option);
/// The laws that read an option, as the condition of its use: "--train means or hierarchy".
std::string laws_with(std::string_view option);

/// Checks what --train asks of a law, alone and against each other. The dimension is known. Throws
/// OptionError.
void check_law(const TrainingOptions& options);
/// The exact law of checked options. Errors: those of Law::make.
datasets::PopulationLaw population_law(const TrainingOptions& options);
/// The number of classes of a law, where it is known before a file is read.
std::optional<std::size_t> known_classes(const TrainingOptions& options);

/// The closed form of the collapse; none for files and for laws that have none.
std::optional<theory::DataLaw> data_law(const TrainingOptions& options);
/// The closed form of the density; none for files and for laws that have none.
std::optional<DensityForm> density_form(const TrainingOptions& options);
/// The potential in which two means are decided; none for files and other laws.
std::optional<theory::TwoMeansPotential> potential_of(const TrainingOptions& options);
/// [pair] of pairs_of(law.levels()); without functions, and NaN, where theory has nothing to say.
std::vector<datasets::PairTheory> pair_theories(const TrainingOptions& options,
                                                const datasets::PopulationLaw& law);

}  // namespace regimes::experiments
