#include "experiments/trajectories/noised_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/process.hpp"
#include "experiments/sample/path_observer.hpp"
#include "observables/free_query.hpp"

namespace regimes::experiments {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
/// Fresh points of a law are not those that training sets of the same seed have.
constexpr std::uint32_t fresh_sample = 1u << 30;
/// Nor are choices of sources any of the forward noises.
constexpr std::uint32_t random_sources = 1u << 30;
/// Stands for t = 0 where classes are compared: there a law of spins has no density but at +-1, where the
/// last step seldom ends exactly, and no class would be likelier than another.
constexpr double almost_zero = 1e-6;

/// w = e^{L - ln Z} of the source a of x, L = (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t
/// (observables/free_query.hpp).
double source_weight(const kernels::Posterior& all, const diffusion::Trajectories& sources,
                     const diffusion::Trajectories& trajectories, std::size_t own, double t) {
  const auto d = static_cast<std::size_t>(sources.dimension);
  const double* const a = sources.x.data() + own * d;
  const double overlap = std::inner_product(a, a + d, trajectories.x.data() + own * d, 0.),
               norm_squared = std::inner_product(a, a + d, a, 0.), signal = std::exp(-t);
  const double logit = signal * (overlap - signal * norm_squared / 2) / noise_variance(t);
  return std::exp(logit - all.reference) / all.sum;
}

}  // namespace

std::vector<std::int64_t> source_indices(ScoreModel& model, int count, std::uint64_t seed) {
  std::vector<std::int64_t> indices(count, -1);
  if (!model.set()) return indices;
  const std::int64_t points = model.set()->count();
  const auto stream = kernels::make_stream(seed, random_sources, kernels::Purpose::turned_point);
  for (int i = 0; i < count; ++i)
    indices[i] = count < points
                     ? static_cast<std::int64_t>(kernels::uniform(stream, static_cast<std::uint64_t>(i), 0) *
                                                 static_cast<double>(points))
                     : i % points;
  return indices;
}

SourcePoints source_points(ScoreModel& model, int count, std::uint64_t seed) {
  const int d = model.dimension();
  SourcePoints sources;
  sources.at_zero = {count, d, 0, parallel::share_of(count, model.ranks()), {}};
  const parallel::Share own = sources.at_zero.own;
  if (model.set()) {
    const std::vector<std::int64_t> all = source_indices(model, count, seed);
    const std::vector<double> rows = model.set()->rows(all, model.partition(), model.ranks());
    sources.at_zero.x.assign(rows.begin() + static_cast<std::ptrdiff_t>(own.first) * d,
                             rows.begin() + static_cast<std::ptrdiff_t>(own.last) * d);
    for (int i = own.first; i < own.last; ++i) {
      sources.known.index.push_back(model.set()->equals().first_of(all[i]));
      sources.known.label.push_back(model.set()->class_of(all[i]));
    }
    return sources;
  }
  const datasets::PopulationLaw& law = model.law().value();
  const auto stream = kernels::make_stream(seed, fresh_sample, kernels::Purpose::training_point);
  std::vector<float> point(d);
  for (int i = own.first; i < own.last; ++i) {
    law.sample(stream, i, point);
    sources.at_zero.x.insert(sources.at_zero.x.end(), point.begin(), point.end());
    sources.known.index.push_back(-1);
    sources.known.label.push_back(law.class_of_index(i));
  }
  return sources;
}

Attribution attribute(ScoreModel& model, const diffusion::Trajectories& trajectories, double t) {
  Attribution found;
  if (model.set()) {
    for (const kernels::Neighbour& neighbour : nearest_of(model, trajectories, t, 1).nearest) {
      found.index.push_back(neighbour.index);
      found.label.push_back(model.set()->class_of(neighbour.index));
    }
    return found;
  }
  const auto weights = model.score().class_weights(trajectories, std::max(t, almost_zero));
  for (int i = 0; i < trajectories.own_count(); ++i) {
    const auto begin = weights.weights.begin() + static_cast<std::ptrdiff_t>(i) * weights.classes;
    found.index.push_back(-1);
    found.label.push_back(static_cast<int>(std::max_element(begin, begin + weights.classes) - begin));
  }
  return found;
}

PosteriorAgreement posterior_agreement(ScoreModel& model, const SourcePoints& sources,
                                       const diffusion::Trajectories& trajectories, double t) {
  const auto own = static_cast<std::size_t>(trajectories.own_count());
  PosteriorAgreement agreement;
  agreement.same_point.assign(own, not_a_number);
  agreement.same_class.assign(own, not_a_number);
  if (model.empirical()) {
    const kernels::PosteriorStates states = model.empirical()->states(trajectories, t);
    for (std::size_t i = 0; i < own; ++i) {
      agreement.same_point[i] = observables::free_query::inverse_participation_ratio(states.posterior[i]);
      const std::int64_t copies = model.set()->equals().copies(sources.known.index[i], model.set()->count());
      if (copies > 1)
        agreement.same_point[i] += static_cast<double>(copies - 1) *
                                   source_weight(states.posterior[i], sources.at_zero, trajectories, i, t);
    }
  }
  if (model.class_values().empty()) return agreement;
  const auto weights = model.score().class_weights(trajectories, t);
  for (std::size_t i = 0; i < own; ++i) {
    const auto begin = weights.weights.begin() + static_cast<std::ptrdiff_t>(i) * weights.classes;
    agreement.same_class[i] = std::inner_product(begin, begin + weights.classes, begin, 0.);
  }
  return agreement;
}

}  // namespace regimes::experiments
