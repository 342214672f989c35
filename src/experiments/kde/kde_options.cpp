#include "experiments/kde/kde_options.hpp"

#include <fmt/format.h>

#include <cmath>

#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"

namespace regimes::experiments {
namespace {

void check_queries(const KdeOptions& options) {
  if (options.fresh + options.leave_one_out + options.held_out > 1)
    throw OptionError(options.fresh ? "fresh" : "held-out",
                      "only one of --fresh, --leave-one-out and --held-out says where queries come from");
  const bool is_file = is_from_file(options);
  if (options.fresh && is_file)
    throw OptionError("fresh", "a file has no law to draw from; use --held-out or --leave-one-out");
  if (options.held_out && !is_file)
    throw OptionError("held-out", "is for points of a file; --fresh draws new points of a law");
  if (!options.fixed_query) return;
  if (query_points(options) != QueryPoints::fresh)
    throw OptionError("fixed-query", "needs fresh points of a law, which do not depend on the training set");
  constexpr int fewest = 2;
  if (options.replicas < fewest)
    throw OptionError("realisations",
                      fmt::format("{} gives no spread over training sets at a fixed query; give "
                                  "{} or more with --fixed-query",
                                  options.replicas, fewest));
}

std::vector<Option> query_options() {
  return {
      queries_option("points at which the density is estimated",
                     "A query is a point x, at which all bandwidths and sizes are estimated."),
      {.name = "fresh",
       .summary = "queries: new points of the same law",
       .explanation = "Queries are drawn from the law of the training points, by another stream of the "
                      "generator. This is what laws have by default.",
       .fallback = "on for laws",
       .value = switch_value(&KdeOptions::fresh)},
      {.name = "leave-one-out",
       .summary = "queries: training points without their own term",
       .explanation = "Queries are training points of the smallest size, in turn, each estimated from "
                      "the other points: the mean of ln rho_h is the leave-one-out likelihood.",
       .value = switch_value(&KdeOptions::leave_one_out)},
      {.name = "held-out",
       .summary = "queries: points of the file that are kept apart",
       .explanation =
           "Queries are points of the file that are not training points, --queries of them, others "
           "in every realisation. This is what files have by default.",
       .fallback = "on for files",
       .value = switch_value(&KdeOptions::held_out)},
      {.name = "fixed-query",
       .summary = "the same queries in all realisations",
       .explanation =
           "All realisations have the same queries, so that the spread is that over training sets at a "
           "fixed x. Of one Gaussian, x is scaled to |x|^2 = d sigma^2.",
       .range = "with --fresh and 2 realisations or more",
       .value = switch_value(&KdeOptions::fixed_query)},
  };
}

std::vector<Option> measurement_options() {
  return {
      {.name = "bandwidths",
       .argument = "LENGTHS",
       .summary = "like 0.5,1 or linspace(a,b,k) or logspace(a,b,k)",
       .explanation = fmt::format(
           "The bandwidths h of rho_h(x) = 1/(n h^d) sum_i K((x - y_i)/h), for the ball its radius: numbers, "
           "linspace(a,b,k), logspace(a,b,k) and mixtures of these. auto: {} around the "
           "theory of Gaussian data of the same variance and the rules of Scott and Silverman: from a part "
           "of "
           "the least of h_KL and these rules of the largest set to above the largest of h_CLT and these "
           "rules "
           "of the smallest; in equal ratios or, for the gaussian kernel, in four pieces of equal steps of "
           "1/h^2, which take half the time below d of about 100.",
           automatic_bandwidth_count),
       .unit = "units of the data",
       .range = fmt::format("ascending, above 0; at most {} of them", most_bandwidths),
       .value = grid(&KdeOptions::bandwidths)},
      {.name = "kernel",
       .argument = "KIND",
       .summary = "gaussian, ball or epanechnikov",
       .explanation =
           "K(r). gaussian: e^{-r^2/2}. ball: 1 for r <= 1. epanechnikov: 1 - r^2 for r <= 1. All are "
           "normalised.",
       .range = "gaussian, ball, epanechnikov",
       .value = choice(&KdeOptions::kernel, std::vector{DensityKernel::gaussian, DensityKernel::ball,
                                                        DensityKernel::epanechnikov})},
      realisations_option(),
      snapshot_query_groups_option(),
      seed_option(),
      precision_option("products and logits",
                       "float, unless its rounding bound is too large at the smallest bandwidth"),
  };
}

}  // namespace

void check_bandwidths(const std::vector<double>& bandwidths) {
  if (static_cast<std::int64_t>(bandwidths.size()) > most_bandwidths)
    throw OptionError("bandwidths",
                      fmt::format("{} are too many; give up to {}", bandwidths.size(), most_bandwidths));
  for (std::size_t i = 0; i < bandwidths.size(); ++i) {
    if (!(std::isfinite(bandwidths[i]) && bandwidths[i] > 0))
      throw OptionError("bandwidths",
                        fmt::format("{} is out of range; bandwidths are finite and above 0", bandwidths[i]));
    if (i > 0 && !(bandwidths[i] > bandwidths[i - 1]))
      throw OptionError("bandwidths", fmt::format("{} after {}; list them in ascending order, each once",
                                                  bandwidths[i], bandwidths[i - 1]));
  }
}

std::string_view name_of(QueryPoints points) {
  switch (points) {
    case QueryPoints::leave_one_out:
      return "leave-one-out";
    case QueryPoints::held_out:
      return "held-out";
    case QueryPoints::fresh:
      break;
  }
  return "fresh";
}

QueryPoints query_points(const KdeOptions& options) {
  if (options.leave_one_out) return QueryPoints::leave_one_out;
  return options.held_out || is_from_file(options) ? QueryPoints::held_out : QueryPoints::fresh;
}

std::int64_t points_kept_apart(const KdeOptions& options) {
  return query_points(options) == QueryPoints::held_out ? options.queries : 0;
}

KdeOptions resolve(KdeOptions options) {
  check_bandwidths(options.bandwidths);
  check_queries(options);
  check_snapshot_run(options);
  return options;
}

KdeOptions resolve_with_data(KdeOptions options, std::int64_t dimension, std::int64_t available) {
  options.dimension = dimension;
  const std::int64_t apart = points_kept_apart(options);
  if (apart > available - smallest_points)
    throw OptionError("queries",
                      fmt::format("{} held-out points cannot be kept apart of {} points; give fewer, or use "
                                  "--leave-one-out",
                                  apart, available));
  if (options.points && apart > 0 && *options.points > available - apart)
    throw OptionError(points_option(options),
                      fmt::format("{} points and {} held-out ones are more than the {} there are",
                                  *options.points, apart, available));
  fill_sizes(options, available - apart);
  return options;
}

void extend(KdeOptions& options, std::optional<std::int64_t> points,
            const std::vector<std::int64_t>& snapshots) {
  const std::int64_t last = options.snapshots.back();
  extend(static_cast<SnapshotOptions&>(options), points, snapshots);
  if (points_kept_apart(options) > 0 && options.snapshots.back() != last)
    throw OptionError("points", "a run with held-out points cannot be extended; begin anew");
}

const OptionTable& kde_option_table() {
  static const OptionTable table = {source_options(),
                                    {"Sizes", size_options()},
                                    {"Points from a file", file_options()},
                                    {"Queries", query_options()},
                                    {"Measurement", measurement_options()},
                                    snapshot_output_options("kde"),
                                    law_options()};
  return table;
}

}  // namespace regimes::experiments
