#include "experiments/options/precision_choice.hpp"

#include <fmt/format.h>

#include "base/process.hpp"
#include "diffusion/precision.hpp"
#include "experiments/options/option_checks.hpp"

namespace regimes::experiments {

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

Precision precision_for_error(PrecisionChoice choice, double worst_time, double float_logit_error) {
  return precision_for_error(choice, fmt::format("t = {:.3g}", worst_time), float_logit_error);
}

Precision precision_for_error(PrecisionChoice choice, const std::string& place, double float_logit_error) {
  constexpr double meaningless = 1;  // nat
  constexpr double bits_more_in_double = 0x1p-29;
  Precision precision{kernels::Precision::fp32, float_logit_error, bits_more_in_double * float_logit_error};
  if (choice == PrecisionChoice::automatic)
    precision.used = diffusion::sufficient_precision(float_logit_error);
  else if (choice == PrecisionChoice::fp64)
    precision.used = kernels::Precision::fp64;
  if (precision.used == kernels::Precision::fp32 && float_logit_error > meaningless)
    throw OptionError(
        "precision",
        fmt::format("float is too coarse at {}: logits could be wrong by {:.2g} nats; use auto or double",
                    place, float_logit_error));
  return precision;
}

Precision choose_precision(PrecisionChoice choice, double smallest_time, double norm_squared, int dimension,
                           double rounding) {
  return precision_for_error(
      choice, smallest_time,
      diffusion::float_logit_error(smallest_time, norm_squared, dimension) +
          diffusion::coordinate_logit_error(smallest_time, norm_squared, dimension, rounding));
}

kernels::Precision coordinates_at_first(PrecisionChoice choice) {
  return choice == PrecisionChoice::fp64 ? kernels::Precision::fp64 : kernels::Precision::fp32;
}

double logit_error(const Precision& precision) {
  return precision.used == kernels::Precision::fp64 ? precision.double_logit_error
                                                    : precision.float_logit_error;
}

bool is_imprecise(const Precision& precision) {
  return logit_error(precision) > diffusion::tolerable_logit_error;
}

std::string imprecision_text(const Precision& precision, double worst_time) {
  return imprecision_text(precision, fmt::format("t = {:.4g}", worst_time), "times");
}

std::string imprecision_text(const Precision& precision, const std::string& place,
                             const std::string& values) {
  const std::string coarse =
      fmt::format("logits near {} are wrong by up to {:.2g} nats", place, logit_error(precision));
  if (precision.used == kernels::Precision::fp64)
    return fmt::format("{} even in double; use --center mean, other units, or larger {}", coarse, values);
  return fmt::format("--precision float: {}; use --precision auto or double, or larger {}", coarse, values);
}

void require_norm(double norm_squared) {
  constexpr double largest_norm_squared = 1e18;
  if (!(norm_squared < largest_norm_squared))
    throw UsageError(
        fmt::format("the largest |a|^2 of the training set is {:.3g}; it must stay below {:.0e}. Give a "
                    "smaller --variance, --mean-amplitude or --scale",
                    norm_squared, largest_norm_squared));
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
