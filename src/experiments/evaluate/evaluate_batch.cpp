#include "experiments/evaluate/evaluate_batch.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/process.hpp"
#include "diffusion/smoothed_score.hpp"
#include "kernels/backend.hpp"
#include "observables/density_observables.hpp"
#include "observables/free_query.hpp"
#include "parallel/pending_means.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {

namespace {

using observables::free_query::class_weights;

constexpr std::int64_t register_width = 64;  ///< queries: with fewer, lanes of the sweep stay idle

/// Smoothed ones tell no states.
bool needs_means(const EvaluateOptions& options) {
  return asks_for_means(options) && !options.smoothing.is_given();
}
bool needs_smoothed_means(const EvaluateOptions& options) {
  return asks_for_means(options) && options.smoothing.is_given();
}

kernels::FreeQueries shifted(kernels::FreeQueries queries, const std::vector<double>& shift) {
  for (std::size_t i = 0; i < queries.x.size(); ++i) queries.x[i] += shift[i % shift.size()];
  return queries;
}

std::vector<double> values_of(const kernels::PosteriorMeans& means) {
  std::vector<double> values;
  for (int q = 0; q < means.queries; ++q)
    for (int k = 0; k < means.dimension; ++k) values.push_back(means.mean(q, k));
  return values;
}

/// h of every time: h^2 = 1/snr.
std::vector<double> bandwidths_of(const EvaluateOptions& options, const Batch& part) {
  std::vector<double> bandwidths;
  for (std::size_t i = part.first_time; i < part.last_time; ++i)
    bandwidths.push_back(std::sqrt(noise_to_signal(options.times[i])));
  return bandwidths;
}

/// Beside means, the states are swept only for the classes, which means do not follow.
bool needs_states(const EvaluateOptions& options) {
  const bool asks_for_scalars = asks_for(options, FreeObservable::log_density) ||
                                asks_for(options, FreeObservable::posterior_entropy) ||
                                asks_for(options, FreeObservable::inverse_participation_ratio);
  return asks_for(options, FreeObservable::class_weights) || (asks_for_scalars && !needs_means(options));
}

/// Bytes that a rank holds per query, time and coordinate: the query, packed (twice for nearest points), sums
/// of every thread in both precisions, merged sums of the reduction, values of the file.
double bytes_per_coordinate() {
  constexpr double common = 64, per_thread = 16;
  return common + per_thread * kernels::host_threads();
}

/// Sweeps of means over all points: one, or one for every draw of smoothed ones.
int sweeps_of_means(const EvaluateOptions& options) {
  if (needs_smoothed_means(options)) return static_cast<int>(options.smoothing.draws);
  return needs_means(options) ? 1 : 0;
}

/// Means that a pass forms per query and time.
int mean_sets(const EvaluateOptions& options, std::size_t classes) {
  return sweeps_of_means(options) +
         (asks_for_class_means(options) ? kernels::class_sides * parted_classes(classes) : 0);
}

/// Every query once for each class that parts the points, [query][class], and these classes.
struct PartedQueries {
  kernels::FreeQueries queries;
  std::vector<int> classes;
};
PartedQueries parted(const kernels::FreeQueries& queries, std::size_t classes) {
  PartedQueries all{{0, queries.dimension, {}}, {}};
  for (int q = 0; q < queries.count; ++q) {
    const kernels::FreeQueries one = kernels::part_of(queries, q);
    for (int c = 0; c < parted_classes(classes); ++c) {
      all.queries.x.insert(all.queries.x.end(), one.x.begin(), one.x.end());
      all.classes.push_back(c);
      ++all.queries.count;
    }
  }
  return all;
}

/// Values of a variable, one of [share][time] after another.
template <class Value>
Value* place(std::map<std::string, std::vector<Value>>& values, const std::string& name, const Batch& share,
             int query, int time, int width = 1) {
  auto& all = values[name];
  all.resize(static_cast<std::size_t>(share.queries()) * share.times() * width);
  return all.data() + (static_cast<std::size_t>(query) * share.times() + time) * width;
}

}  // namespace

