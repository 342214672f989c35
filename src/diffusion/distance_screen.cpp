#include "diffusion/distance_screen.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "diffusion/precision.hpp"

namespace regimes::diffusion {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Rows = Eigen::Map<const MatrixXd>;  // columns are rows of the data

constexpr int embedding = DistanceScreen::directions + 1;
constexpr double unit_roundoff = 0x1p-24;
/// Far below any distance that floats resolve, far above what underflow loses; in units of the typical norm.
constexpr double underflow = 1e-30;
/// Norms above it, in the same units, might overflow in float.
constexpr double largest_norm = 1e9;
/// Distances that come from look() are rounded, too.
constexpr double of_distances = 1 + 1e-9;

/// Orthonormal columns near the leading principal directions: three steps of subspace iteration.
MatrixXd leading_directions(const Rows& sample) {
  constexpr int steps = 3;
  MatrixXd basis = sample.leftCols(DistanceScreen::directions);
  for (int step = 0; step < steps; ++step) {
    if (step > 0) basis = sample * (sample.transpose() * basis);
    const Eigen::HouseholderQR<MatrixXd> orthogonal(basis);
    basis = orthogonal.householderQ() * MatrixXd::Identity(basis.rows(), basis.cols());
  }
  return basis;
}

}  // namespace

/// v of some points, and how far it may be from what it would be without rounding.
struct DistanceScreen::Embedded {
  MatrixXf v;                 // [embedding][point]
  Eigen::VectorXf half_norm;  // |v|^2/2
  Eigen::VectorXd error;      // |v - exact v|
  double largest_error = 0, largest_norm = 0;
};

struct DistanceScreen::Parts {
  int dimension = 0;
  double unit = 1;      // a typical norm
  MatrixXf directions;  // [coordinate][direction]
  Embedded queries;

  Embedded embedded(std::span<const double> points) const;
};

// The product with a direction is a sum of d terms, each rounded d times at most, of numbers and directions
// that were rounded themselves: |p - Q^T a| <= e |a|, e = sqrt(m) (d + 4) u. Then r^2 = |a|^2 - |p|^2 is off
// by e (2 + e) |a|^2 = f at most, and r by f/r, or sqrt(f) where r is less.
DistanceScreen::Embedded DistanceScreen::Parts::embedded(std::span<const double> points) const {
  const Index count = static_cast<Index>(points.size()) / dimension;
  const Rows a(points.data(), dimension, count);
  const double e =
      std::sqrt(static_cast<double>(DistanceScreen::directions)) * (dimension + 4) * unit_roundoff;
  Embedded made{MatrixXf(embedding, count), Eigen::VectorXf(count), Eigen::VectorXd(count)};
  made.v.topRows(DistanceScreen::directions).noalias() = directions.transpose() * (a / unit).cast<float>();
  const Eigen::VectorXd squares = a.colwise().squaredNorm().transpose() / (unit * unit);
  for (Index i = 0; i < count; ++i) {
    const double norm = std::sqrt(squares(i)),
                 leading = made.v.col(i).head(DistanceScreen::directions).cast<double>().squaredNorm(),
                 rest = std::sqrt(std::max(squares(i) - leading, 0.)), f = e * (2 + e) * squares(i);
    made.v(embedding - 1, i) = static_cast<float>(rest);
    made.half_norm(i) = static_cast<float>(made.v.col(i).cast<double>().squaredNorm() / 2);
    made.error(i) = (e + unit_roundoff) * norm + (f > 0 ? f / std::max(rest, std::sqrt(f)) : 0) + underflow;
    made.largest_error = std::max(made.largest_error, made.error(i));
    made.largest_norm = std::max({made.largest_norm, norm, std::sqrt(2. * made.half_norm(i))});
  }
  return made;
}

bool DistanceScreen::suits(int queries, int dimension) {
  constexpr int fewest_queries = 2 * embedding, least_dimension = 4 * embedding, most_dimension = 1 << 17;
  return queries >= fewest_queries && dimension >= least_dimension && dimension <= most_dimension;
}

