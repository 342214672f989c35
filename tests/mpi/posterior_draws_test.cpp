// Training points drawn from posteriors come as often as their weights say, whichever rank has them.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/process.hpp"
#include "diffusion/empirical_score.hpp"
#include "parallel/gather_rows.hpp"

namespace regimes::diffusion {
namespace {

constexpr std::int64_t points = 700;  // four blocks, the last one short
constexpr int dimension = 2, draws = 20'000;
constexpr std::uint64_t seed = 4;

kernels::ProceduralPoints law() {
  return kernels::normal_points(kernels::make_stream(seed, 0, kernels::Purpose::training_point), dimension);
}

std::vector<double> exact_weights(datasets::TrainingSet& set, const parallel::Communicator& ranks,
                                  const std::vector<double>& x, double t) {
  std::vector<std::int64_t> indices;
  for (std::int64_t mu = 0; mu < points; ++mu) indices.push_back(mu);
  const std::vector<double> a = set.rows(indices, {ranks.size(), ranks.rank()}, ranks);
  std::vector<double> weights;
  double total = 0;
  for (std::int64_t mu = 0; mu < points; ++mu) {
    double squared = 0;
    for (int k = 0; k < dimension; ++k) {
      const double difference = x[k] - std::exp(-t) * a[mu * dimension + k];
      squared += difference * difference;
    }
    weights.push_back(std::exp(-squared / (2 * noise_variance(t))));
    total += weights.back();
  }
  for (double& weight : weights) weight /= total;
  return weights;
}

void expect_frequencies(double t, bool stored) {
  const parallel::Communicator ranks;
  datasets::TrainingSet set(law(), points, stored, {ranks.size(), ranks.rank()});
  EmpiricalScore score(set, kernels::Precision::fp32, ranks);
  const std::vector<double> x = {0.4, -0.3};
  Trajectories same{draws, dimension, 0, parallel::share_of(draws, ranks), {}};
  for (int i = 0; i < same.own_count(); ++i) same.x.insert(same.x.end(), x.begin(), x.end());
  const std::vector<double> mine = score.draw(same, t, seed, 7).mean;
  const std::vector<double> drawn = parallel::gather_rows_on_root(mine, dimension, ranks);
  const std::vector<double> weights = exact_weights(set, ranks, x, t);
  std::vector<std::int64_t> indices;
  for (std::int64_t mu = 0; mu < points; ++mu) indices.push_back(mu);
  const std::vector<double> a = set.rows(indices, {ranks.size(), ranks.rank()}, ranks);
  if (!ranks.is_root()) return;
  std::map<std::pair<double, double>, std::int64_t> count;
  for (int i = 0; i < draws; ++i) ++count[{drawn[2 * i], drawn[2 * i + 1]}];
  // Pearson's sum over points that are expected five times or more, the others together.
  double pearson = 0, rare = 1;
  int cells = 0;
  std::int64_t counted = 0;
  for (std::int64_t mu = 0; mu < points; ++mu) {
    const double expected = draws * weights[mu];
    if (expected < 5) continue;
    const std::int64_t seen = count[{a[2 * mu], a[2 * mu + 1]}];
    pearson += (seen - expected) * (seen - expected) / expected;
    rare -= weights[mu];
    counted += seen;
    ++cells;
  }
  ASSERT_GT(cells, 10);
  EXPECT_NEAR(static_cast<double>(draws - counted), draws * rare, 4 * std::sqrt(draws * rare) + 1);
  EXPECT_NEAR(pearson, cells, 4 * std::sqrt(2. * cells));
}

TEST(PosteriorDraws, FrequenciesAreTheWeights) {
  for (const double t : {0.1, 0.5, 2.})
    for (const bool stored : {false, true}) expect_frequencies(t, stored);
}

}  // namespace
}  // namespace regimes::diffusion
