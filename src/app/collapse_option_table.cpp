#include "app/collapse_option_table.hpp"

#include "app/command_line.hpp"
#include "app/option_setters.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

Option only_with(TrainingLaw law, const CollapseOptions& options, Option option) {
  option.condition = fmt::format("--train {}", name_of(law));
  option.has_effect = [&options, name = option.name] { return has_effect(options, name); };
  return option;
}

Option only_synthetic(const CollapseOptions& options, Option option) {
  option.condition = "--train gaussian or mixture";
  option.has_effect = [&options, name = option.name] { return has_effect(options, name); };
  return option;
}

std::string default_of(const char* name) { return value_text(CollapseOptions{}, name); }

std::vector<Option> law_options(CollapseOptions& o) {
  return {
      {.name = "train",
       .argument = "LAW",
       .summary = "gaussian, mixture (of two) or idx (files like MNIST)",
       .explanation = "What the n training points are drawn from. gaussian: N(0, sigma^2 I). mixture: +m or "
                      "-m with equal "
                      "weights, plus sigma N(0, I). idx: images of an IDX file, selected in file order, then "
                      "permuted by seed "
                      "and replica so that every prefix is balanced between the classes.",
       .fallback = default_of("train"),
       .range = "gaussian, mixture, idx",
       .set =
           choice_into(o.train, std::vector{TrainingLaw::gaussian, TrainingLaw::mixture, TrainingLaw::idx})},
      only_synthetic(o,
                     {.name = "dimension",
                      .argument = "COUNT",
                      .summary = "d, coordinates of a point",
                      .explanation = "d, the number of coordinates of a point. For idx it is the number of "
                                     "pixels of an image, and not to be given.",
                      .unit = "coordinates",
                      .fallback = fmt::format("{}", default_dimension),
                      .range = fmt::format("1 to {}", largest_dimension),
                      .set = count_into(o.dimension)}),
      only_synthetic(
          o, {.name = "variance",
              .argument = "REAL",
              .summary = "sigma^2 of each coordinate",
              .explanation = "sigma^2, the variance of each coordinate; of a mixture, within a class.",
              .unit = "squared units of the data",
              .fallback = default_of("variance"),
              .range = "above 0",
              .set = real_into(o.variance)}),
      only_with(TrainingLaw::mixture, o,
                {.name = "mean-amplitude",
                 .argument = "REAL",
                 .summary = "mu of the mixture, |m|^2 = mu^2 d",
                 .explanation = "mu, the size of the class means +m and -m per coordinate: |m|^2 = mu^2 d.",
                 .unit = "units of the data",
                 .fallback = default_of("mean-amplitude"),
                 .range = "0 or above",
                 .set = real_into(o.mean_amplitude)}),
      only_synthetic(
          o, {.name = "store",
              .summary = "hold synthetic points in memory",
              .explanation = "Hold the synthetic points in memory (4 n d bytes over all ranks) instead "
                             "of regenerating them in every sweep. The points are the same.",
              .fallback = "off",
              .set = switch_into(o.store)}),
  };
}

std::vector<Option> size_options(CollapseOptions& o) {
  return {
      {.name = "points",
       .argument = "COUNT",
       .summary = "n of the largest set",
       .explanation =
           "n_max, the number of training points. Synthetic points are regenerated from their index "
           "wherever they are needed, so that n is limited by time and not by memory.",
       .unit = "points",
       .fallback = "the largest snapshot, or all of a file",
       .range = "2 to 2^62, written like 20000, 1e6, 10M or 2^20",
       .set = count_into(o.points)},
      {.name = "log-points-per-dimension",
       .argument = "ALPHA",
       .summary = "alpha = ln n / d, instead of --points",
       .explanation = "alpha = ln n / d, the control parameter of collapse; n is e^{alpha d}, rounded.",
       .unit = "nats per dimension",
       .fallback = "not set",
       .range = "above 0, with alpha d below 42.97",
       .set = real_into(o.log_points_per_dimension)},
      {.name = "snapshots",
       .argument = "COUNTS",
       .summary = "sizes n_k at which curves are kept",
       .explanation =
           "The sizes n_k of the training set at which curves are kept, all from one pass over the "
           "points: a list of counts, linspace(a,b,k) or logspace(a,b,k). By default they are in equal "
           "ratios.",
       .unit = "points",
       .fallback = fmt::format("{}, from sqrt(n) to n", automatic_snapshots),
       .range = "from 2 to --points, which is the last one",
       .set = counts_into(o.snapshots)},
  };
}

