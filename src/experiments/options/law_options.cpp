#include "experiments/options/law_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/options/option_values.hpp"
#include "experiments/options/population_options.hpp"

namespace regimes::experiments {
namespace {

using Options = TrainingOptions;

bool for_synthetic(const Options& options) { return !is_from_file(options); }
bool for_mixture(const Options& options) { return options.train == TrainingLaw::mixture; }
bool for_amplitudes(const Options& options) {
  return options.train == TrainingLaw::means || options.train == TrainingLaw::hierarchy;
}
bool for_variances(const Options& options) { return options.train == TrainingLaw::variances; }
bool for_covariances(const Options& options) { return options.train == TrainingLaw::covariances; }
bool for_ising(const Options& options) { return options.train == TrainingLaw::ising; }
bool for_variance(const Options& options) {
  return for_synthetic(options) && !for_variances(options) && !for_ising(options) &&
         options.variances_file.empty();
}
bool for_priors(const Options& options) {
  return for_synthetic(options) && options.train != TrainingLaw::gaussian;
}

std::string law_names() {
  std::vector<std::string_view> names;
  for (const TrainingLaw law : training_laws()) names.push_back(name_of(law));
  return fmt::format("{}", fmt::join(names, ", "));
}

OptionValue dimension_value() {
  OptionValue value = count(&Options::dimension);
  value.text = [](const OptionValues& options) {
    return fmt::format("{}", static_cast<const Options&>(options).dimension.value_or(default_dimension));
  };
  return value;
}

std::vector<Option> class_options() {
  return {
      {.name = "mean-amplitudes",
       .argument = "REALS",
       .summary = "mu_c of every mean, |m_c|^2 = mu_c^2 d",
       .explanation = "The sizes of the means per coordinate, |m_c|^2 = mu_c^2 d, along orthogonal "
                      "directions: one for each class of means, two for the levels of a hierarchy.",
       .unit = "units of the data",
       .range = "two numbers or more, 0 or above",
       .value = reals(&Options::mean_amplitudes),
       .applies = when<Options>(for_amplitudes),
       .condition = "--train means or hierarchy"},
      {.name = "variances",
       .argument = "REALS",
       .summary = "v_c of every class",
       .explanation = "The variance of every coordinate of a class, one for each class.",
       .unit = "squared units of the data",
       .range = "two numbers or more, above 0",
       .value = reals(&Options::variances),
       .applies = when<Options>(for_variances),
       .condition = "--train variances"},
      {.name = "variance-exponents",
       .argument = "REALS",
       .summary = "variances that fall as k^-exponent, one per class",
       .explanation = "The variance of coordinate k = 1 ... d of a class falls as a power of k, "
                      "k^-exponent, with the mean --variance over the coordinates; one exponent for "
                      "each class.",
       .range = "two numbers or more, -10 to 10",
       .value = reals(&Options::variance_exponents),
       .applies = when<Options>(for_covariances),
       .condition = "--train covariances"},
      {.name = "variances-file",
       .argument = "FILE",
       .summary = "instead: a row of d variances for each class",
       .explanation = "The variances of all coordinates, one row for each class: an NPY file, an IDX "
                      "file, or a dataset of an HDF5 file as FILE:/path/to/dataset.",
       .range = "a readable file with rows of d positive numbers",
       .value = text(&Options::variances_file),
       .applies = when<Options>(for_covariances),
       .condition = "--train covariances",
       .kind = OptionKind::input_file},
      {.name = "inverse-temperatures",
       .argument = "REALS",
       .summary = "beta_c of every class of chains",
       .explanation = "P(a) ~ exp(beta sum_k a_k a_{k+1}) for the chains of a class, one beta for "
                      "each class.",
       .range = "two numbers or more, -100 to 100",
       .value = reals(&Options::inverse_temperatures),
       .applies = when<Options>(for_ising),
       .condition = "--train ising"},
      {.name = "class-priors",
       .argument = "REALS",
       .summary = "share of every class",
       .explanation = "The share of every class among the points. Training sets keep to it in every "
                      "prefix.",
       .fallback = "equal",
       .range = "one number above 0 for each class, with the sum 1",
       .value = reals(&Options::class_priors),
       .applies = when<Options>(for_priors),
       .condition = "a law with classes"},
  };
}

}  // namespace

std::vector<Option> law_options() {
  return joined(
      {{{.name = "train",
         .argument = "LAW",
         .summary = "gaussian, mixture ..., or idx, npy, hdf5, cifar10",
         .explanation =
             "What the n training points are drawn from. gaussian: N(0, sigma^2 I). mixture: +m or -m with "
             "the weights of --class-priors, plus sigma N(0, I). means: several orthogonal means, plus sigma "
             "N(0, I). hierarchy: a = s1 m1 + s2 m2 + sigma N(0, I), s = +-1. variances, covariances: "
             "Gaussians of mean 0 that differ in one variance each, or in that of every coordinate. ising: "
             "open chains of +-1 at different temperatures. Classes take turns so that every prefix is "
             "balanced. The others are rows of a file, selected in file order, then permuted by seed and "
             "realisation so that every prefix is balanced between the classes. idx: images in the format of "
             "MNIST. npy: an array of NumPy, of float32, float64 or uint8. hdf5: a dataset of numbers. "
             "cifar10: images of CIFAR-10 with their labels, binary version.",
         .range = law_names(),
         .value = choice(&Options::train, training_laws())},
        {.name = "dimension",
         .argument = "COUNT",
         .summary = "d, coordinates of a point",
         .explanation = "d, the number of coordinates of a point. For files it is the length of a "
                        "row, and not to be given.",
         .unit = "coordinates",
         .range = fmt::format("1 to {}", largest_dimension),
         .value = dimension_value(),
         .applies = when<Options>(for_synthetic),
         .condition = "a --train other than a file"},
        {.name = "variance",
         .argument = "REAL",
         .summary = "sigma^2 of each coordinate",
         .explanation = "sigma^2, the variance of each coordinate; with classes, within a class; "
                        "with --variance-exponents, its mean over the coordinates.",
         .unit = "squared units of the data",
         .range = "above 0",
         .value = real(&Options::variance),
         .applies = when<Options>(for_variance),
         .condition = "laws of means, and --variance-exponents"},
        {.name = "mean-amplitude",
         .argument = "REAL",
         .summary = "mu of the mixture, |m|^2 = mu^2 d",
         .explanation = "mu, the size of the class means +m and -m per coordinate: |m|^2 = mu^2 d.",
         .unit = "units of the data",
         .range = "0 or above",
         .value = real(&Options::mean_amplitude),
         .applies = when<Options>(for_mixture),
         .condition = "--train mixture"}},
       class_options(),
       {{.name = "store",
         .summary = "hold synthetic points in memory",
         .explanation = "Hold the synthetic points in memory (4 n d bytes over all ranks) instead "
                        "of regenerating them in every sweep. The points are the same.",
         .value = switch_value(&Options::store),
         .applies = when<Options>(is_procedural),
         .condition = "--train gaussian, and mixture with equal priors"}}});
}

bool has_effect(const TrainingOptions& options, std::string_view name) {
  static const OptionTable table = {{"", law_options()}};
  return option_of(table, name).has_effect(options);
}

}  // namespace regimes::experiments
