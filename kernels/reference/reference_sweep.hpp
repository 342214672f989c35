#pragma once
/// The sweep as plain loops in double: the statement of what every other implementation computes, and the
/// oracle of its tests.
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/process.hpp"
#include "kernels/class_sides.hpp"
#include "kernels/posterior_means.hpp"
#include "kernels/posterior_states.hpp"
#include "kernels/queries.hpp"

namespace regimes::kernels::reference {

/// Training points as the oracle sees them: all of them, [index][coordinate], and a class each (empty: none).
struct Points {
  std::int64_t count = 0;
  int dimension = 0;
  int classes = 0;
  std::vector<double> a;
  std::vector<int> class_of;

  const double* point(std::int64_t index) const { return a.data() + index * dimension; }
};

/// The energy E = |x - a e^{-t}|^2 / (2 Delta_t), by differences.
inline double energy(const double* a, const std::vector<double>& x, double t) {
  double squared = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double difference = x[k] - a[k] * std::exp(-t);
    squared += difference * difference;
  }
  return squared / (2 * noise_variance(t));
}

inline void add_point(PosteriorStates& states, const Points& points, int query, int time, std::int64_t index,
                      double logit) {
  states.posterior[states.at(query, time)].add(logit, index);
  if (points.classes > 0)
    states.class_sums[states.at(query, time) * points.classes + points.class_of[index]].add(logit);
}

/// Points [begin, end); logits relative to the source's, the source and the exchanged point left out.
inline PosteriorStates sweep(const Points& points, const NoisedQueries& queries,
                             const std::vector<double>& times, std::int64_t begin, std::int64_t end) {
  PosteriorStates states(queries.states(), static_cast<int>(times.size()), points.classes);
  std::vector<double> x(points.dimension);
  for (int state = 0; state < states.queries; ++state)
    for (int i = 0; i < states.times; ++i) {
      const double t = times[i];
      const int q = queries.is_mirrored ? state / 2 : state;
      const double sign = queries.is_mirrored && state % 2 == 1 ? -1 : 1;
      const std::size_t first = static_cast<std::size_t>(q) * points.dimension;
      for (int k = 0; k < points.dimension; ++k)
        x[k] = queries.source[first + k] * std::exp(-t) +
               sign * std::sqrt(noise_variance(t)) * queries.noise[first + k];
      const double source_energy = energy(points.point(queries.source_index[q]), x, t);
      for (std::int64_t index = begin; index < end; ++index)
        if (index != queries.source_index[q] && index != queries.exchanged(q))
          add_point(states, points, state, i, index, source_energy - energy(points.point(index), x, t));
    }
  return states;
}

/// Points [begin, end); logits (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t.
inline PosteriorStates sweep(const Points& points, const FreeQueries& queries, double t, std::int64_t begin,
                             std::int64_t end) {
  PosteriorStates states(queries.count, 1, points.classes);
  for (int q = 0; q < queries.count; ++q)
    for (std::int64_t index = begin; index < end; ++index) {
      double overlap = 0, norm = 0;
      for (int k = 0; k < points.dimension; ++k) {
        const double a = points.point(index)[k];
        overlap += a * queries.x[static_cast<std::size_t>(q) * points.dimension + k];
        norm += a * a;
      }
      add_point(states, points, q, 0, index,
                (std::exp(-t) * overlap - std::exp(-2 * t) * norm / 2) / noise_variance(t));
    }
  return states;
}

/// All points, parted by the class of every query; states as make_class_mean_sweep() has them.
inline PosteriorMeans class_mean_sweep(const Points& points, const FreeQueries& queries,
                                       const std::vector<int>& classes, double t) {
  PosteriorMeans means(class_sides * queries.count, points.dimension);
  for (int q = 0; q < queries.count; ++q)
    for (std::int64_t index = 0; index < points.count; ++index) {
      const PosteriorStates one = sweep(points, part_of(queries, q), t, index, index + 1);
      means.merge(side_state(q, points.class_of[index] == classes[q] ? inside_class : outside_class),
                  one.posterior[0], points.point(index));
    }
  return means;
}

}  // namespace regimes::kernels::reference
