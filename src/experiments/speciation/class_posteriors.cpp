#include "experiments/speciation/class_posteriors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/contract.hpp"
#include "base/process.hpp"
#include "kernels/random.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {
namespace {

/// Fresh points are those of a training set that no run has.
constexpr std::uint32_t fresh_replica = 0xffffffff;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Fresh queries of a law, one at a time.
class FreshQueries {
 public:
  FreshQueries(const datasets::PopulationLaw& law, const std::vector<double>& times, std::uint64_t seed)
      : law_(law),
        times_(times),
        points_(kernels::make_stream(seed, fresh_replica, kernels::Purpose::training_point)),
        noises_(kernels::make_stream(seed, fresh_replica, kernels::Purpose::query_noise)),
        point_(static_cast<std::size_t>(law.dimension())),
        x_(static_cast<std::size_t>(law.dimension())) {}

  /// Writes ln pi_c, [time][class].
  void log_weights(int query, std::span<double> out) {
    law_.sample(points_, query, point_);
    noise_.clear();
    kernels::append_normals(noises_, static_cast<std::uint64_t>(query), law_.dimension(), noise_);
    const auto classes = static_cast<std::size_t>(law_.classes());
    for (std::size_t i = 0; i < times_.size(); ++i) {
      const double signal = std::exp(-times_[i]), deviation = std::sqrt(noise_variance(times_[i]));
      for (std::size_t k = 0; k < x_.size(); ++k) x_[k] = signal * point_[k] + deviation * noise_[k];
      law_.class_log_weights(x_, times_[i], out.subspan(i * classes, classes));
    }
  }

 private:
  const datasets::PopulationLaw& law_;
  const std::vector<double>& times_;
  kernels::Stream points_, noises_;
  std::vector<float> point_, noise_;
  std::vector<double> x_;
};

}  // namespace

void append(ClassPosteriors& posteriors, const ClassPosteriors& more) {
  const auto add = [](auto& all, const auto& values) { all.insert(all.end(), values.begin(), values.end()); };
  posteriors.queries += more.queries;
  posteriors.times = more.times;
  posteriors.classes = more.classes;
  add(posteriors.source_class, more.source_class);
  add(posteriors.log_weights, more.log_weights);
  add(posteriors.log_densities, more.log_densities);
}

void fill_log_densities(ClassPosteriors& posteriors, const std::vector<double>& priors) {
  posteriors.log_densities = posteriors.log_weights;
  for (std::size_t i = 0; i < posteriors.log_densities.size(); ++i)
    posteriors.log_densities[i] -= std::log(priors[i % priors.size()]);
}

ClassPosteriors population_posteriors(const datasets::PopulationLaw& law, int first, int last,
                                      const std::vector<double>& times, std::uint64_t seed,
                                      const parallel::Communicator& ranks) {
  const int queries = last - first;
  ClassPosteriors posteriors{queries, static_cast<int>(times.size()), law.classes(), {}, {}, {}};
  posteriors.log_weights.assign(posteriors.at(queries, 0), 0.);
  const auto own = parallel::share_of(queries, ranks);
  FreshQueries fresh(law, times, seed);
  const std::size_t width = posteriors.at(1, 0);
  for (int query = own.first; query < own.last; ++query)
    fresh.log_weights(first + query,
                      std::span(posteriors.log_weights).subspan(posteriors.at(query, 0), width));
  posteriors.log_weights = ranks.sum(posteriors.log_weights);  // of one number and zeros: exact
  fill_log_densities(posteriors, law.priors());
  for (int query = first; query < last; ++query) posteriors.source_class.push_back(law.class_of_index(query));
  return posteriors;
}

ClassPosteriors training_posteriors(const kernels::PosteriorStates& states,
                                    const std::vector<int>& source_class,
                                    const std::vector<std::int64_t>& class_sizes) {
  require(states.classes == static_cast<int>(class_sizes.size()), "states of {} classes, sizes of {}",
          states.classes, class_sizes.size());
  constexpr double surely_complete = 20;  // nats below the largest class: a sweep skips from about 30 on
  ClassPosteriors posteriors{states.queries, states.times, states.classes, source_class, {}, {}};
  std::vector<double> densities(class_sizes.size()), weights(class_sizes.size());
  for (int query = 0; query < states.queries; ++query)
    for (int time = 0; time < states.times; ++time) {
      for (int c = 0; c < states.classes; ++c) {
        const kernels::LogSum others = states.class_sums[posteriors.at(query, time) + c];
        kernels::LogSum all = others;
        const bool is_own = c == source_class[query];
        if (is_own) all.add(0);  // the source: logits are relative to its own
        const auto points = static_cast<double>(class_sizes[c] - (is_own ? 1 : 0));
        densities[c] =
            others.empty() ? -infinity : others.reference + std::log(others.sum) - std::log(points);
        weights[c] = all.empty() ? -infinity : all.reference + std::log(all.sum);
      }
      const double largest = *std::max_element(densities.begin(), densities.end());
      for (double& density : densities)
        if (density < largest - surely_complete) density = -infinity;
      const double top = *std::max_element(weights.begin(), weights.end());
      double sum = 0;
      for (const double weight : weights) sum += std::exp(weight - top);
      for (double& weight : weights) weight -= top + std::log(sum);
      posteriors.log_weights.insert(posteriors.log_weights.end(), weights.begin(), weights.end());
      posteriors.log_densities.insert(posteriors.log_densities.end(), densities.begin(), densities.end());
    }
  return posteriors;
}

}  // namespace regimes::experiments
