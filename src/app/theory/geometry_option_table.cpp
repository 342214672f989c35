#include "app/theory/geometry_option_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/theory/theory_option_table.hpp"
#include "base/count.hpp"
#include "experiments/options/run_options.hpp"

namespace regimes::app {
namespace {

using experiments::reals;

bool is_geometry(const TheoryOptions& o) { return o.subject == TheorySubject::geometry; }
bool has_plane(const TheoryOptions& o) { return is_geometry(o) && !o.plane_directions.empty(); }

/// Counts in the order written: one for each group of directions.
void set_directions(TheoryOptions& options, const std::string& text, const std::string& what) {
  options.plane_directions.clear();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    options.plane_directions.push_back(parse_count(text.substr(begin, end - begin), what));
    begin = end + 1;
  }
}

std::string directions_text(const TheoryOptions& options) {
  return fmt::format("{}", fmt::join(options.plane_directions, ","));
}

}  // namespace

std::vector<Option> geometry_options() {
  const char* geometry = "theory geometry";
  return {
      only(is_geometry, geometry,
           {.name = "plane-directions",
            .argument = "M1[,M2]",
            .summary = "directions of a random plane that holds the points",
            .explanation =
                "Points F z/sqrt(m) on a random plane of m directions, F with normal entries: m, or m_1,m_2 "
                "of "
                "directions with two variances. The tables have the edges of the eigenvalues of their "
                "covariance and the gaps between these.",
            .unit = "directions",
            .fallback = "none",
            .range = "one or two counts, together fewer than --dimension",
            .value = experiments::custom<TheoryOptions>("counts", set_directions, directions_text)}),
      only(has_plane, "--plane-directions",
           {.name = "plane-variances",
            .argument = "S1[,S2]",
            .summary = "variances along these directions",
            .explanation = "The variances of z along the directions of the plane, one for each number of "
                           "--plane-directions, the larger first.",
            .unit = "squared units of the data",
            .range = "above 0",
            .value = reals(&TheoryOptions::plane_variances)}),
      only(is_geometry, geometry,
           {.name = "smoothing",
            .argument = "WIDTHS",
            .summary = "h of smoothed scores of two points",
            .explanation = "Widths h, in units of half the distance of two points: the table has the place, "
                           "between their middle 0 and the point 1, where paths end that follow their "
                           "smoothed score.",
            .unit = "half the distance of two points",
            .fallback = "none",
            .range = "0 or above",
            .value = reals(&TheoryOptions::smoothings)}),
  };
}

}  // namespace regimes::app
