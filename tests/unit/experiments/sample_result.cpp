#include "sample_result.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace regimes::experiments {
namespace {

constexpr std::int64_t dimension = 8;

/// Equally likely other points that hold odds e^R against the source, with ln n - I + sqrt(V) g for R: e^R of
/// them, as far as there are. Classes share them evenly.
void fill(kernels::PosteriorStates& states, const observables::Queries& queries, const CollapseResult& result,
          std::int64_t points, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  for (int query = 0; query < states.queries; ++query) {
    const double g = normal(random);
    for (int time = 0; time < states.times; ++time) {
      const double t = result.grid[time];
      const double odds = std::log(static_cast<double>(points)) - result.law->information(t) +
                          std::sqrt(result.law->information_variance(t)) * g;
      const double count = std::clamp(std::round(std::exp(odds)), 1., points - 1.),
                   logit = odds - std::log(count);
      const std::size_t at = states.at(query, time);
      states.posterior[at] = {logit, count, 0, count, logit, (queries.source_index[query] + 1) % points};
      for (int c = 0; c < states.classes; ++c)
        states.class_sums[at * states.classes + c] = {logit, count / states.classes};
    }
  }
}

}  // namespace

CollapseResult sample_result(const SampleShape& shape) {
  CollapseResult result;
  result.options.replicas = shape.replicas;
  result.options.queries = shape.queries;
  result.options.seed = 17;
  result.options.plain = true;
  result.dimension = dimension;
  result.options.dimension = dimension;
  result.snapshots = {40, 400};
  result.law = theory::DataLaw{theory::isotropic(1, dimension), 0};
  for (int i = 0; i < shape.times; ++i) result.grid.push_back(.02 * std::pow(150., i / (shape.times - 1.)));
  for (int c = 0; c < shape.classes; ++c) result.class_values.push_back(10 + c);

  std::mt19937_64 random(4);
  for (int r = 0; r < shape.replicas; ++r) {
    ReplicaStates replica;
    observables::Queries queries;
    result.controls.emplace_back();  // of a plain run
    for (int query = 0; query < shape.queries; ++query) {
      queries.source_index.push_back(query);
      queries.exchanged_index.push_back(-1);
      queries.noise_norm_squared.push_back(static_cast<double>(dimension) + .1 * query);
      if (shape.classes > 0) queries.source_class.push_back(query % shape.classes);
    }
    for (const std::int64_t points : result.snapshots) {
      replica.snapshots.emplace_back(shape.queries, shape.times, shape.classes);
      fill(replica.snapshots.back(), queries, result, points, random);
    }
    replica.next_block = 3;
    result.replicas.push_back(replica);
    result.queries.push_back(queries);
    result.spectra.emplace_back();
  }
  return result;
}

CollapseResult sample_real_data(const SampleShape& shape) {
  CollapseResult result = sample_result(shape);
  result.law.reset();
  result.options.train = {"idx"};
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    const double first = 1 + static_cast<double>(r);  // replicas have different prefixes
    result.spectra[r] = {{{first, .5}, {1, 3}}, {{2, 2}, {4, 4}}};
  }
  return result;
}

}  // namespace regimes::experiments
