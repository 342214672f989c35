#include "observables/information_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "theory/finite_size.hpp"

namespace regimes::observables {
namespace {

class InformationFitOfTheory : public testing::Test {
 protected:
  InformationFitOfTheory() {
    for (int i = 0; i < 48; ++i) times.push_back(0.1 * std::pow(20.0, i / 47.0));
  }

  /// H / ln n of the law with its information scaled by s
  std::vector<double> curve(double scale) const {
    std::vector<double> values;
    for (const double t : times) {
      values.push_back(theory::excess_entropy(scale * law.information(t), scale * law.information_variance(t),
                                              log_points) /
                       log_points);
    }
    return values;
  }

  const theory::DataLaw law{theory::isotropic(1, 32), 0};
  const double log_points = std::log(2981);
  std::vector<double> times;
};

TEST_F(InformationFitOfTheory, RecoversTheScale) {
  for (const double scale : {0.3, 0.9, 1.0, 1.4, 5.0}) {
    const auto entropy = curve(scale);
    const InformationFit fit(law, times, log_points, entropy, std::vector<double>(times.size(), 0.01));
    EXPECT_EQ(fit.obstacle(), "");
    EXPECT_NEAR(fit.scale(entropy), scale, 1e-6 * scale);
  }
}

TEST_F(InformationFitOfTheory, PointsWithLargeErrorsOrOutsideTheWindowDoNotPull) {
  auto entropy = curve(1);
  std::vector<double> errors(times.size(), 1e-3);
  bool spoiled = false;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (entropy[i] > fit_window_high + 0.05) entropy[i] += 0.1;
    if (entropy[i] > 0.3 && entropy[i] < 0.5 && !spoiled) {
      entropy[i] += 0.05;
      errors[i] = 1e3;
      spoiled = true;
    }
  }
  EXPECT_TRUE(spoiled);
  EXPECT_NEAR(InformationFit(law, times, log_points, entropy, errors).scale(entropy), 1, 1e-5);
}

TEST_F(InformationFitOfTheory, SaysWhyThereIsNoFit) {
  const std::vector<double> flat(times.size(), 0.01), errors(times.size(), 0.01),
      none(times.size(), std::nan(""));
  EXPECT_THAT(InformationFit(law, times, log_points, flat, errors).obstacle(),
              testing::HasSubstr("fewer times than the 3"));
  EXPECT_THAT(InformationFit(law, times, log_points, curve(1), none).obstacle(),
              testing::HasSubstr("error bars"));
  EXPECT_TRUE(std::isnan(InformationFit(law, times, log_points, flat, errors).scale(flat)));
}

TEST_F(InformationFitOfTheory, NoScaleInTheRangeSearched) {
  const auto entropy = curve(40);
  const InformationFit fit(law, times, log_points, entropy, std::vector<double>(times.size(), 0.01));
  EXPECT_TRUE(std::isnan(fit.scale(entropy)));
}

}  // namespace
}  // namespace regimes::observables
