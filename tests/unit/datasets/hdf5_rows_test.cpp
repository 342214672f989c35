#include "datasets/readers/hdf5_rows.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "data_files.hpp"
#include "datasets/readers/labels.hpp"
#include "expect_error.hpp"

namespace regimes::datasets {
namespace {

using testing::ElementsAre;

std::vector<double> all_values(const RowReader& reader) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(reader.rows()));
  std::iota(rows.begin(), rows.end(), 0);
  std::vector<double> all;
  reader.visit(rows, [&](std::size_t, std::span<const double> values) {
    all.insert(all.end(), values.begin(), values.end());
  });
  return all;
}

const std::vector<double> six = {1, 2, 3, 4, 5, 250};

TEST(Hdf5Rows, AreNumbersOfAnyTypeAndByteOrder) {
  const TemporaryFolder folder;
  const std::string file = folder.path("points.h5");
  for (const hid_t type : {H5T_STD_U8LE, H5T_STD_I16BE, H5T_STD_I32LE, H5T_STD_U64BE, H5T_IEEE_F32BE,
                           H5T_IEEE_F32LE, H5T_IEEE_F64BE, H5T_IEEE_F64LE, H5T_NATIVE_LDOUBLE}) {
    write_dataset(file, {"/group/points", H5T_NATIVE_DOUBLE, type, {2, 3}}, six.data());
    const auto reader = open_hdf5(file + ":/group/points");
    EXPECT_EQ(reader->rows(), 2);
    EXPECT_EQ(reader->dimension(), 3);
    EXPECT_TRUE(reader->any_order());
    EXPECT_EQ(all_values(*reader), six);
  }
}

TEST(Hdf5Rows, MayBeChunkedCompressedAndOfMoreDimensions) {
  const TemporaryFolder folder;
  const std::string file = folder.path("points.h5");
  std::vector<float> values(1000 * 6);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(std::sin(.37 * i));
  write_dataset(file, {"/x", H5T_NATIVE_FLOAT, H5T_IEEE_F32LE, {1000, 2, 3}, {64, 2, 2}, 4}, values.data());
  const auto reader = open_hdf5(file + ":/x");
  EXPECT_EQ(reader->dimension(), 6);
  EXPECT_FALSE(reader->any_order());
  EXPECT_EQ(all_values(*reader), std::vector<double>(values.begin(), values.end()));
  const std::vector<std::int64_t> wanted = {3, 64, 500, 999};
  reader->visit(wanted, [&](std::size_t i, std::span<const double> row) {
    EXPECT_TRUE(std::equal(row.begin(), row.end(), values.begin() + wanted[i] * 6)) << wanted[i];
  });
}

TEST(Hdf5Labels, AreIntegersOfADatasetWithOneDimension) {
  const TemporaryFolder folder;
  const std::string file = folder.path("labels.h5");
  const std::vector<int> labels = {3, 0, 9};
  write_dataset(file, {"/y", H5T_NATIVE_INT, H5T_STD_I64BE, {3}}, labels.data());
  EXPECT_THAT(read_labels(file + ":/y"), ElementsAre(3, 0, 9));
}

// Truth values are what h5py calls bool: names for 0 and 1.
TEST(Hdf5Labels, MayBeTruthValues) {
  const TemporaryFolder folder;
  const hid_t truth = H5Tenum_create(H5T_STD_I8LE);
  const std::int8_t no = 0, yes = 1;
  H5Tenum_insert(truth, "FALSE", &no);
  H5Tenum_insert(truth, "TRUE", &yes);
  const std::vector<std::int8_t> values = {1, 0, 1};
  write_dataset(folder.path("labels.h5"), {"/y", truth, truth, {3}}, values.data());
  H5Tclose(truth);
  EXPECT_THAT(read_labels(folder.path("labels.h5:/y")), ElementsAre(1, 0, 1));
}

