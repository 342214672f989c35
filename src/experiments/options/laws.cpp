#include "experiments/options/laws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "experiments/options/law_rows.hpp"
#include "experiments/options/precision_choice.hpp"

namespace regimes::experiments {
namespace {

constexpr double prior_tolerance = 1e-6;

std::vector<Law>& catalogue() {
  static std::vector<Law> rows{gaussian_row(),  mixture_row(),     means_row(), hierarchy_row(),
                               variances_row(), covariances_row(), ising_row(), curie_weiss_row()};
  return rows;
}

const LawOption* find_option(const Law& law, std::string_view name) {
  const auto found = std::find_if(law.options.begin(), law.options.end(),
                                  [name](const LawOption& option) { return option.option.name == name; });
  return found == law.options.end() ? nullptr : &*found;
}

void check_priors(const TrainingOptions& options) {
  if (options.class_priors.empty()) return;
  if (const auto classes = known_classes(options)) check_prior_count(options, *classes);
  for (const double prior : options.class_priors)
    if (!(prior > 0 && prior <= 1))
      throw OptionError("class-priors", fmt::format("{} is out of range; give numbers above 0", prior));
  const double sum = std::accumulate(options.class_priors.begin(), options.class_priors.end(), 0.);
  if (std::abs(sum - 1) > prior_tolerance)
    throw OptionError("class-priors", fmt::format("they sum to {}; priors sum to 1", sum));
}

/// What a closed form of the options' law gives; nothing for files and laws without it.
template <class Form>
std::optional<Form> form_of(const TrainingOptions& options,
                            std::function<std::optional<Form>(const TrainingOptions&)> Law::*form) {
  const Law* law = find_law(options.train.name);
  return law != nullptr && law->*form ? (law->*form)(options) : std::nullopt;
}

}  // namespace

const std::vector<Law>& laws() { return catalogue(); }

void add_law(Law law) {
  require(find_law(law.name) == nullptr, "two laws are called {}", law.name);
  catalogue().push_back(std::move(law));
}

const Law* find_law(std::string_view name) {
  const auto found =
      std::find_if(laws().begin(), laws().end(), [name](const Law& law) { return law.name == name; });
  return found == laws().end() ? nullptr : &*found;
}

const Law& law_of(const TrainingOptions& options) {
  const Law* law = find_law(options.train.name);
  require(law != nullptr, "--train {} is not a law that is known exactly", options.train.name);
  return *law;
}

std::vector<Option> options_of_laws() {
  std::vector<Option> options;
  for (const Law& law : laws())
    for (const LawOption& read : law.options) {
      if (find({{"", options}}, read.option.name) != nullptr) continue;
      options.push_back(read.option);
      options.back().applies = [name = read.option.name](const OptionValues& values) {
        return law_reads(static_cast<const TrainingOptions&>(values), name);
      };
      options.back().condition = laws_with(read.option.name);
    }
  return options;
}

bool law_reads(const TrainingOptions& options, std::string_view option) {
  const Law* law = find_law(options.train.name);
  const LawOption* found = law == nullptr ? nullptr : find_option(*law, option);
  return found != nullptr && (!found->applies || found->applies(options));
}

std::string laws_with(std::string_view option) {
  std::vector<std::string> names;
  for (const Law& law : laws())
    if (const LawOption* found = find_option(law, option))
      names.push_back(found->condition.empty() ? law.name : law.name + " " + found->condition);
  return "--train " + either_of(names);
}

namespace {

/// Points of a law are as large as those of a file may be, also where none is ever held: `square` is that of
/// a coordinate.
void check_square(const TrainingOptions& options, const char* option, double square) {
  const double norm_squared = square * static_cast<double>(options.dimension.value_or(1));
  if (!(norm_squared < norm_squared_limit))
    throw OptionError(option, fmt::format("points would have |a|^2 of {:.3g}; it must stay below {:.0e}",
                                          norm_squared, norm_squared_limit));
}

void check_size_of_law(const TrainingOptions& options) {
  check_square(options, "variance", options.variance);
  check_square(options, "mean-amplitude", options.mean_amplitude * options.mean_amplitude);
  for (const double variance : options.variances) check_square(options, "variances", variance);
  for (const double amplitude : options.mean_amplitudes)
    check_square(options, "mean-amplitudes", amplitude * amplitude);
}

}  // namespace

void check_law(const TrainingOptions& options) {
  check_positive("variance", options.variance);
  check_not_negative("mean-amplitude", options.mean_amplitude);
  law_of(options).check(options);
  check_priors(options);
  check_size_of_law(options);
}

datasets::PopulationLaw population_law(const TrainingOptions& options) {
  return law_of(options).make(options);
}

std::optional<std::size_t> known_classes(const TrainingOptions& options) {
  return law_of(options).classes(options);
}

std::optional<theory::DataLaw> data_law(const TrainingOptions& options) {
  return form_of(options, &Law::collapse);
}

std::optional<DensityForm> density_form(const TrainingOptions& options) {
  return form_of(options, &Law::density);
}

std::optional<theory::TwoMeansPotential> potential_of(const TrainingOptions& options) {
  return form_of(options, &Law::potential);
}

std::vector<datasets::PairTheory> pair_theories(const TrainingOptions& options,
                                                const datasets::PopulationLaw& law) {
  const Law& row = law_of(options);
  std::vector<datasets::PairTheory> theories;
  for (const datasets::GroupPair& pair : datasets::pairs_of(law.levels()))
    theories.push_back(row.pair ? row.pair(options, law, pair) : datasets::PairTheory{});
  return theories;
}

}  // namespace regimes::experiments