QuerySpan share_of(const QuerySpan& queries, const parallel::Communicator& ranks) {
  const std::int64_t count = queries.last - queries.first;
  return {queries.first + count * ranks.rank() / ranks.size(),
          queries.first + count * (ranks.rank() + 1) / ranks.size()};
}

double largest_batch_bytes(const EvaluateOptions& options, std::int64_t queries, std::size_t classes,
                           double bytes) {
  constexpr double per_coordinate_without_means = 40;  // queries, packed twice
  const int means = mean_sets(options, classes);
  const double d = static_cast<double>(options.dimension.value()) * std::max(1, means);
  const double shared = std::ceil(static_cast<double>(queries) / static_cast<double>(options.query_groups));
  const double pairs = std::clamp(
      bytes / (bytes_per_coordinate() * d), static_cast<double>(register_width),
      std::max(static_cast<double>(register_width), shared * static_cast<double>(options.times.size())));
  return pairs * d * (means > 0 ? bytes_per_coordinate() : per_coordinate_without_means);
}

std::vector<Batch> plan_batches(const EvaluateOptions& options, const QuerySpan& queries, std::size_t classes,
                                double bytes) {
  const std::size_t times = options.times.size();
  const auto query_groups = static_cast<int>(options.query_groups);
  const double per_pair = bytes_per_coordinate() * static_cast<double>(options.dimension.value()) *
                          std::max(1, mean_sets(options, classes));
  const auto pairs = std::max(register_width, static_cast<std::int64_t>(bytes / per_pair));
  const auto time_step = static_cast<std::size_t>(
      std::clamp<std::int64_t>(pairs / register_width, 1, static_cast<std::int64_t>(times)));
  const std::int64_t query_step =
      query_groups * std::max(register_width, pairs / static_cast<std::int64_t>(time_step));
  std::vector<Batch> batches;
  for (std::int64_t query = queries.first; query < queries.last; query += query_step)
    for (std::size_t time = 0; time < times; time += time_step)
      batches.push_back(
          {query, std::min(query + query_step, queries.last), time, std::min(time + time_step, times)});
  return batches;
}

EvaluateBatch::EvaluateBatch(const datasets::TrainingSet& set, const EvaluateOptions& options,
                             kernels::Precision precision, const QueryFrame& frame,
                             const std::vector<double>& points, const Batch& part, bool counts_distinct,
                             std::vector<std::int64_t> left_out)
    : set_(set), options_(options), center_(frame.center()), part_(part) {
  kernels::FreeQueries all{0, frame.dimension(), {}};  // at all times, for the nearest points
  std::vector<double> all_times, times;
  std::vector<kernels::FreeQueries> at_times;
  for (std::size_t i = part.first_time; i < part.last_time; ++i) {
    OneTime one;
    one.t = options.times[i];
    one.queries = frame.place(points, 0, part.queries(), one.t);
    const kernels::SweepSettings settings{{one.t}, precision, set.count()};
    if (needs_means(options)) one.means = kernels::make_mean_sweep(set.points(), one.queries, settings);
    if (needs_smoothed_means(options))
      for (std::int64_t draw = 0; draw < options.smoothing.draws; ++draw)
        one.smoothed.push_back(kernels::make_mean_sweep(
            set.points(),
            shifted(one.queries, diffusion::smoothing_shift(smoothing_of(options.smoothing, options.seed),
                                                            draw, frame.dimension(), one.t)),
            settings));
    if (asks_for_class_means(options)) {
      const PartedQueries all_classes = parted(one.queries, set.class_values().size());
      one.class_means =
          kernels::make_class_mean_sweep(set.points(), all_classes.queries, all_classes.classes, settings);
    }
    if (needs_states(options)) one.states = kernels::make_sweep(set.points(), one.queries, settings);
    all.count += one.queries.count;
    all.x.insert(all.x.end(), one.queries.x.begin(), one.queries.x.end());
    all_times.insert(all_times.end(), one.queries.count, one.t);
    if (counts_distinct) {
      times.push_back(one.t);
      at_times.push_back(one.queries);
    }
    times_.push_back(std::move(one));
  }
  if (asks_for(options, FreeObservable::intrinsic_dimension)) {
    static_cast<kernels::FreeQueries&>(own_points_) = frame.place(points, 0, part.queries(), 0);
    own_points_.left_out = std::move(left_out);
    densities_ = kernels::make_density_sweep(
        set.points(), own_points_,
        {bandwidths_of(options, part), DensityKernel::gaussian, precision, set.count()});
  }
  if (asks_for(options, FreeObservable::nearest))
    nearest_ = std::make_unique<NearestPoints>(set.points(), std::move(all), std::move(all_times),
                                               options.neighbours, precision);
  if (counts_distinct)
    equals_ = std::make_unique<EqualWeights>(set, std::move(at_times), std::move(times), precision);
}

