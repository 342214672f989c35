// Options back as text, for provenance and help.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/collapse_options.hpp"

namespace regimes::experiments {
namespace {

using Text = std::string (*)(const CollapseOptions&);
using Condition = bool (*)(const CollapseOptions&);

bool always(const CollapseOptions&) { return true; }
bool for_synthetic(const CollapseOptions& options) { return options.train != TrainingLaw::idx; }
bool for_mixture(const CollapseOptions& options) { return options.train == TrainingLaw::mixture; }
bool for_files(const CollapseOptions& options) { return options.train == TrainingLaw::idx; }

struct NamedText {
  std::string name;
  Condition applies;
  Text text;
};

template <class Value>
std::string optional_text(const std::optional<Value>& value) {
  return value ? fmt::format("{}", *value) : std::string();
}

template <class Value>
std::string list_text(const std::vector<Value>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}

const std::vector<NamedText>& texts() {
  using Options = CollapseOptions;
  static const std::vector<NamedText> table = {
      {"train", always, [](const Options& o) { return std::string(name_of(o.train)); }},
      {"dimension", for_synthetic,
       [](const Options& o) { return fmt::format("{}", o.dimension.value_or(default_dimension)); }},
      {"points", always, [](const Options& o) { return optional_text(o.points); }},
      {"log-points-per-dimension", always,
       [](const Options& o) { return optional_text(o.log_points_per_dimension); }},
      {"snapshots", always, [](const Options& o) { return list_text(o.snapshots); }},
      {"variance", for_synthetic, [](const Options& o) { return fmt::format("{}", o.variance); }},
      {"mean-amplitude", for_mixture, [](const Options& o) { return fmt::format("{}", o.mean_amplitude); }},
      {"store", for_synthetic, [](const Options& o) { return fmt::format("{}", o.store); }},
      {"train-file", for_files, [](const Options& o) { return o.train_file; }},
      {"labels-file", for_files, [](const Options& o) { return o.labels_file; }},
      {"classes", for_files, [](const Options& o) { return list_text(o.classes); }},
      {"per-class", for_files, [](const Options& o) { return optional_text(o.per_class); }},
      {"scale", for_files, [](const Options& o) { return fmt::format("{}", o.scale); }},
      {"center", for_files, [](const Options& o) { return std::string(name_of(o.center)); }},
      {"queries", always, [](const Options& o) { return fmt::format("{}", o.queries); }},
      {"query-groups", always, [](const Options& o) { return fmt::format("{}", o.query_groups); }},
      {"times", always, [](const Options& o) { return o.times.empty() ? "auto" : list_text(o.times); }},
      {"replicas", always, [](const Options& o) { return fmt::format("{}", o.replicas); }},
      {"seed", always, [](const Options& o) { return fmt::format("{}", o.seed); }},
      {"precision", always, [](const Options& o) { return std::string(name_of(o.precision)); }},
      {"output", always, [](const Options& o) { return o.output; }},
      {"force", always, [](const Options& o) { return fmt::format("{}", o.force); }},
  };
  return table;
}

const NamedText& text_of(std::string_view name) {
  for (const NamedText& entry : texts()) {
    if (entry.name == name) return entry;
  }
  throw ContractError(fmt::format("no option of collapse is called '{}'", name));
}

}  // namespace

std::string_view name_of(TrainingLaw law) {
  switch (law) {
    case TrainingLaw::gaussian:
      return "gaussian";
    case TrainingLaw::mixture:
      return "mixture";
    case TrainingLaw::idx:
      break;
  }
  return "idx";
}

std::string_view name_of(PrecisionChoice precision) {
  switch (precision) {
    case PrecisionChoice::single:
      return "float";
    case PrecisionChoice::twice:
      return "double";
    case PrecisionChoice::automatic:
      break;
  }
  return "auto";
}

const std::vector<std::string>& option_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const NamedText& entry : texts()) all.push_back(entry.name);
    return all;
  }();
  return names;
}

std::string value_text(const CollapseOptions& options, std::string_view name) {
  return text_of(name).text(options);
}

bool has_effect(const CollapseOptions& options, std::string_view name) {
  return text_of(name).applies(options);
}

std::vector<ResolvedOption> refreshed(const std::vector<ResolvedOption>& origins,
                                      const CollapseOptions& options) {
  std::vector<ResolvedOption> used;
  for (ResolvedOption option : origins) {
    option.value = value_text(options, option.name);
    // --points says the same, and both together are refused.
    const bool is_said_by_points = option.name == "log-points-per-dimension" && options.points;
    if (option.value.empty() || !has_effect(options, option.name) || is_said_by_points) continue;
    const bool is_default = option.value == value_text(CollapseOptions{}, option.name);
    if (option.origin == io::OptionOrigin::default_value && !is_default)
      option.origin = io::OptionOrigin::derived;
    used.push_back(std::move(option));
  }
  return used;
}

}  // namespace regimes::experiments
