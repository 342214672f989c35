#include "diffusion/exchanged_points.hpp"

#include <cmath>

#include "base/process.hpp"

namespace regimes::diffusion {

ExchangedPoints::ExchangedPoints(const datasets::TrainingSet& set, const kernels::NoisedQueries& queries,
                                 const std::vector<double>& times, const kernels::Partition& partition,
                                 const parallel::Communicator& communicator)
    : times_(times), is_mirrored_(queries.is_mirrored) {
  std::vector<std::int64_t> indices;
  for (int q = 0; q < queries.count; ++q) {
    const std::int64_t index = queries.exchanged(q);
    if (index < 0) continue;
    indices.push_back(index);
    points_.push_back({q, queries.source_index[q], index, set.class_of(index), 0, 0});
  }
  const std::vector<double> rows = set.rows(indices, partition, communicator);
  const auto d = static_cast<std::size_t>(queries.dimension);
  for (std::size_t i = 0; i < points_.size(); ++i)
    for (std::size_t k = 0; k < d; ++k) {
      const std::size_t at = static_cast<std::size_t>(points_[i].query) * d + k;
      const double difference = rows[i * d + k] - queries.source[at];
      points_[i].first -= difference * difference / 2;
      points_[i].second += difference * queries.noise[at];
    }
}

void ExchangedPoints::add_to(kernels::PosteriorStates& states, std::int64_t begin, std::int64_t end) const {
  for (const Point& point : points_) {
    if (point.place < begin || point.place >= end) continue;
    const int state = is_mirrored_ ? 2 * point.query : point.query;
    add(states, state, point, 1);
    if (is_mirrored_ && state + 1 < states.queries) add(states, state + 1, point, -1);
  }
}

// l(t) = snr D1 + sqrt(snr) D2, D1 = -|a - a^mu|^2/2, D2 = z.(a - a^mu) (kernels/packs/accumulate.hpp)
void ExchangedPoints::add(kernels::PosteriorStates& states, int state, const Point& point,
                          double sign) const {
  for (int time = 0; time < states.times; ++time) {
    const double snr = signal_to_noise(times_[static_cast<std::size_t>(time)]);
    const double logit = snr * point.first + sign * std::sqrt(snr) * point.second;
    const std::size_t at = states.at(state, time);
    states.posterior[at].add(logit, point.index);
    if (states.classes > 0 && point.label >= 0)
      states.class_sums[at * static_cast<std::size_t>(states.classes) + static_cast<std::size_t>(point.label)]
          .add(logit);
  }
}

}  // namespace regimes::diffusion
