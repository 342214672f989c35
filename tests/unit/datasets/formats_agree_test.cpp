// Runs on several ranks: the same numbers in every format are the same training set, bit for bit, and the
// same on any number of ranks.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "data_files.hpp"
#include "datasets/training_set.hpp"
#include "expect_error.hpp"

namespace regimes::datasets {
namespace {

using kernels::Partition;

// The points of rank 0 alone, as bits that any rank can compare its shard with.
void expect_part_of(const StoredSet& shard, const StoredSet& whole, const Partition& partition) {
  EXPECT_EQ(shard.points, whole.points);
  EXPECT_EQ(shard.center, whole.center);
  EXPECT_EQ(shard.mean, whole.mean);
  EXPECT_EQ(shard.class_of, whole.class_of);
  EXPECT_EQ(shard.class_values, whole.class_values);
  const auto d = whole.dimension;
  ASSERT_EQ(shard.dimension, d);
  for (std::int64_t mu = 0; mu < whole.points; ++mu) {
    if (!partition.owns(mu)) continue;
    const auto mine = shard.rows.begin() + partition.local_row(mu) * d;
    ASSERT_TRUE(std::equal(mine, mine + d, whole.rows.begin() + mu * d)) << "point " << mu;
  }
}

class Formats : public testing::Test {
 protected:
  void expect_same(FileSource source, const StoredSet& expected) const {
    SCOPED_TRACE(source.train_file);
    expect_part_of(read_file_set(source, 5, 2, partition_, world_), expected, partition_);
  }

  TemporaryFolder folder_;  // every rank has its own
  parallel::Communicator world_;
  Partition partition_{world_.size(), world_.rank()};
};

TEST_F(Formats, OfBytesGiveTheSamePoints) {
  constexpr std::uint32_t rows = 700, columns = 3072;
  const Bytes values = scrambled(rows * columns);
  Bytes labels = scrambled(rows, 7);
  for (auto& label : labels) label %= 10;
  Bytes records;
  for (std::size_t row = 0; row < rows; ++row) {
    records.push_back(labels[row]);
    records.insert(records.end(), values.begin() + static_cast<std::ptrdiff_t>(row * columns),
                   values.begin() + static_cast<std::ptrdiff_t>((row + 1) * columns));
  }
  for (const Centering centering : {Centering::scalar, Centering::mean}) {
    FileSource source;
    source.train_file = folder_.plain("points", idx({rows, columns}, values));
    source.labels_file = folder_.plain("labels", idx({rows}, labels));
    source.selection = {{1, 4, 8}, 40, 100, RowOrder::permuted};
    source.scale = 1. / 255;
    source.centering = centering;
    const StoredSet expected = read_file_set(source, 5, 2, {1, 0});
    expect_same(source, expected);

    source.train_file = folder_.gzip("points.gz", idx({rows, columns}, values));
    source.labels_file = folder_.plain("labels.npy", npy("|u1", "(700,)", labels));
    expect_same(source, expected);

    source.format = "npy";
    source.train_file = folder_.plain("c.npy", npy("|u1", "(700, 3072)", values));
    expect_same(source, expected);
    source.train_file = folder_.plain("f.npy", npy("|u1", "(700, 3072)", transposed(values, columns), true));
    expect_same(source, expected);
    source.train_file = folder_.plain(
        "floats.npy",
        npy("<f4", "(700, 3072)", bytes_of_values(std::vector<float>(values.begin(), values.end()))));
    expect_same(source, expected);

    source.format = "hdf5";
    write_dataset(folder_.path("a.h5"), {"/y", H5T_NATIVE_UINT8, H5T_STD_I32BE, {rows}}, labels.data());
    source.labels_file = folder_.path("a.h5:/y");
    write_dataset(folder_.path("a.h5"), {"/x", H5T_NATIVE_UINT8, H5T_STD_U8LE, {rows, columns}},
                  values.data(), false);
    source.train_file = folder_.path("a.h5:/x");
    expect_same(source, expected);
    write_dataset(folder_.path("b.h5"),
                  {"/x", H5T_NATIVE_UINT8, H5T_IEEE_F32BE, {rows, 32, 96}, {50, 32, 50}, 1}, values.data());
    source.train_file = folder_.path("b.h5:/x");
    expect_same(source, expected);

    source.format = "cifar10";
    source.labels_file = "";
    const auto half = static_cast<std::ptrdiff_t>(records.size() / 2);
    source.train_file = folder_.plain("1.bin", {records.begin(), records.begin() + half}) + "," +
                        folder_.plain("2.bin", {records.begin() + half, records.end()});
    expect_same(source, expected);
  }
}

TEST_F(Formats, OfDoublesGiveTheSamePoints) {
  constexpr std::size_t rows = 1111, columns = 17;
  std::vector<double> values(rows * columns);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = 1e6 + std::sin(.7 * static_cast<double>(i)) * std::exp(static_cast<double>(i % columns));
  for (const Centering centering : {Centering::none, Centering::scalar, Centering::mean}) {
    FileSource source;
    source.format = "npy";
    source.train_file = folder_.plain("c.npy", npy("<f8", "(1111, 17)", bytes_of_values(values)));
    source.scale = .3;
    source.centering = centering;
    const StoredSet expected = read_file_set(source, 5, 2, {1, 0});
    expect_same(source, expected);
    source.train_file =
        folder_.plain("f.npy", npy("<f8", "(1111, 17)", bytes_of_values(transposed(values, columns)), true));
    expect_same(source, expected);
    source.format = "hdf5";
    write_dataset(folder_.path("a.h5"),
                  {"/x", H5T_NATIVE_DOUBLE, H5T_IEEE_F64BE, {rows, columns}, {100, 5}, 1}, values.data());
    source.train_file = folder_.path("a.h5:/x");
    expect_same(source, expected);

    // The centre by the plain definition, to a sixteenth of the range.
    double total = 0;
    for (const double value : values) total += .3 * value / static_cast<double>(values.size());
    if (centering == Centering::scalar) {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      EXPECT_NEAR(expected.center[3], total, .3 * (*high - *low) / 32);
    }
  }
}

// One bad number, in a row that one rank alone looks at first: all get its message.
TEST_F(Formats, BadNumbersAreFoundByRowAndColumn) {
  constexpr std::size_t rows = 900, columns = 5;
  const std::vector<double> good(rows * columns, 2);
  FileSource source;
  source.format = "npy";
  for (const auto& [bad, part] :
       std::vector<std::pair<double, std::string>>{{std::nan(""), "NaN in row 777, column 3"},
                                                   {HUGE_VAL, "an infinite value in row 777, column 3"},
                                                   {-1e39, "-1e+39 in row 777, column 3"}}) {
    std::vector<double> values = good;
    values[777 * columns + 3] = bad;
    source.train_file = folder_.plain("bad.npy", npy("<f8", "(900, 5)", bytes_of_values(values)));
    expect_error(ExitCode::bad_data, {"--train-file '", part},
                 [&] { read_file_set(source, 1, 0, partition_, world_); });
  }
}

}  // namespace
}  // namespace regimes::datasets
