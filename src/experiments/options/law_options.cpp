#include "experiments/options/law_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "datasets/readers/file_format.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

using Options = TrainingOptions;

bool for_synthetic(const Options& options) { return !is_from_file(options); }
bool for_classes(const Options& options) { return for_synthetic(options) && law_of(options).has_classes; }

std::string source_names() {
  std::vector<std::string> names;
  for (const TrainingSource& source : training_sources()) names.push_back(source.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

/// "gaussian, mixture ...; a file tells its own".
std::string some_sources() {
  return fmt::format("{}, {} ...; a file tells its own", laws()[0].name, laws()[1].name);
}

/// What every law and every format says of itself.
std::string explanation_of_sources() {
  std::string text = "What the n training points are drawn from. ";
  for (const Law& law : laws()) text += fmt::format("{}: {} ", law.name, law.sentence);
  text +=
      "Classes take turns so that every prefix is balanced. The others are rows of a file, selected in file "
      "order, then permuted by seed and realisation so that every prefix is balanced between the classes.";
  for (const datasets::FileFormat& format : datasets::file_formats())
    text += fmt::format(" {}: {}", format.name, format.sentence);
  return text + " The format of a file is told from its content and need not be given.";
}

OptionValue dimension_value() {
  OptionValue value = count(&Options::dimension);
  value.text = [](const OptionValues& options) {
    return fmt::format("{}", static_cast<const Options&>(options).dimension.value_or(default_dimension));
  };
  return value;
}

Option source_option() {
  return {.name = "train",
          .argument = "LAW",
          .summary = some_sources(),
          .explanation = explanation_of_sources(),
          .range = source_names(),
          .value = choice(&Options::train, training_sources())};
}

Option dimension_option() {
  return {.name = "dimension",
          .argument = "COUNT",
          .summary = "d, coordinates of a point",
          .explanation =
              "d, the number of coordinates of a point. For files it is the length of a "
              "row, and not to be given.",
          .unit = "coordinates",
          .range = fmt::format("1 to {}", largest_dimension),
          .value = dimension_value(),
          .applies = when<Options>(for_synthetic),
          .condition = "a --train other than a file"};
}

Option priors_option() {
  return {.name = "class-priors",
          .argument = "REALS",
          .summary = "share of every class",
          .explanation =
              "The share of every class among the points. Training sets keep to it in every "
              "prefix.",
          .fallback = "equal",
          .range = "one number above 0 for each class, with the sum 1",
          .value = reals(&Options::class_priors),
          .applies = when<Options>(for_classes),
          .condition = "a law with classes"};
}

Option store_option() {
  return {.name = "store",
          .summary = "hold synthetic points in memory",
          .explanation =
              "Hold the synthetic points in memory (4 n d bytes over all ranks) instead "
              "of regenerating them in every sweep. The points are the same.",
          .value = switch_value(&Options::store),
          .applies = when<Options>(for_synthetic),
          .condition = "a --train other than a file",
          .on_resume = OnResume::free};
}

}  // namespace

OptionGroup source_options() {
  return {.title = "Training points", .options = {source_option(), dimension_option()}};
}

OptionGroup law_options() {
  return {.title = "Synthetic laws",
          .options = joined({options_of_laws(), {priors_option(), store_option()}}),
          .is_on_request = true};
}

bool has_effect(const TrainingOptions& options, std::string_view name) {
  static const OptionTable table = {source_options(), law_options()};
  return option_of(table, name).has_effect(options);
}

}  // namespace regimes::experiments
