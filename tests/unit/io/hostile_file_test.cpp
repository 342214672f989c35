// Damaged and hostile files: read_document() throws DataError or returns a document. It never crashes, hangs
// or takes memory that the file does not account for. Many files are tried in a child process, so that a
// crash is a failure with a number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <random>

#include "base/error.hpp"
#include "io/result_file.hpp"
#include "sample_document.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::HasSubstr;

constexpr int fine = 0, wrong_error = 1, no_error = 2;
constexpr unsigned seconds_per_batch = 100;

/// Reads each of `count` variants of a file in a child; returns the first variant that did not end well, or
/// -1.
int first_bad_variant(const std::string& whole, int count, const std::function<std::string(int)>& variant) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("damaged.h5");
  int reached[2];
  if (pipe(reached) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    alarm(seconds_per_batch);
    for (int i = 0; i < count; ++i) {
      if (write(reached[1], &i, sizeof i) != sizeof i) _exit(wrong_error);
      const std::string bytes = variant(i);
      const bool damaged = bytes != whole;  // two flips, or zeros over zeros, may change nothing
      test::write_bytes(path, bytes);
      try {
        io::read_document(path);
        if (damaged) _exit(no_error);
      } catch (const DataError&) {
        if (!damaged) _exit(wrong_error);
      } catch (...) {
        _exit(wrong_error);
      }
    }
    _exit(fine);
  }
  close(reached[1]);
  int last = -1;
  for (int i = 0; read(reached[0], &i, sizeof i) == sizeof i;) last = i;
  close(reached[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == fine ? -1 : last;
}

/// A file of the sample without its megabytes, so that damage hits structure.
std::string small_file() {
  const test::TemporaryFolder folder;
  io::Document document = test::sample_document();
  document.attributes.erase("long");
  document.groups[0].variables.erase(document.groups[0].variables.begin() + 1);
  io::write_document(folder.file("small.h5"), document);
  return test::read_bytes(folder.file("small.h5"));
}

TEST(HostileFile, TruncatedAnywhere) {
  const std::string whole = small_file();
  constexpr int cuts = 200;
  const auto cut = [&](int i) { return whole.substr(0, whole.size() * static_cast<std::size_t>(i) / cuts); };
  EXPECT_EQ(first_bad_variant(whole, cuts, cut), -1);
  const test::TemporaryFolder folder;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
    test::write_bytes(folder.file("cut.h5"), whole.substr(0, size));
    const std::string message =
        test::message_of<DataError>([&] { io::read_document(folder.file("cut.h5")); });
    EXPECT_THAT(message, HasSubstr("cut.h5")) << size;
  }
}

TEST(HostileFile, FlippedBits) {
  const std::string whole = small_file();
  const auto flip = [&](int i) {
    std::mt19937 generator(static_cast<unsigned>(i));
    std::string bytes = whole;
    const int flips = 1 + i % 4;
    for (int k = 0; k < flips; ++k)
      bytes[generator() % bytes.size()] ^= static_cast<char>(1U << generator() % 8);
    return bytes;
  };
  EXPECT_EQ(first_bad_variant(whole, 600, flip), -1);
}

TEST(HostileFile, OverwrittenBlocks) {
  const std::string whole = small_file();
  const auto overwrite = [&](int i) {
    std::mt19937 generator(static_cast<unsigned>(i));
    std::string bytes = whole;
    const std::size_t begin = generator() % bytes.size();
    const std::size_t end = std::min(bytes.size(), begin + 1 + generator() % 64);
    const bool zeros = i % 2 == 0;
    for (std::size_t k = begin; k < end; ++k) bytes[k] = zeros ? '\0' : static_cast<char>(generator());
    return bytes;
  };
  EXPECT_EQ(first_bad_variant(whole, 300, overwrite), -1);
}

/// A file made with HDF5 directly, as another program or an attacker would.
class ForeignFile : public testing::Test {
 protected:
  ForeignFile() : id_(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {}

  void add_dataset(const char* name, hid_t type, std::vector<hsize_t> shape, hsize_t chunk = 0) {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (chunk != 0) {
      H5Pset_chunk(properties, 1, &chunk);
      H5Pset_deflate(properties, 1);
    }
    const hid_t dataset = H5Dcreate2(id_, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    H5DSset_scale_if_row(dataset, shape.size());
    H5Dclose(dataset);
    H5Pclose(properties);
    H5Sclose(space);
  }

  /// Marks a row as a dimension scale by the attribute that HDF5 looks for.
  static void H5DSset_scale_if_row(hid_t dataset, std::size_t rank) {
    if (rank != 1) return;
    const char text[] = "DIMENSION_SCALE";
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, sizeof text);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(dataset, "CLASS", type, space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(attribute, type, text);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
  }

  /// What read_document() says to the file once it ends in a right checksum.
  std::string complaint() {
    H5Fclose(id_);
    test::write_sealed(path_, test::read_bytes(path_));
    return test::message_of<DataError>([&] { io::read_document(path_); });
  }

  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.file("foreign.h5");
  const hid_t id_;
};

TEST_F(ForeignFile, WrongType) {
  add_dataset("v", H5T_IEEE_F32LE, {3});
  EXPECT_THAT(complaint(), HasSubstr("'v' is of none of the types"));
}

TEST_F(ForeignFile, ArrayWithoutScales) {
  add_dataset("v", H5T_IEEE_F64LE, {3, 3});
  EXPECT_THAT(complaint(), HasSubstr("'v'"));
}

TEST_F(ForeignFile, HugeArrayOfWhichNothingIsStored) {
  add_dataset("v", H5T_IEEE_F64LE, {hsize_t{1} << 50}, 1024);
  EXPECT_THAT(complaint(), HasSubstr("claims 1125899906842624 values of 8 bytes, but stores 0 bytes"));
}

TEST_F(ForeignFile, HugeTextsOfWhichNothingIsStored) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  add_dataset("v", type, {hsize_t{1} << 40}, 1024);
  H5Tclose(type);
  EXPECT_THAT(complaint(), HasSubstr("stores 0 bytes"));
}

TEST_F(ForeignFile, ContiguousArrayLateAllocated) {
  add_dataset("v", H5T_STD_I64LE, {hsize_t{1} << 40});
  EXPECT_THAT(complaint(), HasSubstr("stores 0 bytes"));
}

TEST_F(ForeignFile, GroupThatContainsItself) {
  H5Gclose(H5Gcreate2(id_, "a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  for (const char* name : {"/a/b", "/a/c"}) H5Lcreate_hard(id_, "/a", id_, name, H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_THAT(complaint(), HasSubstr("nested more than"));
}

TEST_F(ForeignFile, LinkOutOfTheFile) {
  H5Lcreate_external("/etc/passwd", "/", id_, "v", H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_THAT(complaint(), HasSubstr("the link 'v' leads elsewhere"));
}

TEST_F(ForeignFile, DataOutsideTheFile) {
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(properties, "/etc/passwd", 0, 80);
  const hsize_t extent = 10;
  const hid_t space = H5Screate_simple(1, &extent, nullptr);
  const hid_t dataset = H5Dcreate2(id_, "v", H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  H5DSset_scale_if_row(dataset, 1);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Pclose(properties);
  EXPECT_THAT(complaint(), HasSubstr("'v' is not stored inside the file"));
}

}  // namespace
}  // namespace regimes
