#include "app/collapse_option_table.hpp"

#include <fmt/format.h>

#include <limits>
#include <type_traits>

#include "app/command_line.hpp"
#include "base/count.hpp"
#include "base/error.hpp"
#include "base/grid.hpp"
#include "base/real.hpp"

namespace regimes::app {
namespace {

using experiments::Centering;
using experiments::CollapseOptions;
using experiments::PrecisionChoice;
using experiments::TrainingLaw;

using Set = decltype(Option::set);

const std::string counts_upwards = "2 to 2^62, written like 20000, 1e6, 10M or 2^20";

template <class Integer>
Integer narrow(std::int64_t value, const std::string& what) {
  if (value > static_cast<std::int64_t>(std::numeric_limits<Integer>::max())) {
    throw UsageError(fmt::format("{}: {} is too large", what, value));
  }
  return static_cast<Integer>(value);
}

template <class Target>
Set count_into(Target& target) {
  return [&target](const std::string& text, const std::string& what) {
    if constexpr (std::is_integral_v<Target> && sizeof(Target) < sizeof(std::int64_t)) {
      target = narrow<Target>(parse_count(text, what), what);
    } else {
      target = parse_count(text, what);
    }
  };
}

template <class Target>
Set real_into(Target& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_real(text, what); };
}

Set text_into(std::string& target) {
  return [&target](const std::string& text, const std::string&) { target = text; };
}

Set switch_into(bool& target) {
  return [&target](const std::string& text, const std::string& what) { target = parse_switch(text, what); };
}

template <class Choice>
Set choice_into(Choice& target, std::vector<Choice> choices) {
  return [&target, choices](const std::string& text, const std::string& what) {
    std::string known;
    for (const Choice choice : choices) {
      if (text == name_of(choice)) {
        target = choice;
        return;
      }
      known += (known.empty() ? "" : ", ") + std::string(name_of(choice));
    }
    throw UsageError(fmt::format("{}: '{}' is unknown; choose one of {}", what, text, known));
  };
}

Set classes_into(std::vector<int>& target) {
  return [&target](const std::string& text, const std::string& what) {
    target.clear();
    for (const std::int64_t label : parse_count_list(text, what)) target.push_back(narrow<int>(label, what));
  };
}

Set times_into(std::vector<double>& target) {
  return [&target](const std::string& text, const std::string& what) {
    target = text == "auto" ? std::vector<double>() : parse_grid(text, what);
  };
}

Option only_with(TrainingLaw law, const CollapseOptions& options, Option option) {
  option.condition = fmt::format("--train {}", name_of(law));
  option.has_effect = [&options, law] { return options.train == law; };
  return option;
}

Option only_synthetic(const CollapseOptions& options, Option option) {
  option.condition = "--train gaussian or mixture";
  option.has_effect = [&options] { return options.train != TrainingLaw::idx; };
  return option;
}

std::string default_of(const char* name) { return experiments::value_text(CollapseOptions{}, name); }

OptionGroup training_set(CollapseOptions& o) {
  return {
      "Training set",
      {
          {"train", "LAW", "gaussian, mixture (of two) or idx (MNIST-like files) [gaussian]",
           "What the n training points are drawn from. gaussian: N(0, sigma^2 I). mixture: +m or -m with "
           "equal weights, plus "
           "sigma N(0, I). idx: images of an IDX file, taken in file order, then permuted by seed and "
           "replica so that every "
           "prefix is balanced between the classes.",
           default_of("train"), "gaussian, mixture, idx",
           choice_into(o.train, std::vector{TrainingLaw::gaussian, TrainingLaw::mixture, TrainingLaw::idx})},
          only_synthetic(o,
                         {"dimension", "COUNT",
                          fmt::format("d, coordinates of a point [{}]", experiments::default_dimension),
                          "d, the number of coordinates of a point. That of an idx set is the number of "
                          "pixels of its images.",
                          std::to_string(experiments::default_dimension),
                          fmt::format("1 to {}", experiments::largest_dimension), count_into(o.dimension)}),
          {"points", "COUNT", "n, size of the largest training set [largest snapshot; all of a file]",
           "n_max, the number of training points. Synthetic points are regenerated from their index wherever "
           "they are needed, so "
           "that n is limited by time and not by memory.",
           "the largest snapshot, or all points selected from a file", counts_upwards, count_into(o.points)},
          {"log-points-per-dimension", "ALPHA", "alpha = ln n / d, instead of --points",
           "alpha = ln n / d in nats per dimension, the control parameter of collapse; n is e^{alpha d} "
           "rounded.",
           "not set", "above 0, with alpha d < 42.9", real_into(o.log_points_per_dimension)},
          {"snapshots", "COUNTS", "sizes n_k at which curves are taken [10, log-spaced up to --points]",
           "The training set sizes n_k at which curves are kept, all from one pass over the points: a list "
           "of counts, "
           "linspace(a,b,k) or logspace(a,b,k).",
           fmt::format("{} sizes in equal ratios from sqrt(n) to n", experiments::automatic_snapshots),
           "ascending counts from 2 to --points",
           [&o](const std::string& text, const std::string& what) {
             o.snapshots = parse_count_list(text, what);
           }},
          only_synthetic(
              o, {"variance", "REAL", fmt::format("sigma^2 of each coordinate [{}]", default_of("variance")),
                  "sigma^2, the variance of each coordinate (within a class, for a mixture), in squared "
                  "units of the data.",
                  default_of("variance"), "above 0", real_into(o.variance)}),
          only_with(TrainingLaw::mixture, o,
                    {"mean-amplitude", "REAL",
                     fmt::format("mu, with |m|^2 = mu^2 d [{}]", default_of("mean-amplitude")),
                     "mu, the size of the class means per coordinate: the classes are centred at +m and -m "
                     "with |m|^2 = mu^2 d.",
                     default_of("mean-amplitude"), "0 or above", real_into(o.mean_amplitude)}),
          only_synthetic(o, {"store", "", "hold synthetic points in memory instead of regenerating them",
                             "Hold the synthetic points in memory (4 n d bytes over all ranks) instead of "
                             "regenerating them in "
                             "every sweep. The points are the same.",
                             "off", "", switch_into(o.store)}),
      }};
}

OptionGroup images(CollapseOptions& o) {
  const auto idx = [&o](Option option) { return only_with(TrainingLaw::idx, o, std::move(option)); };
  return {
      "Images (--train idx)",
      {
          idx({"train-file", "FILE", "IDX images, plain or .gz",
               "The IDX file of images, plain or compressed with gzip.", "none, it must be given",
               "a readable file", text_into(o.train_file)}),
          idx({"labels-file", "FILE", "IDX labels of the images, plain or .gz",
               "The IDX file with one label per image. Without it all images are one class.", "none",
               "a readable file", text_into(o.labels_file)}),
          idx({"classes", "LABELS", "label values to keep, such as 1,7 [all]",
               "The labels of the classes to keep.", "all classes of the file",
               fmt::format("distinct labels from 0 to {}", experiments::largest_label),
               classes_into(o.classes)}),
          idx({"per-class", "COUNT", "images kept per class, the first in the file [all]",
               "How many images of each class are kept, the first in file order.", "all images of the class",
               "1 to the size of the smallest class", count_into(o.per_class)}),
          idx({"scale", "REAL",
               fmt::format("factor on the raw values, before centring [{}]", default_of("scale")),
               "Multiplies the raw values before anything else; 0.00392156862745098 maps bytes to [0, 1].",
               default_of("scale"), "finite, not 0", real_into(o.scale)}),
          idx({"center", "HOW", fmt::format("subtract none, scalar or mean [{}]", default_of("center")),
               "What is subtracted after scaling. scalar: the mean over all selected images and pixels. "
               "mean: the mean image.",
               default_of("center"), "none, scalar, mean",
               choice_into(o.center, std::vector{Centering::none, Centering::scalar, Centering::mean})}),
      }};
}

OptionGroup measurement(CollapseOptions& o) {
  return {
      "Measurement",
      {
          {"queries", "COUNT", fmt::format("noised training points per replica [{}]", default_of("queries")),
           "B, the number of queries per replica. A query is a training point and a noise, both kept for all "
           "times; sources are "
           "taken in turn from the smallest snapshot. The error falls as 1/sqrt(B).",
           default_of("queries"), fmt::format("1 to {}", experiments::largest_queries),
           count_into(o.queries)},
          {"times", "TIMES", "ascending: 0.1,0.2 or linspace(a,b,k) or logspace(a,b,k) or auto [auto]",
           "The diffusion times t of the curves (dimensionless; x_t = a e^{-t} + sqrt(1 - e^{-2t}) z): a "
           "list of numbers, "
           "linspace(a,b,k), logspace(a,b,k) with the end points themselves, mixtures of these, or auto.",
           fmt::format("auto: {} times in equal ratios from a quarter of the t_C predicted for the largest "
                       "set to 3 times that of "
                       "the smallest snapshot",
                       experiments::automatic_time_count),
           fmt::format("ascending, above 0, up to {}; at most {}", experiments::largest_time,
                       experiments::most_times),
           times_into(o.times)},
          {"replicas", "COUNT",
           fmt::format("independent training sets (permutations of a file) [{}]", default_of("replicas")),
           "R, the number of independent training sets, or of permutations of a file. From 4 on, errors are "
           "standard deviations over "
           "replicas divided by sqrt(R); with one they are those of the queries, given the data set.",
           default_of("replicas"), fmt::format("1 to {}", experiments::largest_replicas),
           count_into(o.replicas)},
          {"seed", "COUNT", fmt::format("of points, permutations and noises [{}]", default_of("seed")),
           "Seed of the counter-based generators of points, permutations and noises. The numbers depend on "
           "the seed and not on "
           "the number of ranks.",
           default_of("seed"), "0 to 2^62", count_into(o.seed)},
          {"precision", "KIND",
           fmt::format("of the logits: float, double or auto [{}]", default_of("precision")),
           "Arithmetic of the products and logits; sums are always kept in double. auto: float unless its "
           "rounding bound is too "
           "large at the smallest time.",
           default_of("precision"), "float, double, auto",
           choice_into(o.precision, std::vector{PrecisionChoice::single, PrecisionChoice::twice,
                                                PrecisionChoice::automatic})},
      }};
}

OptionGroup files(CollapseRequest& request) {
  CollapseOptions& o = request.options;
  const Set nothing = [](const std::string&, const std::string&) {};
  return {"Files and terminal",
          {
              {"output", "FILE",
               fmt::format("HDF5 result; FILE.partial while running [{}]", default_of("output")),
               "The result, an HDF5 file for xarray.open_dataset(FILE, engine=\"h5netcdf\"). FILE.partial "
               "holds the snapshots done so "
               "far while the program runs, and stays where it is stopped.",
               default_of("output"), "a file in a folder that exists", text_into(o.output)},
              {"force", "", "replace an existing output", "Replace the output if it exists.", "off", "",
               switch_into(o.force)},
              {"quiet", "", "print errors only", "Print errors only.", "off", "", switch_into(request.quiet)},
              {config_option, "FILE", "lines `name = value` with these names; the command line wins",
               "Reads options from a file of lines `name = value`, with the names of this page and true or "
               "false for switches; # "
               "starts a comment. The command line wins.",
               "none", "a readable file", nothing},
              {help_option, "", "this screen; `regimes help collapse` explains every option",
               "Shows one line per option, and examples.", "", "", nothing},
          }};
}

}  // namespace

OptionTable collapse_option_table(CollapseRequest& request) {
  CollapseOptions& options = request.options;
  return {training_set(options), images(options), measurement(options), files(request)};
}

}  // namespace regimes::app
