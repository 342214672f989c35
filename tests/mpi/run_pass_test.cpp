// A pass over several snapshots on any number of ranks: its states are those of separate sweeps, whatever the
// pieces; interrupted after any of them it goes on to the same states.
#include <gtest/gtest.h>

#include <functional>

#include "../kernels/sweep_fixture.hpp"
#include "experiments/snapshots/snapshot_pass.hpp"

namespace regimes::experiments {
namespace {

using kernels::Partition;
using kernels::PosteriorStates;
using kernels::Precision;
namespace test = kernels::test;

constexpr int dimension = 6, queries = 10;
const std::vector<std::int64_t> snapshots{40, 100, 1000, 1001,
                                          3000};  // inside tiles, at a tile's second point, past many blocks
const std::vector<double> times{0.2, 1.};

struct Problem {
  parallel::Communicator ranks;
  Partition partition{ranks.size(), ranks.rank()};
  kernels::reference::Points points = test::random_points(snapshots.back(), dimension, 2, 1);
  kernels::NoisedQueries noised = test::noised_queries(points, queries, snapshots.front(), 2);

  std::unique_ptr<kernels::Sweep> sweep(Precision precision = Precision::fp64) const {
    return make_sweep(test::stored_points(points, partition), noised, {times, precision, snapshots.back()});
  }
};

double log_sum(const kernels::Posterior& state) { return state.reference + std::log(state.sum); }

/// Merges within the third and fifth snapshot on up to three ranks.
PassPlan plan(const Problem& problem) {
  return {snapshots, 2 * kernels::block_points * problem.ranks.size()};
}

/// Sweeps what is left of a pass in pieces of these sizes, in turns. Calls `seen` with every piece, and ends
/// on all ranks where `stops` says so on one of them after a piece; returns whether all points were swept.
bool run_pass(const Problem& problem, const PassPlan& plan, kernels::Sweep& sweep, PassProgress& progress,
              const std::vector<std::int64_t>& sizes, const std::function<void(const PassPiece&)>& seen,
              const std::function<bool(const SnapshotPass&)>& stops) {
  SnapshotPass pass({sweep, 0, queries, problem.partition}, plan, progress, problem.ranks);
  for (std::size_t i = 0;; ++i) {
    const PassPiece piece = pass.advance(sizes[i % sizes.size()]);
    seen(piece);
    if (piece.ends) return true;
    if (problem.ranks.any(stops(pass))) return false;
  }
}

/// What root saw at every snapshot of a whole pass, begun again `interruptions` times: each time this rank
/// asks to stop as soon as it is asked.
std::vector<PosteriorStates> whole_pass(const Problem& problem, int interruptions, int stopping_rank,
                                        Precision precision = Precision::fp64) {
  std::vector<PosteriorStates> seen;
  PassProgress progress;
  for (int left = interruptions;; --left) {
    const auto sweep = problem.sweep(precision);
    const auto keep = [&](const PassPiece& piece) {
      if (!piece.snapshot || !problem.ranks.is_root()) return;
      EXPECT_EQ(*piece.snapshot, seen.size());
      seen.push_back(progress.states);
    };
    // Sizes that are never those of the run before: merges are at the same points.
    const bool is_whole =
        run_pass(problem, plan(problem), *sweep, progress, {2, 1 + left, 3}, keep, [&](const SnapshotPass&) {
          return left > 0 && problem.ranks.rank() == stopping_rank && progress.points > 0;
        });
    if (is_whole) {
      EXPECT_EQ(left, 0);  // it stopped whenever it was asked to
      return seen;
    }
    EXPECT_GT(left, 0);
  }
}

TEST(RunPass, SnapshotsAreThoseOfSeparateSweeps) {
  const Problem problem;
  const auto seen = whole_pass(problem, 0, 0);
  ASSERT_EQ(seen.size(), problem.ranks.is_root() ? snapshots.size() : 0);
  for (std::size_t k = 0; k < seen.size(); ++k) {
    const auto expected = kernels::reference::sweep(problem.points, problem.noised, times, 0, snapshots[k]);
    EXPECT_EQ(seen[k].work.terms, snapshots[k] * queries * static_cast<std::int64_t>(times.size()));
    for (std::size_t i = 0; i < expected.posterior.size(); ++i) {
      EXPECT_NEAR(log_sum(seen[k].posterior[i]), log_sum(expected.posterior[i]), 1e-6);
      EXPECT_EQ(seen[k].posterior[i].nearest_index, expected.posterior[i].nearest_index);
    }
  }
}

TEST(RunPass, InterruptedByAnyRankAndContinuedIsTheSamePassBitForBit) {
  const Problem problem;
  const auto undisturbed = whole_pass(problem, 0, 0);
  for (const int rank : {0, problem.ranks.size() - 1}) {
    const auto seen = whole_pass(problem, 4, rank);
    ASSERT_EQ(seen.size(), undisturbed.size());
    for (std::size_t k = 0; k < seen.size(); ++k) {
      EXPECT_EQ(seen[k].work.terms, undisturbed[k].work.terms);
      for (std::size_t i = 0; i < seen[k].posterior.size(); ++i) {
        const kernels::Posterior &a = seen[k].posterior[i], &b = undisturbed[k].posterior[i];
        EXPECT_EQ(a.reference, b.reference);
        EXPECT_EQ(a.sum, b.sum);
        EXPECT_EQ(a.logit_sum, b.logit_sum);
        EXPECT_EQ(a.square_sum, b.square_sum);
        EXPECT_EQ(a.nearest_logit, b.nearest_logit);
        EXPECT_EQ(a.nearest_index, b.nearest_index);
      }
    }
  }
}

/// One rank does alone what all do together: float sums agree to the rounding of doubles.
TEST(RunPass, SumsDoNotDependOnTheNumberOfRanks) {
  const Problem together;
  const Problem alone{together.ranks.split(together.ranks.rank())};
  for (const auto precision : {Precision::fp32, Precision::fp64}) {
    const auto seen = whole_pass(together, 0, 0, precision), expected = whole_pass(alone, 0, 0, precision);
    for (std::size_t k = 0; k < seen.size(); ++k) {
      EXPECT_EQ(seen[k].work.skipped, expected[k].work.skipped);
      for (std::size_t i = 0; i < seen[k].posterior.size(); ++i) {
        kernels::Posterior a = seen[k].posterior[i];
        const kernels::Posterior& b = expected[k].posterior[i];
        a.rebase(b.reference);
        EXPECT_NEAR(a.sum / b.sum, 1, 1e-13);
        EXPECT_NEAR(a.logit_sum / b.sum, b.logit_sum / b.sum, 1e-12);
        EXPECT_NEAR(a.square_sum / b.square_sum, 1, 1e-13);
        EXPECT_EQ(a.nearest_logit, b.nearest_logit);
        EXPECT_EQ(a.nearest_index, b.nearest_index);
      }
    }
  }
}

TEST(RunPass, MergesAsOftenAsIsSaid) {
  const Problem problem;
  for (const int blocks : {2, 3, 100}) {
    const PassPlan plan{snapshots, blocks * kernels::block_points * problem.ranks.size()};
    const auto sweep = problem.sweep();
    std::int64_t merges = 0;
    PassProgress progress;
    EXPECT_TRUE(run_pass(
        problem, plan, *sweep, progress, {2}, [&](const PassPiece& piece) { merges += piece.has_merged; },
        [](const SnapshotPass&) { return false; }));
    EXPECT_EQ(merges, count_merges(plan));
  }
}

TEST(RunPass, DoublingsAreThoseOfBlocks) {
  constexpr std::int64_t block = kernels::block_points;
  EXPECT_EQ(next_doubling(0), block);
  EXPECT_EQ(next_doubling(block - 1), block);
  EXPECT_EQ(next_doubling(block), 2 * block);
  EXPECT_EQ(next_doubling(3 * block + 1), 4 * block);
  EXPECT_EQ(next_doubling(4 * block), 8 * block);
}

TEST(RunPass, TellsHowFarItIs) {
  const Problem problem;
  const auto sweep = problem.sweep();
  std::size_t seen = 0;
  PassProgress progress;
  double last = 0;
  const auto stops = [&](const SnapshotPass& pass) {
    EXPECT_GT(pass.points_swept(), last);
    EXPECT_LT(pass.points_swept(), static_cast<double>(snapshots.back()));
    last = pass.points_swept();
    return seen == 2;
  };
  EXPECT_FALSE(run_pass(
      problem, plan(problem), *sweep, progress, {1},
      [&](const PassPiece& piece) { seen += piece.snapshot ? 1 : 0; }, stops));
  EXPECT_EQ(progress.points, snapshots[1]);  // on every rank
}

TEST(RunPass, MergesSeldomAndOnWholeBlocksOfEveryRank) {
  for (const int ranks : {1, 3}) {
    const std::int64_t points = points_between_merges(ranks, 128, 48, 32);
    EXPECT_EQ(points % (kernels::block_points * ranks), 0);
    EXPECT_GE(points, 128 * kernels::block_points * ranks);
  }
}

}  // namespace
}  // namespace regimes::experiments
