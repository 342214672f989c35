#pragma once
/// --precision: what is asked for, what it becomes for given data and times, and where a run is refused.
#include <string>
#include <string_view>
#include <vector>

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
  /// Points are kept as the bytes that they are, and products with them are exact where the CPU has
  /// instructions for it; elsewhere they are made as `used` says.
  bool in_bytes = false;
  double byte_logit_error = 0;  ///< the same of exact products; 0 without

  /// In which tiles are summed.
  kernels::Precision of_sums() const { return in_bytes ? kernels::Precision::fp32 : used; }
};

std::string_view name_of(const Precision& precision);  ///< float, double or bytes
/// In which numbers products are made here: "bytes (AVX512-VNNI)", "bytes in float".
std::string arithmetic_of(const Precision& precision);

/// How far points lie at most from those of their file: |a - a'| in float and in double numbers.
struct PointRounding {
  double in_float = 0, in_double = 0;
};

/// For noised queries of points of at most this |a|^2; `in_bytes`: these are kept as bytes, which is what
/// auto then becomes. Throws as require_meaning() does.
Precision choose_precision(PrecisionChoice choice, double smallest_time, double norm_squared, int dimension,
                           const PointRounding& rounding, bool in_bytes = false);

/// What the coordinates of a file are read as, before it is known what auto becomes.
kernels::Coordinates coordinates_at_first(PrecisionChoice choice);
/// What they are to be once it is known.
kernels::Coordinates coordinates_of(const Precision& precision);

/// For logits whose products are wrong by at most `of_products` nats in float, and which lose as much again
/// to the rounding of coordinates as `of_coordinates` says of both precisions.
Precision precision_for_errors(PrecisionChoice choice, double of_products,
                               const PointRounding& of_coordinates);

/// Throws OptionError where weights would mean nothing in the precision that is used, with the `place` where
/// logits are worst, like "t = 0.1", and the `values` of which larger ones would help.
void require_meaning(const Precision& precision, const std::string& place, const std::string& values);
void require_meaning(const Precision& precision, double worst_time);

/// The bound for the precision that is used.
double logit_error(const Precision& precision);

/// The warning where logits are wrong by more than is tolerable: in float, where auto would not have chosen
/// it, or even in double. `place` and `values` as above.
std::vector<std::string> imprecision_warnings(const Precision& precision, const std::string& place,
                                              const std::string& values);
std::vector<std::string> imprecision_warnings(const Precision& precision, double worst_time);

/// |a|^2 of training points, and |x|^2 of what meets them, stay below: their products fit float numbers.
inline constexpr double norm_squared_limit = 1e18;

/// Throws UsageError where differences and sums of such points come near the limits of float numbers
/// (kernels/packs/lane_state.hpp), OptionError where logits at the smallest time, which `option` has set, do.
void require_summable(double norm_squared, double smallest_time, const std::string& option = "times");
/// The first of these checks.
void require_norm(double norm_squared);
/// OptionError for logits that are too large; `place` is where they are reached: "t = 0.1 is too small for
/// points of |a|^2 up to 3".
void require_logits(double logit, const std::string& place, const std::string& option);

}  // namespace regimes::experiments