int EvaluateBatch::products(const EvaluateOptions& options, std::size_t classes) {
  constexpr int of_means = 2;
  return of_means * sweeps_of_means(options) +
         (asks_for_class_means(options) ? of_means * parted_classes(classes) : 0) +
         (needs_states(options) ? 1 : 0) + (asks_for(options, FreeObservable::intrinsic_dimension) ? 1 : 0) +
         (asks_for(options, FreeObservable::nearest) ? 1 : 0);
}

void EvaluateBatch::run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                        std::int64_t begin, std::int64_t end) {
  for (OneTime& one : times_) {
    if (one.means) one.means->run(partition, first_tile, last_tile, begin, end);
    for (const auto& draw : one.smoothed) draw->run(partition, first_tile, last_tile, begin, end);
    if (one.class_means) one.class_means->run(partition, first_tile, last_tile, begin, end);
    if (one.states) one.states->run(partition, first_tile, last_tile, begin, end);
  }
  if (densities_) densities_->run(partition, first_tile, last_tile, begin, end);
  if (nearest_) nearest_->run(partition, first_tile, last_tile, begin, end);
  if (equals_) equals_->run(partition, first_tile, last_tile, begin, end);
}

BatchValues EvaluateBatch::collect(const parallel::Communicator& ranks) {
  const parallel::Share share = parallel::share_of(part_.queries(), ranks);
  BatchValues values;
  values.part = part_;
  values.part.first_query = part_.first_query + share.first;
  values.part.last_query = part_.first_query + share.last;
  if (equals_) equals_->merge(ranks);
  for (int time = 0; time < part_.times(); ++time) take_time(times_[time], time, ranks, values);
  if (densities_) take_dimensions(ranks, values);
  if (nearest_) take_nearest(ranks, values);
  return values;
}

void EvaluateBatch::take_time(OneTime& one, int time, const parallel::Communicator& ranks,
                              BatchValues& values) {
  const auto first = static_cast<std::size_t>(values.part.first_query - part_.first_query);
  if (one.means) {
    const kernels::PosteriorMeans means = parallel::reduce_and_share(one.means->collect(), ranks);
    values.exponentials += means.work.terms - means.work.skipped;
    take_means(one, time, values_of(means), values);
    take_scalars(one, time, means.posterior, 0, values);
  }
  if (!one.smoothed.empty()) take_means(one, time, smoothed_means(one, ranks, values), values);
  if (one.class_means) take_class_means(one, time, ranks, values);
  if (!one.states) return;
  kernels::PosteriorStates states = one.states->collect();
  parallel::reduce_to_all(states, ranks);
  values.exponentials += states.work.terms - states.work.skipped;
  if (!one.means) take_scalars(one, time, states.posterior, first, values);
  if (!asks_for(options_, FreeObservable::class_weights)) return;
  const auto classes = static_cast<std::size_t>(states.classes);
  for (int q = 0; q < values.part.queries(); ++q) {
    const std::span sums(states.class_sums.data() + (first + q) * classes, classes);
    const std::vector<double> weights = class_weights(sums);
    std::copy(weights.begin(), weights.end(),
              place(values.reals, "class_weights", values.part, q, time, states.classes));
  }
}

