#pragma once
/// A small option table for the tests of what reads and shows option tables.
#include "app/arguments/command.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::test {

enum class SampleLaw { gaussian, mixture };
inline const char* name_of(SampleLaw law) { return law == SampleLaw::gaussian ? "gaussian" : "mixture"; }

struct Sample : experiments::OptionValues {
  std::int64_t points = 100;
  std::int64_t per_class = 0;
  double scale = 1;
  bool store = false;
  SampleLaw law = SampleLaw::gaussian;
};

inline bool stores(const Sample& sample) { return sample.store; }

inline experiments::OptionTable sample_table() {
  using namespace experiments;
  return {{"Sizes",
           {{.name = "points",
             .argument = "COUNT",
             .summary = "how many",
             .explanation = "How many points there are.",
             .unit = "points",
             .range = "from 2",
             .value = count(&Sample::points),
             .aliases = {"size"}},
            {.name = "per-class",
             .argument = "COUNT",
             .value = count(&Sample::per_class),
             .applies = when<Sample>(stores),
             .condition = "--store"},
            {.name = "scale", .argument = "REAL", .value = real(&Sample::scale)},
            {.name = "law",
             .argument = "LAW",
             .value = choice(&Sample::law, std::vector{SampleLaw::gaussian, SampleLaw::mixture})}}},
          {"Switches",
           {{.name = "store",
             .summary = "keep them",
             .explanation = "Keep them.",
             .value = switch_value(&Sample::store)},
            {.name = "config", .argument = "FILE", .value = not_kept("text")},
            {.name = "help", .value = not_kept("switch")}}}};
}

inline app::Command sample_command() {
  app::Command command;
  command.options = sample_table();
  command.defaults = std::make_shared<Sample>();
  return command;
}

}  // namespace regimes::test
