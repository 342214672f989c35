#include "app/class_option_table.hpp"

#include "app/option_setters.hpp"
#include "app/training_option_table.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::app {

std::vector<Option> class_options(experiments::TrainingOptions& o) {
  return {
      only_with(experiments::laws_with("mean-amplitudes"), o,
                {.name = "mean-amplitudes",
                 .argument = "REALS",
                 .summary = "mu_c of every mean, |m_c|^2 = mu_c^2 d",
                 .explanation = "The sizes of the means per coordinate, |m_c|^2 = mu_c^2 d, along orthogonal "
                                "directions: one for each class of means, two for the levels of a hierarchy.",
                 .unit = "units of the data",
                 .fallback = "none",
                 .range = "two numbers or more, 0 or above",
                 .set = reals_into(o.mean_amplitudes)}),
      only_with(experiments::laws_with("variances"), o,
                {.name = "variances",
                 .argument = "REALS",
                 .summary = "v_c of every class",
                 .explanation = "The variance of every coordinate of a class, one for each class.",
                 .unit = "squared units of the data",
                 .fallback = "none",
                 .range = "two numbers or more, above 0",
                 .set = reals_into(o.variances)}),
      only_with(
          experiments::laws_with("variance-exponents"), o,
          {.name = "variance-exponents",
           .argument = "REALS",
           .summary = "variances that fall as k^-exponent, one per class",
           .explanation = "The variance of coordinate k = 1 ... d of a class falls as a power of k, "
                          "k^-exponent, with the mean --variance over the coordinates; one exponent for "
                          "each class.",
           .fallback = "none",
           .range = "two numbers or more, -10 to 10",
           .set = reals_into(o.variance_exponents)}),
      only_with(
          experiments::laws_with("variances-file"), o,
          {.name = "variances-file",
           .argument = "FILE",
           .summary = "instead: a row of d variances for each class",
           .explanation = "The variances of all coordinates, one row for each class: an NPY file, an IDX "
                          "file, or a dataset of an HDF5 file as FILE:/path/to/dataset.",
           .fallback = "none",
           .range = "a readable file with rows of d positive numbers",
           .set = text_into(o.variances_file)}),
      only_with(experiments::laws_with("inverse-temperatures"), o,
                {.name = "inverse-temperatures",
                 .argument = "REALS",
                 .summary = "beta_c of every class of chains",
                 .explanation = "P(a) ~ exp(beta sum_k a_k a_{k+1}) for the chains of a class, one beta for "
                                "each class.",
                 .fallback = "none",
                 .range = "two numbers or more, -100 to 100",
                 .set = reals_into(o.inverse_temperatures)}),
      only_with(
          experiments::laws_with("class-priors"), o,
          {.name = "class-priors",
           .argument = "REALS",
           .summary = "share of every class",
           .explanation = "The share of every class among the points. Training sets keep to it in every "
                          "prefix.",
           .fallback = "equal",
           .range = "one number above 0 for each class, with the sum 1",
           .set = reals_into(o.class_priors)}),
  };
}

}  // namespace regimes::app
