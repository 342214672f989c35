// Runs on several ranks: points that are read part by part during a pass are those that are held in memory.
#include <gmock/gmock.h>

#include <cmath>

#include "data_files.hpp"
#include "datasets/spectra/covariance.hpp"
#include "datasets/training_set.hpp"
#include "expect_error.hpp"
#include "kernels/sweep.hpp"

namespace regimes::datasets {
namespace {

using kernels::Coordinates;
using kernels::Partition;

constexpr std::uint32_t rows = 5000;
constexpr int dimension = 21;
constexpr std::int64_t small_window = 2 * 3 * kernels::block_points * dimension * 4;  // parts of three blocks

class Windows : public testing::Test {
 protected:
  Windows() {
    source_.format = "npy";
    source_.train_file = folder_.plain("points.npy", npy("|u1", "(5000, 21)", scrambled(rows * dimension)));
    Bytes labels = scrambled(rows, 3);
    for (auto& label : labels) label %= 3;
    source_.labels_file = folder_.plain("labels.npy", npy("|u1", "(5000,)", labels));
    source_.selection.points = 4321;
    source_.scale = 1. / 64;
  }
  TrainingSet set(std::int64_t window_bytes, Coordinates coordinates = Coordinates::fp32) const {
    return {FilePoints(source_, 3, 1, world_), partition_, world_, window_bytes, coordinates};
  }
  static kernels::PosteriorStates pass(TrainingSet& set, const kernels::NoisedQueries& queries,
                                       const Partition& first_rank) {
    const auto sweep = kernels::make_sweep(set.points(), queries, {{.2, 1}, {}, set.count()});
    const std::int64_t last = first_rank.local_blocks(set.count()) * kernels::tiles_per_block;
    // In chunks that do not end where parts end.
    for (std::int64_t tile = 0; tile < last; tile += 5)
      set.for_tiles(tile, std::min(last, tile + 5),
                    [&](const Partition& partition, std::int64_t first, std::int64_t end) {
                      sweep->run(partition, first, end, 0, set.count());
                    });
    return sweep->collect();
  }

