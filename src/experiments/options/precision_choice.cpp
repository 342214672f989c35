#include "experiments/options/precision_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/process.hpp"
#include "diffusion/precision.hpp"
#include "experiments/options/option_checks.hpp"
#include "kernels/instruction_set.hpp"

namespace regimes::experiments {

namespace {

constexpr std::string_view name_of_bytes = "bytes";

std::string help_of_double(const std::string& values) {
  return fmt::format(
      "use --center mean, units in which no column is much larger than the others, or larger {}", values);
}

}  // namespace

std::string_view name_of(PrecisionChoice choice) {
  switch (choice) {
    case PrecisionChoice::fp32:
      return "float";
    case PrecisionChoice::fp64:
      return "double";
    case PrecisionChoice::automatic:
      break;
  }
  return "auto";
}

std::string_view name_of(kernels::Precision precision) {
  return precision == kernels::Precision::fp32 ? "float" : "double";
}

std::string_view name_of(const Precision& precision) {
  return precision.in_bytes ? name_of_bytes : name_of(precision.used);
}

std::string arithmetic_of(const Precision& precision) {
  if (!precision.in_bytes) return std::string(name_of(precision.used));
  const std::string instructions = kernels::byte_instructions();
  return instructions.empty() ? fmt::format("{} in {}", name_of_bytes, name_of(precision.used))
                              : fmt::format("{} ({})", name_of_bytes, instructions);
}

Precision precision_for_errors(PrecisionChoice choice, double of_products,
                               const PointRounding& of_coordinates) {
  constexpr double bits_more_in_double = 0x1p-29;
  Precision precision{kernels::Precision::fp32, of_products + of_coordinates.in_float,
                      bits_more_in_double * of_products + of_coordinates.in_double};
  if (choice == PrecisionChoice::automatic)
    precision.used = diffusion::sufficient_precision(precision.float_logit_error);
  else if (choice == PrecisionChoice::fp64)
    precision.used = kernels::Precision::fp64;
  return precision;
}

Precision choose_precision(PrecisionChoice choice, double smallest_time, double norm_squared, int dimension,
                           const PointRounding& rounding, bool in_bytes) {
  const auto of_coordinates = [&](double of_points) {
    return diffusion::coordinate_logit_error(smallest_time, norm_squared, dimension, of_points);
  };
  Precision precision =
      precision_for_errors(choice, diffusion::float_logit_error(smallest_time, norm_squared, dimension),
                           {of_coordinates(rounding.in_float), of_coordinates(rounding.in_double)});
  if (choice == PrecisionChoice::automatic && in_bytes) {
    precision.in_bytes = true;
    precision.byte_logit_error = diffusion::byte_logit_error(smallest_time, norm_squared, dimension);
  }
  require_meaning(precision, smallest_time);
  return precision;
}

kernels::Coordinates coordinates_at_first(PrecisionChoice choice) {
  return coordinates_of(choice == PrecisionChoice::fp64 ? kernels::Precision::fp64
                                                        : kernels::Precision::fp32);
}

kernels::Coordinates coordinates_of(const Precision& precision) {
  return precision.in_bytes ? kernels::Coordinates::bytes : coordinates_of(precision.used);
}

void require_meaning(const Precision& precision, const std::string& place, const std::string& values) {
  constexpr double meaningless = 1;  // nat
  if (!(logit_error(precision) > meaningless)) return;
  const bool is_double = precision.used == kernels::Precision::fp64;
  throw OptionError("precision",
                    fmt::format("{} is too coarse at {}: logits could be wrong by {:.2g} nats; {}",
                                is_double ? "even double" : "float", place, logit_error(precision),
                                is_double ? help_of_double(values) : "use auto or double"));
}

void require_meaning(const Precision& precision, double worst_time) {
  require_meaning(precision, fmt::format("t = {:.3g}", worst_time), "times");
}

double logit_error(const Precision& precision) {
  return std::max(precision.byte_logit_error, precision.used == kernels::Precision::fp64
                                                  ? precision.double_logit_error
                                                  : precision.float_logit_error);
}

std::vector<std::string> imprecision_warnings(const Precision& precision, const std::string& place,
                                              const std::string& values) {
  if (!(logit_error(precision) > diffusion::tolerable_logit_error)) return {};
  const std::string coarse =
      fmt::format("logits near {} are wrong by up to {:.2g} nats", place, logit_error(precision));
  if (precision.used == kernels::Precision::fp64)
    return {fmt::format("{} even in double; {}", coarse, help_of_double(values))};
  return {fmt::format("--precision float: {}; use --precision auto or double, or larger {}", coarse, values)};
}

std::vector<std::string> imprecision_warnings(const Precision& precision, double worst_time) {
  return imprecision_warnings(precision, fmt::format("t = {:.4g}", worst_time), "times");
}

void require_norm(double norm_squared) {
  if (!(norm_squared < norm_squared_limit))
    throw UsageError(
        fmt::format("the largest |a|^2 of the training set is {:.3g}; it must stay below {:.0e}. Give a "
                    "smaller --variance, --mean-amplitude or --scale",
                    norm_squared, norm_squared_limit));
}

void require_logits(double logit, const std::string& place, const std::string& option) {
  constexpr double largest_logit = 1e25;
  if (!(logit < largest_logit))
    throw OptionError(option, fmt::format("{}: logits would reach {:.1g}", place, logit));
}

void require_summable(double norm_squared, double smallest_time, const std::string& option) {
  require_norm(norm_squared);
  require_logits(
      signal_to_noise(smallest_time) * norm_squared,
      fmt::format("t = {:.3g} is too small for points of |a|^2 up to {:.3g}", smallest_time, norm_squared),
      option);
}

}  // namespace regimes::experiments
