#include "datasets/readers/cifar.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/error.hpp"
#include "expect_error.hpp"
#include "idx_files.hpp"

namespace regimes::datasets {
namespace {

using testing::ElementsAre;

constexpr std::size_t image_bytes = 3072;

// Records with these labels; every byte of an image is its label plus `shift`.
Bytes records(const Bytes& labels, std::uint8_t shift) {
  Bytes bytes;
  for (const std::uint8_t label : labels) {
    bytes.push_back(label);
    bytes.insert(bytes.end(), image_bytes, static_cast<std::uint8_t>(label + shift));
  }
  return bytes;
}

std::vector<double> first_values(const RowReader& reader) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(reader.rows()));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  std::vector<double> first;
  reader.visit(rows, [&](std::size_t, std::span<const double> values) {
    first.push_back(values[0]);
    EXPECT_EQ(values[0], values[image_bytes - 1]);
  });
  return first;
}

TEST(Cifar, ReadsImagesAndLabelsOfSeveralFilesInTurn) {
  const TemporaryFolder folder;
  const std::string both =
      folder.plain("a.bin", records({9, 0}, 100)) + "," + folder.plain("b.bin", records({5}, 200));
  const auto reader = open_cifar(both);
  EXPECT_EQ(reader->rows(), 3);
  EXPECT_EQ(reader->dimension(), 3072);
  EXPECT_THAT(first_values(*reader), ElementsAre(109, 100, 205));
  EXPECT_THAT(read_cifar_labels(both), ElementsAre(9, 0, 5));
}

TEST(Cifar, TakesTheBatchesOfAFolderByNumber) {
  const TemporaryFolder folder;
  for (const int batch : {10, 2, 1})
    folder.plain("data_batch_" + std::to_string(batch) + ".bin",
                 records({1}, static_cast<std::uint8_t>(batch)));
  folder.plain("test_batch.bin", records({1}, 50));
  EXPECT_THAT(first_values(*open_cifar(folder.path(""))), ElementsAre(2, 3, 11));
}

void expect_bad(const std::string& where, const std::string& part, ExitCode code = ExitCode::bad_data) {
  expect_error(code, {"--train-file '", part}, [&] { open_cifar(where); });
  expect_error(code, {"--train-file '", part}, [&] { read_cifar_labels(where); });
}

TEST(BadCifar, OfAnotherLength) {
  const TemporaryFolder folder;
  const std::string good = folder.plain("good.bin", records({1}, 0));
  Bytes cut = records({1, 2}, 0);
  cut.pop_back();
  expect_bad(folder.plain("empty.bin", {}), "is empty");
  expect_bad(folder.plain("cut.bin", cut), "not whole CIFAR-10 records");
  expect_bad(good + "," + folder.path("cut.bin"), "cut.bin' has 6145 bytes");
  expect_bad(good + "," + folder.path("missing.bin"), "No such file", ExitCode::input_output);
}

TEST(BadCifar, NamesThatLeadNowhere) {
  const TemporaryFolder folder;
  expect_bad(folder.path(""), "without data_batch_");
  expect_bad("a.bin,,b.bin", "empty name", ExitCode::usage);
  expect_bad("", "empty name", ExitCode::usage);
  expect_bad("/dev/zero", "a device", ExitCode::input_output);
}

// Two labels a record, of which the second is one of 100 classes.
TEST(Cifar, Of100ClassesHasTwoLabels) {
  const TemporaryFolder folder;
  Bytes bytes;
  for (const std::uint8_t fine : {99, 3}) {
    const Bytes record = records({fine}, 7);
    bytes.push_back(fine % 20);
    bytes.insert(bytes.end(), record.begin(), record.end());
  }
  folder.plain("train.bin", bytes);
  const std::string where = folder.path("");
  EXPECT_THAT(first_values(*open_cifar(where, "--train-file", cifar100)), ElementsAre(106, 10));
  EXPECT_THAT(read_cifar_labels(where, "--train-file", cifar100), ElementsAre(99, 3));
  EXPECT_TRUE(is_cifar(where, "--train-file", cifar100));
  EXPECT_FALSE(is_cifar(where, "--train-file", cifar10));
}

TEST(Cifar, IsOneFileWhereItsNameHasCommas) {
  const TemporaryFolder folder;
  EXPECT_THAT(first_values(*open_cifar(folder.plain("a,b.bin", records({5}, 200)))), ElementsAre(205));
}

TEST(BadCifar, LabelsAboveNine) {
  const TemporaryFolder folder;
  const std::string path = folder.plain("cifar100.bin", records({1, 10}, 0));
  expect_error(ExitCode::bad_data, {path, "record 1 has the label 10"}, [&] { read_cifar_labels(path); });
}

}  // namespace
}  // namespace regimes::datasets