  TemporaryFolder folder_;
  parallel::Communicator world_;
  Partition partition_{world_.size(), world_.rank()};
  FileSource source_;
};

TEST_F(Windows, GiveTheSameSweepsAsPointsInMemory) {
  for (const auto& [order, coordinates] :
       {std::pair(RowOrder::permuted, Coordinates::fp32), std::pair(RowOrder::file, Coordinates::fp32),
        std::pair(RowOrder::permuted, Coordinates::bytes)}) {
    source_.selection.order = order;
    TrainingSet whole = set(usual_window_bytes, coordinates),
                parts = set(small_window * bytes_of(coordinates) / bytes_of(Coordinates::fp32), coordinates);
    EXPECT_EQ(parts.holds_bytes(), coordinates == Coordinates::bytes);
    ASSERT_FALSE(whole.is_windowed());
    ASSERT_TRUE(parts.is_windowed());
    const std::vector<std::int64_t> sources = {0, 4320, 191, 192, 2000, 0};
    kernels::NoisedQueries queries;
    queries.count = static_cast<int>(sources.size());
    queries.dimension = dimension;
    queries.source_index = sources;
    queries.source = whole.rows(sources, partition_, world_);
    EXPECT_EQ(parts.rows(sources, partition_, world_), queries.source);
    for (std::size_t i = 0; i < queries.source.size(); ++i)
      queries.noise.push_back(kernels::on_noise_grid(static_cast<float>(std::sin(static_cast<double>(i)))));
    const auto expected = pass(whole, queries, {partition_.ranks, 0});
    for (int again = 0; again < 2; ++again) {  // a second pass starts from the beginning
      const auto states = pass(parts, queries, {partition_.ranks, 0});
      EXPECT_EQ(states.work.terms, expected.work.terms);
      for (std::size_t i = 0; i < expected.posterior.size(); ++i) {
        EXPECT_EQ(states.posterior[i].reference, expected.posterior[i].reference);
        EXPECT_EQ(states.posterior[i].sum, expected.posterior[i].sum);
        EXPECT_EQ(states.posterior[i].nearest_index, expected.posterior[i].nearest_index);
      }
      for (std::size_t i = 0; i < expected.class_sums.size(); ++i)
        EXPECT_EQ(states.class_sums[i].sum, expected.class_sums[i].sum);
    }
    EXPECT_EQ(parts.rows(sources, partition_, world_), queries.source);  // in the middle of a pass too
  }
}

// Coordinates are those of double numbers, and float ones round them.
TEST_F(Windows, OfBytesHaveTheirCoordinates) {
  const std::vector<std::int64_t> some = {3, 4320, 0};
  const TrainingSet bytes = set(usual_window_bytes, Coordinates::bytes);
  const auto exact = set(usual_window_bytes, Coordinates::fp64).rows(some, partition_, world_);
  const auto rows = bytes.rows(some, partition_, world_);
  ASSERT_EQ(rows.size(), exact.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_NEAR(rows[i], exact[i], 1e-15);
  EXPECT_NEAR(bytes.extent(world_).norm_squared,
              set(usual_window_bytes, Coordinates::fp64).extent(world_).norm_squared, 1e-12);
  EXPECT_EQ(bytes.extent(world_).rounding, 0);
  source_.train_file =
      folder_.plain("floats.npy", npy("<f4", "(2, 1)", bytes_of_values(std::vector<float>{1, 2})));
  source_.labels_file.clear();
  source_.selection = {};
  EXPECT_THROW(set(usual_window_bytes, Coordinates::bytes), ContractError);
}

TEST_F(Windows, KnowWhatPointsInMemoryKnow) {
  TrainingSet whole = set(usual_window_bytes), parts = set(small_window);
  EXPECT_EQ(parts.count(), 4321);
  EXPECT_EQ(parts.class_values(), whole.class_values());
  EXPECT_EQ(parts.center(), whole.center());
  for (const std::int64_t index : {0, 100, 4320}) {
    EXPECT_EQ(parts.class_of(index), whole.class_of(index));
    EXPECT_EQ(parts.file_row(index), whole.file_row(index));
  }
  EXPECT_EQ(parts.extent(world_).norm_squared, whole.extent(world_).norm_squared);
  const std::vector<std::int64_t> snapshots = {100, 1000, 4321};
  const auto expected = prefix_covariance_spectra(whole, snapshots, partition_, world_);
  const auto spectra = prefix_covariance_spectra(parts, snapshots, partition_, world_);
  for (std::size_t k = 0; k < snapshots.size(); ++k)
    for (int i = 0; i < dimension; ++i) EXPECT_NEAR(spectra[k][i], expected[k][i], 1e-12 * expected[k][0]);
}

TEST_F(Windows, AreNotUsedWhereEveryPartWouldReadTheWholeFile) {
  source_.train_file =
      folder_.plain("columns.npy", npy("|u1", "(5000, 21)", scrambled(rows * dimension), true));
  EXPECT_FALSE(set(small_window).is_windowed());
  const TrainingSet looked_at = set(one_block_window), whole = set(small_window);
  EXPECT_TRUE(looked_at.is_windowed()) << "by those who do not sweep";
  EXPECT_EQ(looked_at.extent(world_).norm_squared, whole.extent(world_).norm_squared);
  EXPECT_EQ(looked_at.rows({0, 4320, 191}, partition_, world_),
            whole.rows({0, 4320, 191}, partition_, world_));
  source_.selection.order = RowOrder::file;
  EXPECT_TRUE(set(small_window).is_windowed());
}

TEST_F(Windows, SayThatTheFileWasTruncatedDuringThePass) {
  TrainingSet parts = set(small_window);
  const auto nothing = [](const Partition&, std::int64_t, std::int64_t) {};
  parts.for_tiles(0, 1, nothing);
  folder_.plain("points.npy", {1, 2, 3});
  expect_error(ExitCode::bad_data, {"points.npy' has become shorter while it was read"}, [&] {
    const std::int64_t tiles = Partition{world_.size(), 0}.local_blocks(rows) * kernels::tiles_per_block;
    for (int again = 0; again < 2; ++again) parts.for_tiles(0, tiles, nothing);
  });
}

}  // namespace
}  // namespace regimes::datasets
