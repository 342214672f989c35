#include "datasets/point_gaussian.hpp"

#include <cmath>
#include <utility>

#include "base/process.hpp"
#include "datasets/moments.hpp"
#include "datasets/symmetric_eigenvalues.hpp"

namespace regimes::datasets {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

}  // namespace

struct PointGaussian::Axes {
  Eigen::VectorXd mean;    // [d]
  MatrixXd vectors;        // columns
  Eigen::VectorXd values;  // eigenvalues
};

PointGaussian::PointGaussian(const TrainingSet& set, std::int64_t points, const kernels::Partition& partition,
                             const parallel::Communicator& communicator, const PointMoments& known) {
  const Index d = set.dimension();
  const Eigen::VectorXd shift = Eigen::Map<const Eigen::VectorXd>(set.mean().data(), d);
  std::vector<double> summed;
  if (known.points != points) {
    Moments moments(d, shift);
    moments.add(set, 0, partition.local_rows(points));
    summed = communicator.sum(moments.values());
  }
  const std::vector<double>& total = known.points == points ? known.sums : summed;
  if (!communicator.is_root()) return;
  const auto n = static_cast<double>(points);
  MatrixXd vectors = lower_covariance(total, d, n);
  const std::vector<double> values =
      symmetric_eigenvectors({vectors.data(), static_cast<std::size_t>(vectors.size())}, static_cast<int>(d));
  const Eigen::VectorXd offset = Eigen::Map<const Eigen::VectorXd>(total.data(), d) / n;
  axes_ = std::make_unique<Axes>(Axes{shift + offset, std::move(vectors),
                                      Eigen::Map<const Eigen::VectorXd>(values.data(), d).cwiseMax(0.)});
}

PointGaussian::~PointGaussian() = default;

std::vector<double> PointGaussian::source_coordinates(std::span<const double> sources) const {
  const Index d = axes_->values.size(), count = static_cast<Index>(sources.size()) / d;
  const Eigen::Map<const MatrixXd> a(sources.data(), d, count);
  std::vector<double> coordinates(sources.size());
  Eigen::Map<MatrixXd>(coordinates.data(), d, count).noalias() =
      axes_->vectors.transpose() * (a.colwise() - axes_->mean);
  return coordinates;
}

std::vector<double> PointGaussian::noise_coordinates(std::span<const double> noises) const {
  const Index d = axes_->values.size(), count = static_cast<Index>(noises.size()) / d;
  std::vector<double> coordinates(noises.size());
  Eigen::Map<MatrixXd>(coordinates.data(), d, count).noalias() =
      axes_->vectors.transpose() * Eigen::Map<const MatrixXd>(noises.data(), d, count);
  return coordinates;
}

// With the coordinates p of a source and q of a noise, x_k = e^{-t} p_k +- sqrt(Delta) q_k: three products
// with matrices [coordinate][time] serve all times and both signs.
void PointGaussian::information_density(std::span<const double> sources, std::span<const double> noises,
                                        const std::vector<double>& times, std::span<double> out) const {
  const Index d = axes_->values.size(), count = static_cast<Index>(sources.size()) / d,
              columns = static_cast<Index>(times.size());
  MatrixXd of_source(d, columns), of_noise(d, columns), of_both(d, columns);
  Eigen::RowVectorXd constant(columns);
  for (Index time = 0; time < columns; ++time) {
    const double t = times[static_cast<std::size_t>(time)], noise = noise_variance(t), signal = std::exp(-t);
    const Eigen::ArrayXd variance = noise + signal * signal * axes_->values.array();
    of_source.col(time) = signal * signal / variance / 2;
    of_noise.col(time) = (noise / variance - 1) / 2;
    of_both.col(time) = signal * std::sqrt(noise) / variance;
    constant(time) = 0;
    for (const double of_axis : variance) constant(time) += std::log(of_axis / noise) / 2;
  }
  const Eigen::Map<const MatrixXd> p(sources.data(), d, count), q(noises.data(), d, count);
  const MatrixXd even = (p.cwiseAbs2().transpose() * of_source + q.cwiseAbs2().transpose() * of_noise)
                            .rowwise() +
                        constant,
                 odd = p.cwiseProduct(q).transpose() * of_both;
  for (Index query = 0; query < count; ++query)
    for (Index time = 0; time < columns; ++time) {
      double* const at = out.data() + query * 2 * columns + time;
      at[0] = even(query, time) + odd(query, time);
      at[columns] = even(query, time) - odd(query, time);
    }
}

}  // namespace regimes::datasets
