// Options back as text, for provenance and help.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/collapse_options.hpp"

namespace regimes::experiments {
namespace {

using Text = std::string (*)(const CollapseOptions&);

struct NamedText {
  std::string name;
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
      {"train", [](const Options& o) { return std::string(name_of(o.train)); }},
      {"dimension", [](const Options& o) { return optional_text(o.dimension); }},
      {"points", [](const Options& o) { return optional_text(o.points); }},
      {"log-points-per-dimension",
       [](const Options& o) { return optional_text(o.log_points_per_dimension); }},
      {"snapshots", [](const Options& o) { return list_text(o.snapshots); }},
      {"variance", [](const Options& o) { return fmt::format("{}", o.variance); }},
      {"mean-amplitude", [](const Options& o) { return fmt::format("{}", o.mean_amplitude); }},
      {"store", [](const Options& o) { return fmt::format("{}", o.store); }},
      {"train-file", [](const Options& o) { return o.train_file; }},
      {"labels-file", [](const Options& o) { return o.labels_file; }},
      {"classes", [](const Options& o) { return list_text(o.classes); }},
      {"per-class", [](const Options& o) { return optional_text(o.per_class); }},
      {"scale", [](const Options& o) { return fmt::format("{}", o.scale); }},
      {"center", [](const Options& o) { return std::string(name_of(o.center)); }},
      {"queries", [](const Options& o) { return fmt::format("{}", o.queries); }},
      {"times", [](const Options& o) { return o.times.empty() ? "auto" : list_text(o.times); }},
      {"replicas", [](const Options& o) { return fmt::format("{}", o.replicas); }},
      {"seed", [](const Options& o) { return fmt::format("{}", o.seed); }},
      {"precision", [](const Options& o) { return std::string(name_of(o.precision)); }},
      {"output", [](const Options& o) { return o.output; }},
      {"force", [](const Options& o) { return fmt::format("{}", o.force); }},
  };
  return table;
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
  for (const NamedText& entry : texts()) {
    if (entry.name == name) return entry.text(options);
  }
  throw ContractError(fmt::format("no option of collapse is called '{}'", name));
}

std::vector<ResolvedOption> refreshed(std::vector<ResolvedOption> origins, const CollapseOptions& options) {
  for (ResolvedOption& origin : origins) origin.value = value_text(options, origin.name);
  return origins;
}

}  // namespace regimes::experiments