DistanceScreen::DistanceScreen(std::span<const double> sample, std::span<const double> queries, int dimension)
    : parts_(std::make_unique<Parts>()) {
  const Rows rows(sample.data(), dimension, static_cast<Index>(sample.size()) / dimension);
  parts_->dimension = dimension;
  const double largest = std::sqrt(rows.colwise().squaredNorm().maxCoeff());
  if (largest > 0) parts_->unit = largest;
  parts_->directions = leading_directions(rows).cast<float>();
  parts_->queries = parts_->embedded(queries);
}
DistanceScreen::~DistanceScreen() = default;
DistanceScreen::DistanceScreen(DistanceScreen&&) noexcept = default;
DistanceScreen& DistanceScreen::operator=(DistanceScreen&&) noexcept = default;

bool DistanceScreen::pays() const {
  constexpr double looks_of_trial = 128;  // of every query, while its neighbours are not yet near
  constexpr double most_left = 1. / 16;   // a closer look costs about as much as eight products
  return static_cast<double>(looked_at_) < looks_of_trial * static_cast<double>(parts_->queries.v.cols()) +
                                               most_left * static_cast<double>(met_);
}

void DistanceScreen::screen(std::span<const double> rows, std::span<double> distance, const Look& look) {
  constexpr Index queries_together = 256;  // so that their products with some rows stay in cache
  const Embedded points = parts_->embedded(rows);
  const Embedded& queries = parts_->queries;
  MatrixXf nearness;  // v(x).v(a) - |v(a)|^2/2, [row][query]
  for (Index first = 0; first < queries.v.cols(); first += queries_together) {
    const Index count = std::min(queries_together, queries.v.cols() - first);
    nearness.noalias() = points.v.transpose() * queries.v.middleCols(first, count);
    nearness.colwise() -= points.half_norm;
    for (Index i = 0; i < count; ++i)
      screen_query(nearness.col(i).data(), static_cast<int>(first + i),
                   distance[static_cast<std::size_t>(first + i)], points, look);
  }
}

// |v(x) - v(a)| <= D where v(x).v(a) - |v(a)|^2/2 >= (|v(x)|^2 - D^2)/2, with D made longer by the errors of
// both v, and less the error of the product.
void DistanceScreen::screen_query(const float* nearness, int query, double& distance, const Embedded& points,
                                  const Look& look) {
  const Embedded& queries = parts_->queries;
  const auto rows = static_cast<std::size_t>(points.v.cols());
  const double half_norm = queries.v.col(query).cast<double>().squaredNorm() / 2,
               norm = std::sqrt(2 * half_norm);
  met_ += static_cast<std::int64_t>(rows);
  if (!(std::max(norm, points.largest_norm) < largest_norm)) {
    for (std::size_t row = 0; row < rows; ++row) distance = look(query, row);
    looked_at_ += static_cast<std::int64_t>(rows);
    return;
  }
  const auto least = [&] {
    const double reach = distance / parts_->unit * of_distances + points.largest_error + queries.error(query);
    const double bound = half_norm - reach * reach / 2 -
                         nearness_error(kernels::Precision::fp32, embedding, norm, points.largest_norm);
    return bound > -std::numeric_limits<float>::max() ? std::nextafter(static_cast<float>(bound), -HUGE_VALF)
                                                      : -HUGE_VALF;
  };
  float at_least = least();
  std::vector<std::pair<float, std::size_t>> left;
  constexpr std::size_t together = 32;
  for (std::size_t first = 0; first < rows; first += together) {
    const std::size_t end = std::min(first + together, rows);
    int nearer = 0;  // counted without branches, in packs
    for (std::size_t row = first; row < end; ++row) nearer += nearness[row] >= at_least;
    if (nearer == 0) continue;
    for (std::size_t row = first; row < end; ++row)
      if (nearness[row] >= at_least) left.emplace_back(nearness[row], row);
  }
  std::sort(left.begin(), left.end(), std::greater<>());
  for (const auto& [value, row] : left) {
    if (value < at_least) break;
    distance = look(query, row);
    at_least = least();
    ++looked_at_;
  }
}

}  // namespace regimes::diffusion