void EvaluateBatch::take_scalars(const OneTime& one, int time, const std::vector<kernels::Posterior>& states,
                                 std::size_t first_state, BatchValues& values) {
  namespace free_query = observables::free_query;
  const auto first = static_cast<int>(values.part.first_query - part_.first_query);
  const std::vector<double> norms = kernels::norms_squared(one.queries);
  for (int q = 0; q < values.part.queries(); ++q) {
    const kernels::Posterior& state = states[first_state + q];
    const auto set = [&](FreeObservable observable, const auto& value) {
      if (asks_for(options_, observable))
        *place(values.reals, std::string(name_of(observable)), values.part, q, time) = value();
    };
    set(FreeObservable::log_density, [&] {
      return free_query::log_density(state, norms[first + q], set_.count(), set_.dimension(),
                                     noise_variance(one.t));
    });
    set(FreeObservable::posterior_entropy, [&] { return free_query::posterior_entropy(state); });
    set(FreeObservable::inverse_participation_ratio,
        [&] { return free_query::inverse_participation_ratio(state); });
    if (!equals_) continue;
    const free_query::EqualSums sums = equals_->of(first + q, time);
    const auto set_distinct = [&](FreeObservable observable, const auto& value) {
      if (asks_for(options_, observable))
        *place(values.reals, distinct_name(observable), values.part, q, time) = value(state, sums);
    };
    set_distinct(FreeObservable::posterior_entropy, free_query::posterior_entropy_distinct);
    set_distinct(FreeObservable::inverse_participation_ratio,
                 free_query::inverse_participation_ratio_distinct);
  }
}

/// D, and F = (e^{-t} D - x)/Delta_t (arXiv 2402.18491). F is the same in the frame of the sweep; D is moved
/// back by the center.
void EvaluateBatch::take_means(const OneTime& one, int time, const std::vector<double>& means,
                               BatchValues& values) {
  const int d = one.queries.dimension;
  const auto first = static_cast<int>(values.part.first_query - part_.first_query);
  const double signal = std::exp(-one.t), variance = noise_variance(one.t);
  for (int q = 0; q < values.part.queries(); ++q) {
    const double* const mean_of_query = means.data() + static_cast<std::size_t>(q) * d;
    if (asks_for(options_, FreeObservable::empirical_score)) {
      const double* x = one.queries.x.data() + static_cast<std::size_t>(first + q) * d;
      double* score = place(values.reals, "empirical_score", values.part, q, time, d);
      for (int k = 0; k < d; ++k) score[k] = (signal * mean_of_query[k] - x[k]) / variance;
    }
    if (asks_for(options_, FreeObservable::posterior_mean)) {
      double* mean = place(values.reals, "posterior_mean", values.part, q, time, d);
      for (int k = 0; k < d; ++k) mean[k] = mean_of_query[k] + center_[k];
    }
  }
}

/// D_h of this rank's share, [query][coordinate].
std::vector<double> EvaluateBatch::smoothed_means(const OneTime& one, const parallel::Communicator& ranks,
                                                  BatchValues& values) {
  const auto draws = static_cast<double>(one.smoothed.size());
  std::vector<double> mean;
  for (const auto& sweep : one.smoothed) {
    const kernels::PosteriorMeans of_draw = parallel::reduce_and_share(sweep->collect(), ranks);
    values.exponentials += of_draw.work.terms - of_draw.work.skipped;
    const std::vector<double> one_mean = values_of(of_draw);
    mean.resize(one_mean.size(), 0.);
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += one_mean[i] / draws;
  }
  return mean;
}

