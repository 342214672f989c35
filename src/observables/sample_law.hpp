#pragma once
/// What a sample says of the law it is from: spread, quantiles and the tail.
#include <vector>

namespace regimes::observables {

/// Mean and s.d. (1/(N - 1)); NaN where there are too few, or where a value is infinite.
struct Moments {
  double mean, deviation;
};
Moments moments(const std::vector<double>& values);

/// Quantiles at `levels` in [0, 1], which ascend (ContractError), of values in any order, interpolated
/// between order statistics (the rule of NumPy and of R's type 7). -inf is a value; NaN where there are no
/// values, or one is NaN.
std::vector<double> quantiles(const std::vector<double>& values, const std::vector<double>& levels);

/// Hill's estimate of the index a of a tail P(X > x) ~ x^{-a}, from the logarithms of a positive sample.
/// Hill, Ann. Statist. 3, 1163 (1975).
struct TailIndex {
  double value;           ///< NaN where there are too few values
  double standard_error;  ///< a/sqrt k: of independent values with an exact power law beyond the k-th
  int count;              ///< k, the largest values that it rests on
};
/// k is the square root of the number of values; at least 5 are needed.
TailIndex tail_index(std::vector<double> log_values);

/// Where the largest value of a curve over an ascending positive `grid` lies: of the parabola in ln(grid)
/// through the largest value and its neighbours. NaN at an end of the grid, and where these are not finite.
double location_of_maximum(const std::vector<double>& grid, const std::vector<double>& curve);

}  // namespace regimes::observables
