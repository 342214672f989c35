#include "experiments/guidance/guidance_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "theory/guidance.hpp"

namespace regimes::experiments {
namespace {

constexpr std::size_t most_strengths = 1000;

std::vector<Option> strength_options() {
  return {
      {.name = "strengths",
       .argument = "REALS",
       .summary = "w of the guidance, like 0,1,3,8",
       .explanation =
           "The strengths w that are compared, as numbers, linspace(a,b,k) and logspace(a,b,k). All paths "
           "are made once for each, with the same noise. Differences and ratios are those to w = 0, the "
           "score of the class, which is added where it is missing. Programs that take a guidance scale "
           "mean 1 + w by it.",
       .unit = "none",
       .range = fmt::format("-1 to {}, at most {}, one other than 0 among them", theory::strongest_guidance,
                            most_strengths),
       .value = reals(&GuidanceOptions::strengths)}};
}

void check_strengths(std::vector<double>& strengths) {
  const std::string option = "strengths";
  for (const double strength : strengths) check_strength(option, strength);
  std::sort(strengths.begin(), strengths.end());
  const auto twice = std::adjacent_find(strengths.begin(), strengths.end());
  if (twice != strengths.end()) throw OptionError(option, fmt::format("{} is listed twice", *twice));
  const auto zero = std::lower_bound(strengths.begin(), strengths.end(), 0.);
  if (zero == strengths.end() || *zero != 0) strengths.insert(zero, 0.);
  if (strengths.size() == 1)
    throw OptionError(option, "has none other than 0, to which others are compared; add one, such as 3");
  if (strengths.size() > most_strengths)
    throw OptionError(option,
                      fmt::format("has {}; at most {} are compared", strengths.size(), most_strengths));
}

}  // namespace

GuidanceOptions resolve(GuidanceOptions options) {
  check_sampler(options);
  check_strengths(options.strengths);
  return options;
}

const OptionTable& guidance_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Sizes", point_count_options()},
      {"Files of training points", file_options()},
      {"Guidance", joined({strength_options(), guidance_kind_options(&GuidanceOptions::guidance)})},
      {"Sampler", sampler_options()},
      sampler_output_options("guidance"),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
