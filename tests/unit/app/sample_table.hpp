#pragma once
/// A small option table for the tests of what reads and shows option tables.
#include "app/option_setters.hpp"
#include "app/options.hpp"

namespace regimes::test {

enum class SampleLaw { gaussian, mixture };
inline const char* name_of(SampleLaw law) { return law == SampleLaw::gaussian ? "gaussian" : "mixture"; }

struct Sample {
  std::int64_t points = 0;
  std::int64_t per_class = 0;
  double scale = 1;
  bool store = false;
  SampleLaw law = SampleLaw::gaussian;

  app::OptionTable table() {
    const app::Setter nothing = [](const std::string&, const std::string&) {};
    return {{"Sizes",
             {{.name = "points",
               .argument = "COUNT",
               .summary = "how many",
               .explanation = "How many points there are.",
               .unit = "points",
               .fallback = "100",
               .range = "from 2",
               .set = app::count_into(points)},
              {.name = "per-class",
               .argument = "COUNT",
               .set = app::count_into(per_class),
               .has_effect = [this] { return store; },
               .condition = "--store"},
              {.name = "scale", .argument = "REAL", .set = app::real_into(scale)},
              {.name = "law",
               .argument = "LAW",
               .set = app::choice_into(law, std::vector{SampleLaw::gaussian, SampleLaw::mixture})}}},
            {"Switches",
             {{.name = "store",
               .summary = "keep them",
               .explanation = "Keep them.",
               .fallback = "off",
               .set = app::switch_into(store)},
              {.name = "config", .argument = "FILE", .set = nothing},
              {.name = "help", .set = nothing}}}};
  }
};

}  // namespace regimes::test