TEST(DatasetNames, AreCutBehindTheNameOfAFile) {
  const TemporaryFolder folder;
  const std::string file = folder.plain("a:b.h5", {1});
  const auto parts = [](const std::string& where) {
    const DatasetName name = split_dataset_name(where);
    return std::pair(name.file, name.dataset);
  };
  EXPECT_EQ(parts(file), std::pair(file, std::string()));
  EXPECT_EQ(parts(file + ":/x"), std::pair(file, std::string("/x")));
  EXPECT_EQ(parts(file + ":x"), std::pair(file, std::string("x")));
  EXPECT_EQ(parts(file + ":/x:y"), std::pair(file, std::string("/x:y")));
  EXPECT_EQ(parts(file + ":"), std::pair(file, std::string()));
  EXPECT_EQ(parts("nowhere:/x"), std::pair(std::string("nowhere"), std::string("/x")));
  EXPECT_EQ(parts("nowhere"), std::pair(std::string("nowhere"), std::string()));
}

TEST(Hdf5Rows, MayBeNamedWithoutTheirFirstSlashAndHaveOneAxis) {
  const TemporaryFolder folder;
  const std::string file = folder.path("points.h5");
  write_dataset(file, {"/group/points", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {6}}, six.data());
  const auto reader = open_hdf5(file + ":group/points");
  EXPECT_EQ(reader->dimension(), 1);
  EXPECT_EQ(all_values(*reader), six);
}

TEST(Labels, AreToldApartByTheirContent) {
  const TemporaryFolder folder;
  const std::vector<int> labels = {3, 0, 9};
  write_dataset(folder.path("labels.h5"), {"/y", H5T_NATIVE_INT, H5T_STD_U8LE, {3}}, labels.data());
  EXPECT_THAT(read_labels(folder.path("labels.h5:/y")), ElementsAre(3, 0, 9));
  EXPECT_THAT(read_labels(folder.plain("a", npy("|u1", "(3,)", {3, 0, 9}))), ElementsAre(3, 0, 9));
  EXPECT_THAT(read_labels(folder.plain("b", idx({3}, {3, 0, 9}))), ElementsAre(3, 0, 9));
  EXPECT_THAT(read_labels(folder.gzip("c", idx({3}, {3, 0, 9}))), ElementsAre(3, 0, 9));
  expect_error(ExitCode::usage, {"names no dataset"}, [&] { read_labels(folder.path("labels.h5")); });
  expect_error(ExitCode::bad_data, {"is empty"}, [&] { read_labels(folder.plain("d", {})); });
  expect_error(ExitCode::input_output, {"No such file"}, [&] { read_labels(folder.path("e")); });
}

// A file with one of everything that is not a training set.
class BadHdf5 : public testing::Test {
 protected:
  BadHdf5() : file_(folder_.path("bad.h5")) {
    const double value = 1;
    write_dataset(file_, {"/group/scalar-like", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {1}}, &value);
  }
  void expect_bad(const std::string& where, const std::string& part,
                  ExitCode code = ExitCode::bad_data) const {
    expect_error(code, {"--train-file '" + where, part}, [&] { open_hdf5(where); });
  }
  void add(const DatasetToWrite& what, const void* values = nullptr) const {
    write_dataset(file_, what, values, false);
  }

  TemporaryFolder folder_;
  std::string file_;
};

TEST_F(BadHdf5, PathsThatLeadToNoDataset) {
  expect_bad(file_, "names no dataset; write FILE:/path/to/dataset with one of /group/scalar-like (1)",
             ExitCode::usage);
  expect_bad(file_ + ":/nothing", "no such dataset");
  expect_bad(file_ + ":/nothing/at/all", "no such dataset");
  expect_bad(file_ + ":/group", "is a group");
  expect_bad(file_ + ":/", "is a group");
  expect_error(ExitCode::input_output, {"No such file"}, [&] { open_hdf5(folder_.path("missing.h5:/x")); });
  expect_error(ExitCode::input_output, {"a folder"}, [&] { open_hdf5(folder_.path(":/x")); });
}

