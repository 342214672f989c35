#include "datasets/population/isotropic_frame.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/interpolators/cardinal_cubic_b_spline.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "datasets/population/gaussian_class.hpp"

namespace regimes::datasets {
namespace {

double product(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.);
}

/// The length of a normal vector of n coordinates whose distribution function is that of a normal number y,
/// from a table: it is nearly linear in y, and the spline is within 1e-8 of it.
std::function<double(double)> length_of_normal(int n) {
  constexpr double farthest = 9;  // beyond all that uniform numbers of 53 bits give
  constexpr int steps = 1024;
  const boost::math::chi_squared squares(n);
  const boost::math::normal normal;
  std::vector<double> lengths;
  for (int i = 0; i <= steps; ++i) {
    const double y = farthest * (2. * i / steps - 1);
    const double below = cdf(normal, -std::abs(y));
    lengths.push_back(std::sqrt(y < 0 ? quantile(squares, below) : quantile(complement(squares, below))));
  }
  return boost::math::interpolators::cardinal_cubic_b_spline<double>(lengths.begin(), lengths.end(),
                                                                     -farthest, 2 * farthest / steps);
}

/// Steps of a sequence with low discrepancy in so many coordinates: powers of 1/g, where g > 1 solves
/// g^(s + 1) = g + 1, as the golden ratio does for s = 1.
std::vector<double> additive_steps(std::size_t coordinates) {
  const double power = 1 / static_cast<double>(coordinates + 1);
  double ratio = 2;
  for (int i = 0; i < 60; ++i) ratio = std::pow(1 + ratio, power);  // contracts
  std::vector<double> steps(coordinates);
  for (std::size_t j = 0; j < coordinates; ++j) steps[j] = std::pow(ratio, -static_cast<double>(j + 1));
  return steps;
}

}  // namespace

std::optional<IsotropicFrame> IsotropicFrame::of(const PopulationLaw& law) {
  constexpr double rounding = 1e-9;  // a mean in the span of others leaves no more of its length
  const auto d = static_cast<std::size_t>(law.dimension());
  std::vector<std::vector<double>> axes, means;
  std::vector<double> deviations;
  for (int c = 0; c < law.classes(); ++c) {
    const std::optional<double> variance = law.class_law(c).isotropic_variance();
    if (!variance) return std::nullopt;
    deviations.push_back(std::sqrt(*variance));
    std::vector<double> mean(d);
    law.class_law(c).mean(mean);
    std::vector<double> left = mean;
    for (const auto& axis : axes) {
      const double along = product(axis, left);
      for (std::size_t k = 0; k < d; ++k) left[k] -= along * axis[k];
    }
    if (const double length = std::sqrt(product(left, left));
        length > rounding * std::sqrt(product(mean, mean))) {
      for (double& coordinate : left) coordinate /= length;
      axes.push_back(std::move(left));
    }
    means.push_back(std::move(mean));
  }
  const std::size_t r = axes.size();
  if (r + 2 >= d) return std::nullopt;
  std::vector<std::shared_ptr<const ClassLaw>> classes;
  for (std::size_t c = 0; c < means.size(); ++c) {
    std::vector<double> along;
    for (const auto& axis : axes) along.push_back(product(axis, means[c]));
    means[c] = along;
    along.resize(r + 2, 0.);
    classes.push_back(std::make_shared<GaussianClass>(
        std::move(along), std::vector{deviations[c] * deviations[c]}, static_cast<int>(d - r - 2)));
  }
  return IsotropicFrame({std::move(classes), law.priors()}, std::move(means), std::move(deviations),
                        static_cast<int>(d - r));
}

IsotropicFrame::IsotropicFrame(PopulationLaw law, std::vector<std::vector<double>> means,
                               std::vector<double> deviations, int across)
    : law_(std::move(law)),
      means_(std::move(means)),
      deviations_(std::move(deviations)),
      across_(length_of_normal(across)),
      rest_(length_of_normal(across - 1)) {}

/// A class, r + 1 numbers of the source, and r + 2 of the noise.
IsotropicFrame::Draws::Draws(const IsotropicFrame& frame, kernels::Stream stream, std::uint64_t shift)
    : frame_(frame), steps_(additive_steps(2 * static_cast<std::size_t>(frame.directions()) + 4)) {
  for (std::size_t j = 0; j < steps_.size(); ++j)
    at_.push_back(kernels::uniform(stream, shift, static_cast<std::uint32_t>(j)));
}

double IsotropicFrame::Draws::uniform() {
  constexpr double least = 0x1p-54;
  double& at = at_[coordinate_];
  at += steps_[coordinate_];
  at -= std::floor(at);
  ++coordinate_;
  return std::clamp(at, least, 1 - least);
}

double IsotropicFrame::Draws::normal() {
  return -boost::math::constants::root_two<double>() * boost::math::erfc_inv(2 * uniform());
}

void IsotropicFrame::Draws::next(std::vector<double>& sources, std::vector<double>& noises) {
  coordinate_ = 0;
  const std::vector<double>& priors = frame_.law_.priors();
  std::size_t c = 0;
  for (double left = uniform() - priors[0]; left > 0 && c + 1 < priors.size(); left -= priors[c]) ++c;
  for (const double mean : frame_.means_[c]) sources.push_back(mean + frame_.deviations_[c] * normal());
  sources.push_back(frame_.deviations_[c] * frame_.across_(normal()));
  sources.push_back(0);
  for (int k = 0; k <= frame_.directions(); ++k) noises.push_back(normal());
  noises.push_back(frame_.rest_(normal()));
}

}  // namespace regimes::datasets
