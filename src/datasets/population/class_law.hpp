#pragma once
/// The law of one class of points, and what the forward process x_t = a e^{-t} + sqrt(Delta_t) z makes of it.
#include <cstdint>
#include <optional>
#include <span>

#include "kernels/procedural_points.hpp"
#include "kernels/random.hpp"

namespace regimes::datasets {

/// Exact at any diffusion time t >= 0; numbers are doubles, sampled points floats as in every training set.
/// Spans have `dimension()` elements.
class ClassLaw {
 public:
  virtual ~ClassLaw() = default;

  virtual int dimension() const = 0;

  /// ln P_t(x), nats.
  virtual double log_density(std::span<const double> x, double t) const = 0;
  /// Writes ln P_t(x) of x = a e^{-t} + sqrt(Delta_t) z and of its mirror image, with -z, [query][z,
  /// -z][time], for a and z [query][coordinate].
  virtual void noised_log_densities(std::span<const double> a, std::span<const double> z,
                                    std::span<const double> times, std::span<double> out) const;
  /// Writes D(x, t) = E[a | x] and returns ln P_t(x).
  virtual double posterior_mean(std::span<const double> x, double t, std::span<double> mean) const = 0;

  /// Writes point `index` of a stream: every coordinate is a function of (stream, index, coordinate).
  virtual void sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const = 0;

  /// The class for sweeps, which make its points bit for bit as sample() does; nothing where they cannot, and
  /// training sets are drawn and stored.
  virtual std::optional<kernels::ProceduralClass> procedural() const { return std::nullopt; }

  /// The variance of every direction, of a normal class that has one for all; nothing of others.
  virtual std::optional<double> isotropic_variance() const { return std::nullopt; }
  /// E[a].
  virtual void mean(std::span<double> mean) const = 0;
  /// Adds weight C v to out, with C the covariance of the class.
  virtual void add_covariance_product(double weight, std::span<const double> v,
                                      std::span<double> out) const = 0;
};

}  // namespace regimes::datasets