TEST_F(BadHdf5, DatasetsOfOtherThings) {
  const hid_t text = H5Tcopy(H5T_C_S1), pair = H5Tcreate(H5T_COMPOUND, 8);
  H5Tset_size(text, H5T_VARIABLE);
  H5Tinsert(pair, "a", 0, H5T_IEEE_F32LE);
  H5Tinsert(pair, "b", 4, H5T_IEEE_F32LE);
  add({"/text", text, text, {2, 2}});
  add({"/pairs", pair, pair, {2, 2}});
  add({"/references", H5T_STD_REF_OBJ, H5T_STD_REF_OBJ, {2, 2}});
  add({"/empty", H5T_NATIVE_FLOAT, H5T_IEEE_F32LE, {0, 3}});
  H5Tclose(text);
  H5Tclose(pair);
  expect_bad(file_ + ":/text", "text");
  expect_bad(file_ + ":/pairs", "several fields");
  expect_bad(file_ + ":/references", "neither integers nor");
  expect_bad(file_ + ":/empty", "no values");
}

TEST_F(BadHdf5, SizesThatTheFileCannotHold) {
  add({"/huge", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {hsize_t{1} << 40, 1000}});  // nothing is stored yet
  add({"/chunks", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {hsize_t{1} << 40, 1000}, {100, 1000}});
  add({"/overflow", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {hsize_t{1} << 62, 1}, {1000, 1}});
  expect_bad(file_ + ":/huge", "are stored for it");
  expect_bad(file_ + ":/chunks", "are stored for it");
  expect_bad(file_ + ":/overflow", "overflows 64 bits");
}

TEST_F(BadHdf5, TruncatedOrNotHdf5) {
  std::vector<double> values(4000, 1.5);
  add({"/points", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {1000, 4}}, values.data());
  Bytes bytes = read_bytes(file_);
  bytes.resize(bytes.size() - 100);
  expect_bad(folder_.plain("cut.h5", bytes) + ":/points", "HDF5 says");
  expect_bad(folder_.plain("text.h5", {'h', 'i'}) + ":/points", "not an HDF5 file");
  expect_bad(folder_.plain("empty.h5", {}) + ":/points", "not an HDF5 file");
}

TEST_F(BadHdf5, DamagedCompressedData) {
  std::vector<double> values(4000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<double>(i));
  const std::string file = folder_.path("damaged.h5");
  write_dataset(file, {"/points", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {1000, 4}, {1000, 4}, 6}, values.data());
  Bytes bytes = read_bytes(file);
  for (std::size_t i = bytes.size() - 2000; i < bytes.size() - 1900; ++i) bytes[i] ^= 0x55;
  folder_.plain("damaged.h5", bytes);
  const auto reader = open_hdf5(file + ":/points");
  expect_error(ExitCode::bad_data, {file, "rows 0 to 1000 are damaged"}, [&] { all_values(*reader); });
}

TEST_F(BadHdf5, Labels) {
  add({"/floats", H5T_NATIVE_DOUBLE, H5T_IEEE_F64LE, {3}}, six.data());
  const std::vector<int> negative = {1, -1, 0}, square = {1, 2, 3, 4};
  add({"/negative", H5T_NATIVE_INT, H5T_STD_I32LE, {3}}, negative.data());
  add({"/square", H5T_NATIVE_INT, H5T_STD_I32LE, {2, 2}}, square.data());
  const auto refused = [&](const std::string& name, const std::string& part) {
    expect_error(ExitCode::bad_data, {"--labels-file '" + file_ + ":/" + name, part},
                 [&] { read_labels(file_ + ":/" + name); });
  };
  refused("floats", "labels are integers");
  refused("negative", "label -1 in row 1");
  refused("square", "one dimension");
}

}  // namespace
}  // namespace regimes::datasets