void EvaluateBatch::take_dimensions(const parallel::Communicator& ranks, BatchValues& values) {
  kernels::PosteriorStates states = densities_->collect();
  parallel::reduce_to_all(states, ranks);
  values.exponentials += states.work.terms - states.work.skipped;
  const auto first = static_cast<int>(values.part.first_query - part_.first_query);
  const std::vector<double> bandwidths = bandwidths_of(options_, part_),
                            norms = kernels::norms_squared(own_points_);
  for (int q = 0; q < values.part.queries(); ++q)
    for (int time = 0; time < part_.times(); ++time) {
      const observables::DensityScale scale{DensityKernel::gaussian, static_cast<double>(set_.dimension()),
                                            bandwidths[time], static_cast<double>(set_.count())};
      *place(values.reals, std::string(name_of(FreeObservable::intrinsic_dimension)), values.part, q, time) =
          observables::intrinsic_dimension(states.posterior[states.at(first + q, time)], scale,
                                           norms[first + q]);
    }
}

/// D_c and F_c = (e^{-t} D_c - x)/Delta_t of every class; NaN where a class has no points.
void EvaluateBatch::take_class_means(OneTime& one, int time, const parallel::Communicator& ranks,
                                     BatchValues& values) {
  const std::size_t classes = set_.class_values().size();
  const int parted = parted_classes(classes);
  std::vector<int> counts;
  for (int rank = 0; rank < ranks.size(); ++rank) {
    const parallel::Share share = parallel::share_of(part_.queries(), rank, ranks.size());
    counts.push_back((share.last - share.first) * parted * kernels::class_sides);
  }
  const kernels::PosteriorMeans mine = one.class_means->collect();
  values.exponentials += ranks.sum(std::vector<std::int64_t>{mine.work.terms - mine.work.skipped}).front();
  const kernels::PosteriorMeans means = parallel::PendingMeans(mine, counts, ranks).collect();
  const int d = means.dimension;
  const auto first = static_cast<int>(values.part.first_query - part_.first_query);
  const auto width = static_cast<int>(classes) * d;
  const double signal = std::exp(-one.t), variance = noise_variance(one.t);
  for (int q = 0; q < values.part.queries(); ++q) {
    const double* x = one.queries.x.data() + static_cast<std::size_t>(first + q) * d;
    double *of_class = nullptr, *score = nullptr;
    if (asks_for(options_, FreeObservable::class_mean))
      of_class = place(values.reals, "class_mean", values.part, q, time, width);
    if (asks_for(options_, FreeObservable::class_score))
      score = place(values.reals, "class_score", values.part, q, time, width);
    for (int c = 0; c < static_cast<int>(classes); ++c) {
      const int state = c < parted
                            ? kernels::side_state(q * parted + c, kernels::inside_class)
                            : kernels::side_state(q * parted, kernels::outside_class);  // the other of two
      for (int k = 0; k < d; ++k) {
        const double mean = means.mean(state, k);
        if (of_class) of_class[c * d + k] = mean + center_[k];
        if (score) score[c * d + k] = (signal * mean - x[k]) / variance;
      }
    }
  }
}

void EvaluateBatch::take_nearest(const parallel::Communicator& ranks, BatchValues& values) {
  const kernels::Neighbours nearest = nearest_->collect(ranks);
  const auto first = static_cast<int>(values.part.first_query - part_.first_query);
  for (int time = 0; time < part_.times(); ++time)
    for (int q = 0; q < values.part.queries(); ++q) {
      const kernels::Neighbour* list = nearest.of(time * part_.queries() + first + q);
      auto* index = place(values.integers, "nearest_index", values.part, q, time, options_.neighbours);
      auto* distance = place(values.reals, "nearest_distance", values.part, q, time, options_.neighbours);
      for (int i = 0; i < options_.neighbours; ++i) {
        index[i] = set_.file_row(list[i].index);
        distance[i] = std::sqrt(-list[i].nearness);
      }
    }
}

}  // namespace regimes::experiments
