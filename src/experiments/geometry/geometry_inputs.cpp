#include "experiments/geometry/geometry_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/error.hpp"
#include "datasets/free_points.hpp"
#include "datasets/symmetric_eigenvalues.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_orthonormal = 1e-5;      ///< of directions in float numbers
constexpr std::size_t largest_matrix = 1024;  ///< order of a covariance that is formed

}  // namespace

std::vector<double> read_directions(const GeometryOptions& options) {
  const std::string& file = options.directions;
  const auto d = static_cast<std::size_t>(options.dimension.value());
  if (file.empty()) return {};
  const auto rows = datasets::open_free_points(file, "--directions");
  const auto fail = [&](const std::string& what) {
    throw DataError(fmt::format("--directions '{}': {}", file, what));
  };
  if (static_cast<std::size_t>(rows->dimension()) != d)
    fail(fmt::format("its rows have {} numbers, and the points {}", rows->dimension(), d));
  if (rows->rows() > rows->dimension())
    fail(fmt::format("{} rows are more than the {} dimensions; give orthonormal ones", rows->rows(), d));
  std::vector<double> directions = datasets::read_rows(*rows, 0, rows->rows());
  for (std::int64_t i = 0; i < rows->rows(); ++i)
    for (std::int64_t j = 0; j <= i; ++j) {
      const double *a = directions.data() + static_cast<std::size_t>(i) * d,
                   *b = directions.data() + static_cast<std::size_t>(j) * d;
      const double overlap = std::inner_product(a, a + d, b, 0.);
      if (std::abs(overlap - (i == j ? 1 : 0)) < not_orthonormal) continue;
      fail(i == j ? fmt::format("row {} (from 0) has the norm {:.6g}, and not 1; orthonormal rows are needed",
                                i, std::sqrt(overlap))
                  : fmt::format(
                        "rows {} and {} (from 0) have the product {:.3g}, and not 0; orthonormal rows are "
                        "needed",
                        j, i, overlap));
    }
  return directions;
}

std::vector<double> law_spectrum(const GeometryOptions& options, const datasets::PopulationLaw& law) {
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<double> values;
  const auto theory = data_law(options);
  if (theory && theory->mean_norm_squared == 0) {
    for (std::size_t k = 0; k < theory->spectrum.eigenvalue.size(); ++k)
      values.insert(values.end(), static_cast<std::size_t>(theory->spectrum.multiplicity[k]),
                    theory->spectrum.eigenvalue[k]);
    values.resize(d, 0.);  // constant directions may be left out
    std::sort(values.rbegin(), values.rend());
    return values;
  }
  if (d > largest_matrix) return {};
  std::vector<double> matrix(d * d), unit(d, 0.);
  for (std::size_t k = 0; k < d; ++k) {
    unit[k] = 1;
    law.covariance_product(unit, std::span(matrix).subspan(k * d, d));
    unit[k] = 0;
  }
  values = datasets::symmetric_eigenvalues(matrix, law.dimension());
  for (double& value : values) value = std::max(value, 0.);
  std::reverse(values.begin(), values.end());
  return values;
}

}  // namespace regimes::experiments
