#include "diffusion/empirical_score.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "diffusion/posterior_draws.hpp"
#include "kernels/backend.hpp"
#include "parallel/gather_rows.hpp"
#include "parallel/pending_means.hpp"

namespace regimes::diffusion {
namespace {

constexpr std::int64_t most_batch_values = std::int64_t{1} << 21;  ///< coordinates swept together
/// With more points per rank a reduction takes less than a hundredth of its sweep (diffusion/README.md), and
/// two halves cost more than they can hide.
constexpr std::int64_t most_points_to_overlap = 20'000;

void append(Denoised& all, const kernels::PosteriorMeans& part) {
  all.posterior.insert(all.posterior.end(), part.posterior.begin(), part.posterior.end());
  for (int q = 0; q < part.queries; ++q)
    for (int k = 0; k < part.dimension; ++k) all.mean.push_back(part.mean(q, k));
}

/// Every second state is outside the class.
void append(ClassDenoised& all, const kernels::PosteriorMeans& sides) {
  for (int q = 0; q < sides.queries / kernels::class_sides; ++q) {
    const int in = kernels::side_state(q, kernels::inside_class),
              out = kernels::side_state(q, kernels::outside_class);
    kernels::Posterior both = sides.posterior[in];
    const kernels::Posterior& outside = sides.posterior[out];
    both.merge(outside);
    all.posterior.push_back(both);
    all.weight_outside.push_back(
        outside.empty() ? 0 : outside.sum / both.sum * std::exp(outside.reference - both.reference));
    const int mean_outside = outside.empty() ? in : out;
    for (int k = 0; k < sides.dimension; ++k) {
      all.inside.push_back(sides.mean(in, k));
      all.outside.push_back(sides.mean(mean_outside, k));
    }
  }
}

}  // namespace

EmpiricalScore::EmpiricalScore(datasets::TrainingSet& set, kernels::Precision precision,
                               const parallel::Communicator& ranks)
    : set_(set), precision_(precision), ranks_(ranks), partition_{ranks.size(), ranks.rank()} {}

int EmpiricalScore::batches(const Trajectories& trajectories) const {
  const std::int64_t values = static_cast<std::int64_t>(trajectories.count) * dimension();
  const std::int64_t for_memory = (values + most_batch_values - 1) / most_batch_values;
  const bool overlaps = ranks_.size() > 1 && set_.count() <= most_points_to_overlap * ranks_.size();
  const std::int64_t for_overlap = overlaps ? 2 : 1;
  return static_cast<int>(std::max(for_memory, for_overlap));
}

EmpiricalScore::Batch EmpiricalScore::batch(const Trajectories& trajectories, int number, int of) const {
  const auto bound = [&](const parallel::Share& share, int part) {
    return static_cast<int>(static_cast<std::int64_t>(share.last - share.first) * part / of);
  };
  Batch batch;
  for (int rank = 0; rank < ranks_.size(); ++rank) {
    const parallel::Share share = parallel::share_of(trajectories.count, rank, ranks_.size());
    const int first = bound(share, number), last = bound(share, number + 1);
    batch.counts.push_back(last - first);
    for (int i = first; i < last; ++i) batch.numbers.push_back(trajectories.first_number + share.first + i);
  }
  const auto d = static_cast<std::ptrdiff_t>(dimension());
  const auto begin = trajectories.x.begin() + bound(trajectories.own, number) * d;
  const std::vector<double> mine(begin, begin + batch.counts[ranks_.rank()] * d);
  batch.queries = {static_cast<int>(batch.numbers.size()), dimension(),
                   parallel::gather_rows(mine, dimension(), ranks_)};
  return batch;
}

double EmpiricalScore::batch_bytes(double coordinates) {
  constexpr double common = 48, per_thread = 16;
  return std::min(coordinates, static_cast<double>(most_batch_values)) *
         (common + per_thread * kernels::host_threads());
}

void EmpiricalScore::sweep_all(const datasets::TrainingSet::RunTiles& run) {
  set_.for_tiles(0, partition_.local_blocks(set_.count()) * kernels::tiles_per_block, run);
}

template <class Make, class Take>
void EmpiricalScore::sweep_means(const Trajectories& trajectories, int states, const Make& make,
                                 const Take& take) {
  std::unique_ptr<parallel::PendingMeans> under_way;
  const int parts = batches(trajectories);
  for (int part = 0; part < parts; ++part) {
    const Batch here = batch(trajectories, part, parts);
    const std::unique_ptr<kernels::MeanSweep> sweep = make(here);
    sweep_all([&](const kernels::Partition& there, std::int64_t first, std::int64_t last) {
      sweep->run(there, first, last, 0, set_.count());
    });
    const kernels::PosteriorMeans mine = sweep->collect();
    work_.merge(mine.work);
    if (under_way) take(under_way->collect());
    std::vector<int> counts = here.counts;
    for (int& count : counts) count *= states;
    under_way = std::make_unique<parallel::PendingMeans>(mine, counts, ranks_);
  }
  take(under_way->collect());
}

Denoised EmpiricalScore::denoise(const Trajectories& trajectories, double t) {
  Denoised result;
  sweep_means(
      trajectories, 1,
      [&](const Batch& batch) { return kernels::make_mean_sweep(set_.points(), batch.queries, settings(t)); },
      [&](const kernels::PosteriorMeans& means) { append(result, means); });
  return result;
}

ClassDenoised EmpiricalScore::denoise_classes(const Trajectories& trajectories, double t,
                                              const std::vector<int>& classes) {
  ClassDenoised result;
  sweep_means(
      trajectories, kernels::class_sides,
      [&](const Batch& batch) {
        std::vector<int> of_batch;
        for (const std::int64_t number : batch.numbers)
          of_batch.push_back(classes[static_cast<std::size_t>(number - trajectories.first_number)]);
        return kernels::make_class_mean_sweep(set_.points(), batch.queries, of_batch, settings(t));
      },
      [&](const kernels::PosteriorMeans& means) { append(result, means); });
  return result;
}

Denoised EmpiricalScore::draw(const Trajectories& trajectories, double t, std::uint64_t seed,
                              std::uint32_t step) {
  Denoised result;
  const int parts = batches(trajectories);
  for (int part = 0; part < parts; ++part) {
    const Batch here = batch(trajectories, part, parts);
    const auto sweep = kernels::make_sweep(set_.points(), here.queries, settings(t));
    PosteriorDraws draws(here.numbers, seed, step);
    sweep_all([&](const kernels::Partition& there, std::int64_t first, std::int64_t last) {
      for (std::int64_t tile = first; tile < last; tile += kernels::tiles_per_block) {
        sweep->run(there, tile, std::min(tile + kernels::tiles_per_block, last), 0, set_.count());
        const kernels::PosteriorStates states = sweep->collect();
        work_.merge(states.work);
        draws.see(there.global_block(tile / kernels::tiles_per_block), states.posterior);
      }
    });
    draws.agree(ranks_);
    const std::vector<double> points = draws.points(set_, here.queries, t, partition_, here.counts, ranks_);
    result.mean.insert(result.mean.end(), points.begin(), points.end());
    const auto own = draws.posterior().begin() + here.own_first(ranks_.rank());
    result.posterior.insert(result.posterior.end(), own, own + here.counts[ranks_.rank()]);
  }
  return result;
}

kernels::PosteriorStates EmpiricalScore::states(const Trajectories& trajectories, double t) {
  kernels::PosteriorStates result(0, 1, classes());
  const int parts = batches(trajectories);
  for (int part = 0; part < parts; ++part) {
    const Batch here = batch(trajectories, part, parts);
    const auto sweep = kernels::make_sweep(set_.points(), here.queries, settings(t));
    sweep_all([&](const kernels::Partition& there, std::int64_t first, std::int64_t last) {
      sweep->run(there, first, last, 0, set_.count());
    });
    kernels::PosteriorStates states = sweep->collect();
    work_.merge(states.work);
    parallel::reduce_to_all(states, ranks_);
    const int first = here.own_first(ranks_.rank()), last = first + here.counts[ranks_.rank()];
    result.queries += last - first;
    result.posterior.insert(result.posterior.end(), states.posterior.begin() + first,
                            states.posterior.begin() + last);
    result.class_sums.insert(result.class_sums.end(), states.class_sums.begin() + first * classes(),
                             states.class_sums.begin() + last * classes());
  }
  return result;
}

ClassWeights EmpiricalScore::class_weights(const Trajectories& trajectories, double t) {
  const kernels::PosteriorStates all = states(trajectories, t);
  ClassWeights result{classes(), {}};
  for (std::size_t i = 0; i < all.class_sums.size(); ++i) {
    const kernels::Posterior& state = all.posterior[i / classes()];
    const kernels::LogSum& of_class = all.class_sums[i];
    result.weights.push_back(
        of_class.empty() ? 0 : of_class.sum / state.sum * std::exp(of_class.reference - state.reference));
  }
  return result;
}

}  // namespace regimes::diffusion
