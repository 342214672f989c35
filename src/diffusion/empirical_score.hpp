#pragma once
/// The exact score of a training set whose points are distributed to the ranks. Every evaluation is a sweep.
#include <numeric>
#include <vector>

#include "datasets/training_set.hpp"
#include "diffusion/score.hpp"
#include "kernels/sweep.hpp"

namespace regimes::diffusion {

/// Trajectories are swept in batches, at least two where there are several ranks: the reduction of one is
/// under way while the next is swept. A step costs one sweep, and one reduction of trajectories x (d + 6)
/// numbers.
class EmpiricalScore : public Score {
 public:
  /// Trajectories live in the frame of the set: scaled and centred. The set and the ranks, which are those
  /// of its partition, must outlive it.
  EmpiricalScore(datasets::TrainingSet& set, kernels::Precision precision,
                 const parallel::Communicator& ranks);

  int dimension() const override { return set_.dimension(); }
  int classes() const override { return static_cast<int>(set_.class_values().size()); }
  Denoised denoise(const Trajectories& trajectories, double t) override;
  ClassDenoised denoise_classes(const Trajectories& trajectories, double t,
                                const std::vector<int>& classes) override;
  Denoised draw(const Trajectories& trajectories, double t, std::uint64_t seed, std::uint32_t step) override;
  ClassWeights class_weights(const Trajectories& trajectories, double t) override;
  kernels::Work work() const override { return work_; }

  /// Bytes of a batch, of trajectories with so many coordinates on all ranks together: gathered, packed,
  /// swept in sums of every thread, merged, and on their way between the ranks.
  static double batch_bytes(double coordinates);

  /// States of posteriors over the points and, with classes, the sums of every class; [own].
  kernels::PosteriorStates states(const Trajectories& trajectories, double t);

 private:
  /// Some trajectories of every rank, in the order of the ranks.
  struct Batch {
    std::vector<int> counts;       // of every rank
    kernels::FreeQueries queries;  // of all ranks
    std::vector<std::int64_t> numbers;

    int own_first(int rank) const { return std::accumulate(counts.begin(), counts.begin() + rank, 0); }
  };
  /// Sweeps batch by batch, a reduction under way while the next is swept: make(batch) gives a sweep with
  /// `states` states per query, and take(means) gets those of this rank's trajectories.
  template <class Make, class Take>
  void sweep_means(const Trajectories& trajectories, int states, const Make& make, const Take& take);
  int batches(const Trajectories& trajectories) const;
  Batch batch(const Trajectories& trajectories, int number, int of) const;
  /// Calls run(partition, first tile, last tile) for all tiles of this rank.
  void sweep_all(const datasets::TrainingSet::RunTiles& run);
  kernels::SweepSettings settings(double t) const { return {{t}, precision_, set_.count()}; }

  datasets::TrainingSet& set_;
  kernels::Precision precision_;
  const parallel::Communicator& ranks_;
  kernels::Partition partition_;
  kernels::Work work_;
};

}  // namespace regimes::diffusion
