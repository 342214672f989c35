#pragma once
/// --precision: what is asked for, what it becomes for given data and times, and where a run is refused.
#include <string>
#include <string_view>

#include "kernels/precision.hpp"

namespace regimes::experiments {

enum class PrecisionChoice { fp32, fp64, automatic };  ///< --precision float, double, auto

std::string_view name_of(PrecisionChoice choice);
std::string_view name_of(kernels::Precision precision);  ///< float or double

struct Precision {
  kernels::Precision used = kernels::Precision::fp32;
  double float_logit_error =
      0;  ///< bound on the rounding error of a logit in float at the smallest time, nats
  double double_logit_error = 0;  ///< the same in double, of products and coordinates
};

/// For noised queries of points of at most this |a|^2 that lie within `rounding` of those of their file.
/// Throws OptionError where float was asked for and its weights would mean nothing.
Precision choose_precision(PrecisionChoice choice, double smallest_time, double norm_squared, int dimension,
                           double rounding = 0);

/// What the coordinates of a file are read as, before it is known what auto becomes.
kernels::Precision coordinates_at_first(PrecisionChoice choice);

/// For logits whose rounding error in float is at most `float_logit_error` nats, at `worst_time`. Throws as
/// above.
Precision precision_for_error(PrecisionChoice choice, double worst_time, double float_logit_error);
/// Precision for logits whose float error is reached at a `place` in words, like "h = 0.1". Throws as above.
Precision precision_for_error(PrecisionChoice choice, const std::string& place, double float_logit_error);

/// The bound for the precision that is used.
double logit_error(const Precision& precision);

/// Whether logits are wrong by more than is tolerable: in float, where auto would not have chosen it, or even
/// in double; and how a warning says so.
bool is_imprecise(const Precision& precision);
std::string imprecision_text(const Precision& precision, double worst_time);
/// The warning for logits that are coarse at a `place`, where larger `values` would help.
std::string imprecision_text(const Precision& precision, const std::string& place, const std::string& values);

/// Throws UsageError where differences and sums of such points come near the limits of float numbers
/// (kernels/lane_state.hpp), OptionError where logits at the smallest time, which `option` has set, do.
void require_summable(double norm_squared, double smallest_time, const std::string& option = "times");
/// The first of these checks.
void require_norm(double norm_squared);
/// OptionError for logits that are too large; `place` is where they are reached: "t = 0.1 is too small for
/// points of |a|^2 up to 3".
void require_logits(double logit, const std::string& place, const std::string& option);

}  // namespace regimes::experiments
