// Every query has a training set of its own at every size: the first points, of which one has changed places
// with its source. A pass on any number of ranks gives the sums over these sets, written out in double.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "diffusion/noised_queries.hpp"
#include "experiments/snapshots/snapshot_pass.hpp"
#include "kernels/reference/reference_sweep.hpp"

namespace regimes::experiments {
namespace {

using kernels::NormalClass;

constexpr int dimension = 5;
constexpr std::int64_t points = 1000;
const std::vector<std::int64_t> snapshots{7, 40, 193, 800, points};
const std::vector<double> times{.1, .4, 1};

datasets::TrainingSet two_classes(const kernels::Partition& partition) {
  const auto stream = kernels::make_stream(3, 0, kernels::Purpose::training_point);
  return {kernels::make_procedural(stream, dimension, {NormalClass{{.5f}, {1}}, NormalClass{{-.5f}, {1}}},
                                   {.7, .3}),
          points, false, partition};
}

/// The points in the order that this query sees, and their indices.
struct OwnOrder {
  kernels::reference::Points points;
  std::vector<std::int64_t> index;
};

OwnOrder order_of(const datasets::TrainingSet& set, const std::vector<double>& rows, std::int64_t source,
                  std::int64_t exchanged) {
  OwnOrder own{{points, dimension, 2, {}, {}}, std::vector<std::int64_t>(points)};
  std::iota(own.index.begin(), own.index.end(), 0);
  if (exchanged >= 0) std::swap(own.index[source], own.index[exchanged]);
  for (const std::int64_t index : own.index) {
    own.points.a.insert(own.points.a.end(), rows.begin() + index * dimension,
                        rows.begin() + (index + 1) * dimension);
    own.points.class_of.push_back(set.class_of(index));
  }
  return own;
}

double log_of(double reference, double sum) { return sum > 0 ? reference + std::log(sum) : -1e9; }

void expect_own_sets(bool is_mirrored, int count) {
  const parallel::Communicator ranks;
  const kernels::Partition partition{ranks.size(), ranks.rank()};
  datasets::TrainingSet set = two_classes(partition);
  kernels::NoisedQueries queries = diffusion::noised_queries(
      set, diffusion::last_points(set, count, points, snapshots.front()), 8, 0, partition, ranks);
  queries.is_mirrored = is_mirrored;
  std::vector<std::int64_t> all(points);
  std::iota(all.begin(), all.end(), 0);
  const std::vector<double> rows = set.rows(all, partition, ranks);
  const diffusion::ExchangedPoints exchanged(set, queries, times, partition, ranks);
  const auto sweep = make_sweep(set.points(), queries, {times, kernels::Precision::fp64, points});
  PassProgress progress;
  SnapshotPass pass({*sweep, 0, queries.states(), partition, &set, &exchanged},
                    {snapshots, kernels::block_points * ranks.size()}, progress, ranks);
  std::size_t seen = 0;
  for (PassPiece piece; !piece.ends;) {
    piece = pass.advance(1);
    if (!piece.snapshot || !ranks.is_root()) continue;
    ++seen;
    for (int q = 0; q < count; ++q) {
      const std::int64_t source = queries.source_index[q];
      const OwnOrder own = order_of(set, rows, source, queries.exchanged(q));
      kernels::NoisedQueries one = part_of(queries, q, q + 1);
      // The source stands where the exchanged point was, as long as its own place is not reached.
      one.source_index = {queries.exchanged(q) >= 0 ? queries.exchanged(q) : source};
      one.exchanged_index.clear();
      const auto expected = kernels::reference::sweep(own.points, one, times, 0, snapshots[*piece.snapshot]);
      const std::size_t width = expected.posterior.size(), first = static_cast<std::size_t>(q) * width;
      for (std::size_t i = 0; i < width; ++i) {
        const kernels::Posterior &found = progress.states.posterior[first + i],
                                 &right = expected.posterior[i];
        EXPECT_NEAR(log_of(found.reference, found.sum), log_of(right.reference, right.sum), 1e-6);
        EXPECT_NEAR(found.logit_sum / found.sum + found.reference,
                    right.logit_sum / right.sum + right.reference, 1e-5);
        EXPECT_EQ(found.nearest_index, own.index[right.nearest_index]);
        const double total = log_of(right.reference, right.sum);
        for (std::size_t c = 0; c < 2; ++c) {
          const kernels::LogSum &sum = progress.states.class_sums[(first + i) * 2 + c],
                                &right_sum = expected.class_sums[i * 2 + c];
          EXPECT_NEAR(std::exp(log_of(sum.reference, sum.sum) - total),
                      std::exp(log_of(right_sum.reference, right_sum.sum) - total), 1e-6);
        }
      }
    }
  }
  EXPECT_EQ(seen, ranks.is_root() ? snapshots.size() : 0);
}

TEST(OwnSets, AreSummedAtEverySize) { expect_own_sets(false, 60); }

TEST(OwnSets, OfMoreQueriesThanPoints) { expect_own_sets(false, 1013); }

TEST(OwnSets, AreThoseOfBothSignsOfANoise) { expect_own_sets(true, 60); }

}  // namespace
}  // namespace regimes::experiments
