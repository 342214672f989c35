#include "experiments/geometry/population_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/process.hpp"
#include "datasets/symmetric_eigenvalues.hpp"
#include "diffusion/block_lanczos.hpp"

namespace regimes::experiments {
namespace {

constexpr double step = 1e-5;       ///< of differences, of the noise of a coordinate
constexpr double tolerance = 1e-8;  ///< of residuals: differences are no better

/// M v = e^{-t} (D(x + h v) - D(x - h v))/(2 h), from M = snr C and dD/dx = e^{-t} C/Delta_t, the derivative
/// of D = sum w a (arXiv 2402.18491).
class PopulationJacobian {
 public:
  PopulationJacobian(const datasets::PopulationLaw& law, const double* x, double t)
      : law_(law), d_(static_cast<std::size_t>(law.dimension())), x_(x, x + d_), t_(t) {}

  std::vector<double> posterior_mean(const std::vector<double>& x) const {
    std::vector<double> mean(d_), weights(static_cast<std::size_t>(law_.classes()));
    law_.posterior_mean(x, t_, mean, weights);
    return mean;
  }
  std::vector<double> posterior_mean() const { return posterior_mean(x_); }

  void multiply(const double* v, double* product) const {
    const double h = step * std::sqrt(noise_variance(t_)), factor = std::exp(-t_) / (2 * h);
    std::vector<double> above = x_, below = x_;
    for (std::size_t k = 0; k < d_; ++k) {
      above[k] += h * v[k];
      below[k] -= h * v[k];
    }
    const std::vector<double> up = posterior_mean(above), down = posterior_mean(below);
    for (std::size_t k = 0; k < d_; ++k) product[k] = factor * (up[k] - down[k]);
  }

  /// All of M, [column][coordinate].
  std::vector<double> matrix() const {
    std::vector<double> all(d_ * d_), unit(d_, 0.);
    for (std::size_t k = 0; k < d_; ++k) {
      unit[k] = 1;
      multiply(unit.data(), all.data() + k * d_);
      unit[k] = 0;
    }
    return all;
  }

 private:
  const datasets::PopulationLaw& law_;
  std::size_t d_;
  std::vector<double> x_;
  double t_;
};

std::vector<double> largest(const PopulationJacobian& jacobian, int dimension, int count, double& residual) {
  diffusion::BlockLanczos iterations(dimension, count, tolerance, 0);
  while (!iterations.is_done()) {
    const std::vector<double> block = iterations.block();
    std::vector<double> products(block.size());
    for (std::size_t first = 0; first < block.size(); first += static_cast<std::size_t>(dimension))
      jacobian.multiply(block.data() + first, products.data() + first);
    iterations.take(products);
  }
  if (iterations.values().front() > 0)
    residual = std::max(residual, iterations.residual() / iterations.values().front());
  return iterations.values();
}

}  // namespace

std::vector<double> population_values(const datasets::PopulationLaw& law, const GeometryResult& result,
                                      const std::vector<double>& directions, const double* x,
                                      const double* source, double t, double& residual) {
  const auto& quantities = result.quantities;
  const auto d = static_cast<std::size_t>(law.dimension());
  const PopulationJacobian jacobian(law, x, t);
  std::vector<double> values(static_cast<std::size_t>(columns_of(quantities)), 0.);
  const auto at = [&](const char* name) { return values.data() + column_of(quantities, name); };

  std::vector<double> matrix = jacobian.matrix();
  for (std::size_t k = 0; k < d; ++k) *at(geometry::effective_dimension) += matrix[k * d + k];
  if (has_quantity(quantities, geometry::source_dimension)) {
    const std::vector<double> mean = jacobian.posterior_mean();
    for (std::size_t k = 0; k < d; ++k)
      *at(geometry::source_dimension) += signal_to_noise(t) * (source[k] - mean[k]) * (source[k] - mean[k]);
  }
  std::vector<double> product(d);
  for (int q = 0; q < result.directions; ++q) {
    const double* direction = directions.data() + static_cast<std::size_t>(q) * d;
    jacobian.multiply(direction, product.data());
    const double along = std::inner_product(direction, direction + d, product.begin(), 0.);
    at(geometry::directional_trace)[q] = along;
    *at(geometry::subspace_trace) += along;
  }
  const auto count = static_cast<int>(eigenvalues_of(result.options));
  if (count == 0) return values;
  std::vector<double> spectrum;
  if (has_full_spectrum(result.options)) {
    for (std::size_t i = 0; i < d; ++i)
      for (std::size_t j = 0; j < i; ++j) matrix[j * d + i] = (matrix[j * d + i] + matrix[i * d + j]) / 2;
    spectrum = datasets::symmetric_eigenvalues(matrix, static_cast<int>(d));
    std::reverse(spectrum.begin(), spectrum.end());
  } else {
    spectrum = largest(jacobian, static_cast<int>(d), count, residual);
  }
  store_spectrum(quantities, spectrum, values.data());
  return values;
}

}  // namespace regimes::experiments