std::vector<Option> image_options(CollapseOptions& o) {
  std::vector<Option> options = {
      {.name = "train-file",
       .argument = "FILE",
       .summary = "IDX images, plain or .gz",
       .explanation = "The IDX file of images, plain or compressed with gzip.",
       .fallback = "none",
       .range = "a readable file; idx needs it",
       .set = text_into(o.train_file)},
      {.name = "labels-file",
       .argument = "FILE",
       .summary = "IDX labels of the images, plain or .gz",
       .explanation = "The IDX file with one label per image. Without it all images are one class.",
       .fallback = "none",
       .range = "a readable file",
       .set = text_into(o.labels_file)},
      {.name = "classes",
       .argument = "LABELS",
       .summary = "label values to keep, such as 1,7",
       .explanation = "The labels of the classes to keep.",
       .unit = "label values",
       .fallback = "all",
       .range = fmt::format("labels from 0 to {}", largest_label),
       .set = labels_into(o.classes)},
      {.name = "per-class",
       .argument = "COUNT",
       .summary = "images kept per class, the first in the file",
       .explanation = "How many images of each class are kept, the first in file order.",
       .unit = "images",
       .fallback = "all",
       .range = "from 1",
       .set = count_into(o.per_class)},
      {.name = "scale",
       .argument = "REAL",
       .summary = "factor on the raw values, before centring",
       .explanation =
           "Multiplies the raw values before anything else; 0.00392156862745098 maps bytes to [0, 1].",
       .unit = "units of the data per raw unit",
       .fallback = default_of("scale"),
       .range = "any number but 0",
       .set = real_into(o.scale)},
      {.name = "center",
       .argument = "HOW",
       .summary = "what is subtracted: none, scalar or mean",
       .explanation =
           "What is subtracted after scaling. scalar: the mean over all selected images and pixels. "
           "mean: the mean image.",
       .fallback = default_of("center"),
       .range = "none, scalar, mean",
       .set = choice_into(o.center, std::vector{Centering::none, Centering::scalar, Centering::mean})},
  };
  for (Option& option : options) option = only_with(TrainingLaw::idx, o, std::move(option));
  return options;
}

