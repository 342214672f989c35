#include "datasets/stored_shard.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "expect_error.hpp"
#include "idx_files.hpp"

namespace regimes::datasets {
namespace {

using kernels::Partition;
using testing::Each;
using testing::ElementsAre;

constexpr std::uint32_t file_rows = 1500, height = 2, width = 3, classes = 5;
constexpr int dimension = height * width;
constexpr Partition alone{1, 0};

// A file of 1500 points in 5 classes of unequal sizes.
class ReadFileSet : public testing::Test {
 protected:
  ReadFileSet() : values_(scrambled(file_rows * dimension)), labels_(scrambled(file_rows, 99)) {
    for (auto& label : labels_) label = static_cast<std::uint8_t>(label % (classes + 2) % classes);
    source_.train_file = folder_.gzip("points.gz", idx({file_rows, height, width}, values_));
    source_.labels_file = folder_.plain("labels", idx({file_rows}, labels_));
  }

  TemporaryFolder folder_;
  Bytes values_, labels_;
  FileSource source_;
};

TEST_F(ReadFileSet, HoldsTheScaledAndCentredValuesOfTheSelection) {
  source_.selection = {{1, 4}, 100, 150};
  source_.scale = 1. / 255;
  const Selection selection =
      select_points({file_rows, "", "labels", {labels_.begin(), labels_.end()}}, source_.selection, 3, 2);
  for (const Centering centering : {Centering::none, Centering::scalar, Centering::mean}) {
    source_.centering = centering;
    const StoredSet set = read_file_set(source_, 3, 2, alone);
    EXPECT_EQ(set.points, 150);
    ASSERT_EQ(set.dimension, dimension);
    EXPECT_THAT(set.class_values, ElementsAre(1, 4));
    EXPECT_EQ(set.class_of, selection.class_of);

    // The centre by the plain definition.
    std::vector<double> mean(dimension, 0);
    for (const auto row : selection.file_row) {
      for (int k = 0; k < dimension; ++k) mean[k] += values_[row * dimension + k] / 255. / 150;
    }
    double overall = 0;
    for (const double m : mean) overall += m / dimension;
    ASSERT_EQ(set.center.size(), mean.size());
    for (int k = 0; k < dimension; ++k) {
      const double expected = centering == Centering::none     ? 0
                              : centering == Centering::scalar ? overall
                                                               : mean[k];
      constexpr double sixteenth_of_bytes = 16. / 255, bits = 8;
      EXPECT_NEAR(set.center[k], expected, sixteenth_of_bytes / 2);
      const double steps = set.center[k] / source_.scale * bits;
      EXPECT_NEAR(steps, std::round(steps), 1e-9);  // few bits
      for (std::int64_t mu = 0; mu < set.points; ++mu) {
        const double raw = values_[selection.file_row[mu] * dimension + k];
        ASSERT_EQ(set.rows[mu * dimension + k], static_cast<float>(raw * source_.scale - set.center[k]));
      }
    }
  }
}

TEST_F(ReadFileSet, ShardsTogetherAreTheWhole) {
  const StoredSet whole = read_file_set(source_, 1, 0, alone);
  ASSERT_EQ(whole.points, file_rows);
  for (const int ranks : {1, 2, 3, 7, 20}) {  // 20: more ranks than blocks
    std::int64_t rows = 0;
    std::vector<StoredSet> shards;
    for (int rank = 0; rank < ranks; ++rank) {
      shards.push_back(read_file_set(source_, 1, 0, {ranks, rank}));
      rows += static_cast<std::int64_t>(shards.back().rows.size()) / dimension;
      EXPECT_EQ(shards.back().points, whole.points);
      EXPECT_EQ(shards.back().center, whole.center);
      EXPECT_EQ(shards.back().class_of, whole.class_of);
    }
    EXPECT_EQ(rows, whole.points);
    for (std::int64_t mu = 0; mu < whole.points; ++mu) {
      for (int rank = 0; rank < ranks; ++rank) {
        const Partition partition{ranks, rank};
        if (!partition.owns(mu)) continue;
        const auto mine = shards[rank].rows.begin() + partition.local_row(mu) * dimension;
        ASSERT_TRUE(std::equal(mine, mine + dimension, whole.rows.begin() + mu * dimension))
            << "point " << mu;
      }
    }
  }
}

TEST_F(ReadFileSet, ReplicasHoldTheSamePointsInAnotherOrder) {
  source_.labels_file.clear();
  StoredSet first = read_file_set(source_, 1, 0, alone), second = read_file_set(source_, 1, 1, alone);
  EXPECT_TRUE(first.class_values.empty());
  EXPECT_THAT(first.class_of, Each(0));
  EXPECT_EQ(first.center, second.center);
  EXPECT_NE(first.rows, second.rows);
  std::sort(first.rows.begin(), first.rows.end());
  std::sort(second.rows.begin(), second.rows.end());
  EXPECT_EQ(first.rows, second.rows);
}

TEST_F(ReadFileSet, ShapeIsKnownBeforehand) {
  source_.selection = {{0, 2}, 50, 7};
  const FileShape shape = file_shape(source_);
  EXPECT_EQ(shape.points, 100);  // what --points may ask for
  EXPECT_EQ(shape.dimension, dimension);
  source_ = {"idx", source_.train_file, "", {}};
  EXPECT_EQ(file_shape(source_).points, file_rows);
}

TEST_F(ReadFileSet, RefusesScalesThatLeaveTheRangeOfFloats) {
  for (const double scale : {1e300, 1e-39, -1e-200}) {
    source_.scale = scale;
    EXPECT_THROW(read_file_set(source_, 1, 0, alone), UsageError) << scale;
  }
  for (const double scale : {1e38, -1e37}) {  // 1, but not 255 times which
    source_.scale = scale;
    expect_error(ExitCode::bad_data, {"--train-file", "row", "column", "--scale"},
                 [&] { read_file_set(source_, 1, 0, alone); });
  }
  source_.scale = -1e36;
  for (const float value : read_file_set(source_, 1, 0, alone).rows) EXPECT_TRUE(std::isfinite(value));
}

TEST_F(ReadFileSet, PassesErrorsOn) {
  source_.scale = 0;
  EXPECT_THROW(read_file_set(source_, 1, 0, alone), ContractError);
  source_.scale = 1;
  source_.selection.points = file_rows + 1;
  EXPECT_THROW(read_file_set(source_, 1, 0, alone), UsageError);
  source_.labels_file = folder_.plain("short", idx({2}, {1, 2}));
  EXPECT_THROW(read_file_set(source_, 1, 0, alone), DataError);
  source_.train_file = folder_.path("missing");
  EXPECT_THROW(read_file_set(source_, 1, 0, alone), InputOutputError);
}

}  // namespace
}  // namespace regimes::datasets
