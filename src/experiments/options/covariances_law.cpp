#include <fmt/format.h>

#include <cmath>

#include "datasets/free_points.hpp"
#include "datasets/population/laws.hpp"
#include "experiments/options/law_rows.hpp"
#include "experiments/options/option_values.hpp"

namespace regimes::experiments {
namespace {

constexpr double steepest_exponent = 10;  ///< of variances that fall as a power

void check_covariances(const TrainingOptions& options) {
  if (options.variances_file.empty() == options.variance_exponents.empty())
    throw OptionError("variance-exponents",
                      "give either --variance-exponents or --variances-file for "
                      "--train covariances");
  if (options.variances_file.empty())
    check_list("covariances", "variance-exponents", options.variance_exponents, -steepest_exponent,
               steepest_exponent);
}

/// Throws DataError for a row of the file with a number that is no variance.
void check_row(const TrainingOptions& options, std::int64_t row, const std::vector<double>& variances) {
  for (std::size_t k = 0; k < variances.size(); ++k)
    if (!(variances[k] > 0 && std::isfinite(variances[k])))
      throw DataError(
          fmt::format("--variances-file '{}': row {}, column {} is {}; a variance is a "
                      "positive number",
                      options.variances_file, row, k, variances[k]));
}

std::vector<std::vector<double>> variances_from_file(const TrainingOptions& options) {
  const auto rows = datasets::open_free_points(options.variances_file, "--variances-file");
  const auto dimension = options.dimension.value();
  if (rows->dimension() != dimension)
    throw DataError(fmt::format("--variances-file '{}': rows of {} numbers, but --dimension is {}",
                                options.variances_file, rows->dimension(), dimension));
  if (rows->rows() < static_cast<std::int64_t>(two_classes))
    throw DataError(
        fmt::format("--variances-file '{}': {} row; give one row of variances for each of two "
                    "classes or more",
                    options.variances_file, rows->rows()));
  std::vector<std::vector<double>> variances;
  for (std::int64_t c = 0; c < rows->rows(); ++c) {
    variances.push_back(datasets::read_rows(*rows, c, 1));
    check_row(options, c, variances.back());
  }
  return variances;
}

std::vector<std::vector<double>> class_variances(const TrainingOptions& options) {
  if (!options.variances_file.empty()) return variances_from_file(options);
  std::vector<std::vector<double>> variances;
  for (const double exponent : options.variance_exponents)
    variances.push_back(datasets::power_law_variances(dimension_of(options), exponent, options.variance));
  return variances;
}

Option exponents_option() {
  return {.name = "variance-exponents",
          .argument = "REALS",
          .summary = "variances that fall as k^-exponent, one per class",
          .explanation =
              "The variance of coordinate k = 1 ... d of a class falls as a power of k, "
              "k^-exponent, with the mean --variance over the coordinates; one exponent for "
              "each class.",
          .range = "two numbers or more, -10 to 10",
          .value = reals(&TrainingOptions::variance_exponents)};
}

Option variances_file_option() {
  return {.name = "variances-file",
          .argument = "FILE",
          .summary = "instead: a row of d variances for each class",
          .explanation =
              "The variances of all coordinates, one row for each class: an NPY file, an IDX "
              "file, or a dataset of an HDF5 file as FILE:/path/to/dataset.",
          .range = "a readable file with rows of d positive numbers",
          .value = text(&TrainingOptions::variances_file),
          .kind = OptionKind::input_file};
}

}  // namespace

Law covariances_row() {
  Law law;
  law.name = "covariances";
  law.sentence = "Gaussians of mean 0 that differ in the variance of every coordinate.";
  law.options = {{variance_option(), [](const TrainingOptions& o) { return o.variances_file.empty(); },
                  "with --variance-exponents"},
                 {exponents_option()},
                 {variances_file_option()}};
  law.classes = [](const TrainingOptions& o) -> std::optional<std::size_t> {
    if (!o.variances_file.empty()) return std::nullopt;
    return o.variance_exponents.size();
  };
  law.check = check_covariances;
  law.make = [](const TrainingOptions& o) {
    const auto variances = class_variances(o);
    check_prior_count(o, variances.size());
    return datasets::covariances_law(dimension_of(o), variances, priors_of(o, variances.size()));
  };
  law.pair = [](const TrainingOptions&, const datasets::PopulationLaw& exact,
                const datasets::GroupPair& pair) {
    return datasets::pair_theory_of_covariances(exact, pair);
  };
  return law;
}

}  // namespace regimes::experiments
