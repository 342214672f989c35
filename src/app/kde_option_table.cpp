#include "app/kde_option_table.hpp"

#include "app/option_setters.hpp"
#include "app/snapshot_option_table.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

std::vector<Option> query_options(KdeOptions& o) {
  return {
      queries_option(o, "points at which the density is estimated",
                     "A query is a point x, at which all bandwidths and snapshots are estimated."),
      {.name = "fresh",
       .summary = "queries: new points of the same law",
       .explanation = "Queries are drawn from the law of the training points, by another stream of the "
                      "generator. This is what gaussian and mixture have by default.",
       .fallback = "on for laws",
       .set = switch_into(o.fresh)},
      {.name = "leave-one-out",
       .summary = "queries: training points without their own term",
       .explanation = "Queries are training points of the smallest snapshot, in turn, each estimated from "
                      "the other points: the mean of ln rho_h is the leave-one-out likelihood.",
       .fallback = "off",
       .set = switch_into(o.leave_one_out)},
      {.name = "held-out",
       .summary = "queries: points of the file that are kept apart",
       .explanation =
           "Queries are points of the file that are not training points, --queries of them, others "
           "in every replica. This is what files have by default.",
       .fallback = "on for files",
       .set = switch_into(o.held_out)},
      {.name = "fixed-query",
       .summary = "the same queries in all replicas",
       .explanation =
           "All replicas have the same queries, so that the spread is that over training sets at a "
           "fixed x. Of one Gaussian, x is scaled to |x|^2 = d sigma^2.",
       .fallback = "off",
       .range = "with --fresh and 2 replicas or more",
       .set = switch_into(o.fixed_query)},
  };
}

std::vector<Option> measurement_options(KdeOptions& o) {
  return {
      {.name = "bandwidths",
       .argument = "LENGTHS",
       .summary = "like 0.5,1 or linspace(a,b,k) or logspace(a,b,k)",
       .explanation = fmt::format(
           "The bandwidths h of rho_h(x) = 1/(n h^d) sum_i K((x - y_i)/h), for the ball its radius: numbers, "
           "linspace(a,b,k), logspace(a,b,k) and mixtures of these. auto: {} in equal ratios around the "
           "theory of Gaussian data of the same variance, from a part of the best bandwidth of the largest "
           "set to above h_CLT of the smallest.",
           automatic_bandwidth_count),
       .unit = "units of the data",
       .fallback = "auto",
       .range = fmt::format("ascending, above 0; at most {} of them", most_bandwidths),
       .set = grid_into(o.bandwidths)},
      {.name = "kernel",
       .argument = "KIND",
       .summary = "gaussian, ball or epanechnikov",
       .explanation =
           "K(r). gaussian: e^{-r^2/2}. ball: 1 for r <= 1. epanechnikov: 1 - r^2 for r <= 1. All are "
           "normalised.",
       .fallback = std::string(name_of(o.kernel)),
       .range = "gaussian, ball, epanechnikov",
       .set = choice_into(
           o.kernel, std::vector{DensityKernel::gaussian, DensityKernel::ball, DensityKernel::epanechnikov})},
      replicas_option(o),
      query_groups_option(o.query_groups, "--queries"),
      seed_option(o),
      precision_option(o.precision, "products and logits",
                       "float, unless its rounding bound is too large at the smallest bandwidth"),
  };
}

}  // namespace

OptionTable kde_option_table(KdeRequest& request) {
  KdeOptions& options = request.options;
  return {{"Law of the training points", law_options(options)},
          {"Sizes", size_options(options)},
          {"Points from a file (--train idx, npy, hdf5, cifar10)", file_options(options)},
          {"Queries", query_options(options)},
          {"Measurement", measurement_options(options)},
          {"Files and terminal", snapshot_output_options(options, request.dry_run, request.quiet, "kde")}};
}

}  // namespace regimes::app
