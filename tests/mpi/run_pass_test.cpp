// A pass over several snapshots on any number of ranks: its states are those of separate sweeps, whatever the
// chunks, and it ends where root says, on all ranks.
#include <gtest/gtest.h>

#include "../kernels/sweep_fixture.hpp"
#include "experiments/collapse_pass.hpp"
#include "experiments/tile_chunks.hpp"

namespace regimes::experiments {
namespace {

using kernels::Deal;
using kernels::PosteriorStates;
using kernels::Precision;
namespace test = kernels::test;

constexpr int dimension = 6, queries = 10;
const std::vector<std::int64_t> snapshots{40, 100, 1000, 1001,
                                          3000};  // inside tiles, at a tile's second point, past many blocks
const std::vector<double> times{0.2, 1.};

struct Problem {
  parallel::Communicator ranks;
  Deal deal{ranks.size(), ranks.rank()};
  kernels::reference::Points points = test::random_points(snapshots.back(), dimension, 2, 1);
  kernels::NoisedQueries noised = test::noised_queries(points, queries, snapshots.front(), 2);

  std::unique_ptr<kernels::Sweep> sweep() const {
    return make_sweep(test::stored_points(points, deal), noised, {times, Precision::twice, snapshots.back()});
  }
};

double log_sum(const kernels::Posterior& state) { return state.reference + std::log(state.sum); }

TEST(RunPass, SnapshotsAreThoseOfSeparateSweeps) {
  const Problem problem;
  const auto sweep = problem.sweep();
  std::size_t seen = 0;
  const PassWatcher watcher{
      [](double fraction) {
        EXPECT_GT(fraction, 0);
        EXPECT_LT(fraction, 1);
        return true;
      },
      [&](std::size_t k, const PosteriorStates& states) {
        EXPECT_EQ(k, seen++);
        const auto expected =
            kernels::reference::sweep(problem.points, problem.noised, times, 0, snapshots[k]);
        EXPECT_EQ(states.work.terms, snapshots[k] * queries * static_cast<std::int64_t>(times.size()));
        for (std::size_t i = 0; i < expected.posterior.size(); ++i) {
          EXPECT_NEAR(log_sum(states.posterior[i]), log_sum(expected.posterior[i]), 1e-6);
          EXPECT_EQ(states.posterior[i].nearest_index, expected.posterior[i].nearest_index);
        }
      }};
  EXPECT_TRUE(run_pass({*sweep, 0, queries, problem.deal}, snapshots, problem.ranks, watcher));
  EXPECT_EQ(seen, problem.ranks.is_root() ? snapshots.size() : 0);
}

TEST(RunPass, EndsOnAllRanksWhereRootSays) {
  const Problem problem;
  const auto sweep = problem.sweep();
  std::size_t seen = 0;
  const PassWatcher watcher{[](double) { return false; },
                            [&](std::size_t, const PosteriorStates&) { ++seen; }};
  const bool reached = run_pass({*sweep, 0, queries, problem.deal}, snapshots, problem.ranks, watcher);
  // The first snapshots lie within a chunk, after which nobody is asked: what is swept is kept. On so many
  // ranks that this holds for all of them, the pass reaches its end.
  const std::int64_t most_tiles =
      Deal{problem.ranks.size(), 0}.local_blocks(snapshots.back()) * kernels::tiles_per_block;
  EXPECT_EQ(reached, most_tiles <= first_chunk_tiles);
  if (!problem.ranks.is_root()) return;
  EXPECT_GE(seen, 2u);
  EXPECT_EQ(seen == snapshots.size(), reached);
}

}  // namespace
}  // namespace regimes::experiments