std::vector<Option> measurement_options(CollapseOptions& o) {
  return {
      {.name = "queries",
       .argument = "COUNT",
       .summary = "noised training points, per replica",
       .explanation =
           "B, the number of queries per replica. A query is a training point and a noise, both the "
           "same at all times; the points are taken in turn from the smallest snapshot. Errors fall as "
           "1/sqrt(B).",
       .unit = "queries",
       .fallback = default_of("queries"),
       .range = fmt::format("1 to {}", largest_queries),
       .set = count_into(o.queries)},
      {.name = "query-groups",
       .argument = "COUNT",
       .summary = "groups of ranks with different queries",
       .explanation = "Ranks share the points; with more than one group they share the queries too: each "
                      "group takes its part of the "
                      "queries and goes through all points. Useful where there are more ranks than blocks of "
                      "192 points.",
       .unit = "groups",
       .fallback = default_of("query-groups"),
       .range = "a divisor of the number of ranks, at most --queries",
       .set = count_into(o.query_groups)},
      {.name = "times",
       .argument = "TIMES",
       .summary = "like 0.1,0.2 or linspace(a,b,k) or logspace(a,b,k)",
       .explanation = fmt::format("The diffusion times t of the curves, x_t = a e^{{-t}} + sqrt(1 - "
                                  "e^{{-2t}}) z: numbers, linspace(a,b,k), "
                                  "logspace(a,b,k) with the end points themselves, and mixtures of these. "
                                  "auto: {} times in equal ratios "
                                  "from a quarter of the t_C predicted for the largest set to 3 times that "
                                  "of the smallest snapshot.",
                                  automatic_time_count),
       .unit = "none; the forward process forgets the data as e^{-t}",
       .fallback = default_of("times"),
       .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
       .set = grid_into(o.times)},
      {.name = "replicas",
       .argument = "COUNT",
       .summary = "independent training sets, or permutations of a file",
       .explanation =
           "R, the number of independent training sets, or of permutations of a file. From 4 on, errors "
           "are standard deviations over replicas divided by sqrt(R); with one they are those of the "
           "queries, given the data set. Errors of a file's permutations are always given that file.",
       .unit = "training sets",
       .fallback = default_of("replicas"),
       .range = fmt::format("1 to {}", largest_replicas),
       .set = count_into(o.replicas)},
      {.name = "seed",
       .argument = "COUNT",
       .summary = "of points, permutations and noises",
       .explanation =
           "Seed of the counter-based generators of points, permutations and noises. What is drawn does "
           "not depend on the number of ranks.",
       .fallback = default_of("seed"),
       .range = "0 to 2^62",
       .set = count_into(o.seed)},
      {.name = "precision",
       .argument = "KIND",
       .summary = "of the logits: float, double or auto",
       .explanation =
           "Arithmetic of the products and logits; sums are always kept in double. auto: float, unless "
           "its rounding bound is too large at the smallest time.",
       .fallback = default_of("precision"),
       .range = "float, double, auto",
       .set = choice_into(o.precision, std::vector{PrecisionChoice::single, PrecisionChoice::twice,
                                                   PrecisionChoice::automatic})},
  };
}

std::vector<Option> file_options(CollapseRequest& request) {
  CollapseOptions& o = request.options;
  const Setter nothing = [](const std::string&, const std::string&) {};
  return {
      {.name = "output",
       .argument = "FILE",
       .summary = "HDF5 result; FILE.partial while running",
       .explanation =
           "The result, an HDF5 file for xarray.open_dataset(FILE, engine=\"h5netcdf\"). FILE.partial "
           "holds the snapshots done so far while the program runs, and stays where it is stopped. A new run "
           "is refused while either file exists, unless --force is given.",
       .fallback = default_of("output"),
       .range = "a file in a folder that exists",
       .set = text_into(o.output)},
      {.name = "force",
       .summary = "replace an existing output or its FILE.partial",
       .explanation = "Replace the output, or the FILE.partial that an interrupted run has left.",
       .fallback = "off",
       .set = switch_into(o.force)},
      {.name = "quiet",
       .summary = "print errors only",
       .explanation = "Print errors only.",
       .fallback = "off",
       .set = switch_into(request.quiet)},
      {.name = config_option,
       .argument = "FILE",
       .summary = "lines `name = value` with these names",
       .explanation =
           "Reads options from a file of lines `name = value`, with the names of this page and true or "
           "false for switches; # starts a comment. The command line wins; there, --store=false turns off a "
           "switch that the file turns on.",
       .fallback = "none",
       .range = "a readable file",
       .set = nothing},
      {.name = help_option,
       .summary = "this screen; `regimes help collapse` explains every option",
       .explanation = "Shows one line per option, and examples.",
       .set = nothing},
  };
}

}  // namespace

OptionTable collapse_option_table(CollapseRequest& request) {
  CollapseOptions& options = request.options;
  return {{"Law of the training points", law_options(options)},
          {"Sizes", size_options(options)},
          {"Images (--train idx)", image_options(options)},
          {"Measurement", measurement_options(options)},
          {"Files and terminal", file_options(request)}};
}

}  // namespace regimes::app
