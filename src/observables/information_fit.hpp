#pragma once
/// The one-parameter fit of the finite-size law to a measured entropy curve.
#include <optional>
#include <string>
#include <vector>

#include "observables/crossing.hpp"
#include "theory/law.hpp"

namespace regimes::observables {

/// Part of the curve that enters the fit: between these values of H / ln n. Below, the curve is noise; above,
/// it no longer depends on where the collapse is.
inline constexpr double fit_window_low = 0.02, fit_window_high = 0.6;
inline constexpr int fewest_fit_points = 3;

/// H(t) = sqrt(s V) psi((ln n - s I) / sqrt(s V)), one free s: the law's information, known up to a scale.
class InformationFit {
 public:
  /// Chooses the points of the fit and their weights 1 / error^2 from the mean curve H / ln n and its
  /// standard errors on `times`. Times where that error is below `rounding`, what the curve is known to,
  /// have nothing to weigh them by and take no part.
  InformationFit(const theory::DataLaw& law, const std::vector<double>& times, double log_points,
                 const std::vector<double>& entropy_ratio, const std::vector<double>& standard_error,
                 double rounding = 0);

  /// Why there can be no fit; empty where there can.
  const std::string& obstacle() const { return obstacle_; }
  /// The best s for a curve on the same times; NaN where the sum of squares has no minimum in the range
  /// searched, or on an obstacle.
  double scale(const std::vector<double>& entropy_ratio) const;
  /// scale() with its grid error: the spread of what the fit gives without each of its points in turn
  /// (jackknife).
  OnGrid scale_on_grid(const std::vector<double>& entropy_ratio) const;

 private:
  struct Point {
    std::size_t time;
    double information, variance, weight;
  };
  using Left = std::optional<std::size_t>;  ///< position of a point that is left out
  std::vector<double> models(double scale) const;
  double sum_of_squares(const std::vector<double>& models, const std::vector<double>& entropy_ratio,
                        Left out) const;
  double best_scale(const std::vector<double>& entropy_ratio, Left out) const;

  double log_points_;
  std::vector<Point> points_;
  std::vector<std::vector<double>> scanned_;  ///< models at the scales that every fit looks at first
  std::string obstacle_;
};

}  // namespace regimes::observables
