#include "datasets/readers/npy.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <numeric>

#include "data_files.hpp"
#include "datasets/readers/label_range.hpp"
#include "datasets/readers/labels.hpp"
#include "datasets/readers/npy_header.hpp"
#include "expect_error.hpp"

namespace regimes::datasets {
namespace {

using testing::ElementsAre;

using Numbers = std::vector<double>;

Numbers all_values(const RowReader& reader) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(reader.rows()));
  std::iota(rows.begin(), rows.end(), 0);
  Numbers all;
  reader.visit(rows, [&](std::size_t, std::span<const double> values) {
    all.insert(all.end(), values.begin(), values.end());
  });
  return all;
}

Bytes floats(const std::vector<float>& values) { return bytes_of_values(values); }

const std::vector<float> six = {1, -2.5, 3, 4, 5, 1e30f};

TEST(Npy, HoldsFloatsDoublesAndBytesInBothOrders) {
  const TemporaryFolder folder;
  const Numbers expected(six.begin(), six.end());
  const std::vector<float> columns = transposed(six, 3);
  const std::vector<double> doubles(six.begin(), six.end()), double_columns(columns.begin(), columns.end());
  for (const Bytes& file : {npy("<f4", "(2, 3)", floats(six)), npy("<f4", "(2, 3)", floats(columns), true),
                            npy("<f8", "(2, 3)", bytes_of_values(doubles)),
                            npy("<f8", "(2, 3)", bytes_of_values(double_columns), true)}) {
    const auto reader = open_npy(folder.plain("points.npy", file));
    EXPECT_EQ(reader->rows(), 2);
    EXPECT_EQ(reader->dimension(), 3);
    EXPECT_EQ(all_values(*reader), expected);
  }
  EXPECT_THAT(all_values(*open_npy(folder.plain("bytes.npy", npy("|u1", "(2, 2)", {1, 2, 254, 255})))),
              ElementsAre(1, 2, 254, 255));
}

TEST(Npy, FlattensImages) {
  const TemporaryFolder folder;
  const auto reader = open_npy(folder.plain("images.npy", npy("|u1", "(2, 1, 3)", {1, 2, 3, 4, 5, 6})));
  EXPECT_EQ(reader->rows(), 2);
  EXPECT_EQ(reader->dimension(), 3);
}

TEST(Npy, ReadsAnyRows) {
  const TemporaryFolder folder;
  constexpr std::size_t rows = 5000, columns = 40;
  const Bytes values = scrambled(rows * columns);
  for (const bool fortran : {false, true}) {
    const auto reader = open_npy(folder.plain(
        "points.npy", npy("|u1", "(5000, 40)", fortran ? transposed(values, columns) : values, fortran)));
    const std::vector<std::int64_t> wanted = {0, 1, 2, 700, 701, 2000, 4999};
    reader->visit(wanted, [&](std::size_t i, std::span<const double> row) {
      const auto expected = values.begin() + wanted[i] * static_cast<std::ptrdiff_t>(columns);
      EXPECT_TRUE(std::equal(row.begin(), row.end(), expected)) << "row " << wanted[i];
    });
    EXPECT_THROW(reader->visit(std::vector<std::int64_t>{3, 2}, [](auto, auto) {}), ContractError);
    EXPECT_THROW(reader->visit(std::vector<std::int64_t>{2, 2}, [](auto, auto) {}), ContractError);
    EXPECT_THROW(reader->visit(std::vector<std::int64_t>{5000}, [](auto, auto) {}), ContractError);
  }
}

TEST(Npy, ReadsEveryVersionAndSpellingOfAHeader) {
  const TemporaryFolder folder;
  const Bytes values = {7, 8};
  Bytes second = npy("|u1", "(2, 1)", values);
  second[6] = 2;  // four bytes of length instead of two
  second.insert(second.begin() + 10, {0, 0});
  const std::string others[] = {"{'shape':(2,1),'descr':\"|u1\",'fortran_order':False}",
                                "{ 'fortran_order' : False , 'descr' : '|u1' , 'shape' : ( 2 , 1 , ) , }",
                                "{'descr': '<u1', 'fortran_order': False, 'shape': (2, 1)}"};
  EXPECT_THAT(all_values(*open_npy(folder.plain("second.npy", second))), ElementsAre(7, 8));
  for (const std::string& dictionary : others)
    EXPECT_THAT(all_values(*open_npy(folder.plain("other.npy", npy_with(dictionary, values)))),
                ElementsAre(7, 8));
}

// Every type and byte order that NumPy has for plain numbers; binary16 by its definition.
TEST(Npy, HoldsNumbersOfEveryTypeAndByteOrder) {
  const TemporaryFolder folder;
  const auto values_of = [&](const std::string& descr, const Bytes& values) {
    return all_values(*open_npy(folder.plain("typed.npy", npy(descr, "(2, 1)", values))));
  };
  EXPECT_THAT(values_of("|b1", {0, 1}), ElementsAre(0, 1));
  EXPECT_THAT(values_of("|i1", {0x80, 0x7F}), ElementsAre(-128, 127));
  EXPECT_THAT(values_of("<i2", {0xFE, 0xFF, 0, 0x80}), ElementsAre(-2, -32768));
  EXPECT_THAT(values_of(">i2", {0xFF, 0xFE, 0x80, 0}), ElementsAre(-2, -32768));
  EXPECT_THAT(values_of(">u2", {0xFF, 0xFE, 0, 1}), ElementsAre(65534, 1));
  EXPECT_THAT(values_of("<i4", bytes_of_values<std::int32_t>({-3, 1 << 30})), ElementsAre(-3, 1 << 30));
  EXPECT_THAT(values_of(">u4", {0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0}), ElementsAre(4294967295., 256));
  EXPECT_THAT(values_of("<i8", bytes_of_values<std::int64_t>({-5, std::int64_t{1} << 52})),
              ElementsAre(-5, 0x1p52));
  EXPECT_THAT(values_of("<u8", bytes_of_values<std::uint64_t>({7, std::uint64_t{1} << 63})),
              ElementsAre(7, 0x1p63));
  EXPECT_THAT(values_of(">f4", {0xC0, 0x20, 0, 0, 0x3F, 0x80, 0, 0}), ElementsAre(-2.5, 1));
  EXPECT_THAT(values_of(">f8", {0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0}),
              ElementsAre(1.5, -0.));
  // 1.5, the largest, the smallest, the largest subnormal, -2, infinity.
  const Bytes halves = {0x00, 0x3E, 0xFF, 0x7B, 0x01, 0x00, 0xFF, 0x03, 0x00, 0xC0, 0x00, 0x7C};
  EXPECT_THAT(all_values(*open_npy(folder.plain("half.npy", npy("<f2", "(6, 1)", halves)))),
              ElementsAre(1.5, 65504, 0x1p-24, 1023 * 0x1p-24, -2, std::numeric_limits<double>::infinity()));
}

TEST(Npy, OfOneAxisAreRowsOfOneNumber) {
  const TemporaryFolder folder;
  const auto reader = open_npy(folder.plain("line.npy", npy("<f4", "(6,)", floats(six))));
  EXPECT_EQ(reader->rows(), 6);
  EXPECT_EQ(reader->dimension(), 1);
  EXPECT_EQ(all_values(*reader), Numbers(six.begin(), six.end()));
}

TEST(Npy, MayHaveTheLongIntegersOfPython2) {
  const TemporaryFolder folder;
  EXPECT_THAT(
      all_values(*open_npy(folder.plain(
          "two.npy", npy_with("{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 1L), }", {7, 8})))),
      ElementsAre(7, 8));
}

TEST(Npy, MayBeCompressedByGzip) {
  const TemporaryFolder folder;
  constexpr std::size_t rows = 5000, columns = 40;
  const Bytes values = scrambled(rows * columns);
  for (const bool fortran : {false, true}) {
    const auto reader = open_npy(folder.gzip(
        "points.npy.gz", npy("|u1", "(5000, 40)", fortran ? transposed(values, columns) : values, fortran)));
    EXPECT_FALSE(reader->any_order());
    EXPECT_EQ(all_values(*reader), Numbers(values.begin(), values.end()));
    EXPECT_EQ(all_values(*reader), Numbers(values.begin(), values.end()));  // from the beginning again
  }
  const Bytes whole = npy("|u1", "(2, 3)", {1, 2, 3, 4, 5, 6});
  const std::string path = folder.gzip("cut.npy.gz", Bytes(whole.begin(), whole.end() - 1));
  expect_error(ExitCode::bad_data, {path, "= 6 bytes, and 5 follow"}, [&] { open_npy(path); });
}

TEST(NpyLabels, MayBeOneColumnOrOneHotOrTruthValues) {
  const TemporaryFolder folder;
  const auto labels = [&](const std::string& descr, const std::string& shape, const Bytes& values) {
    return read_labels(folder.plain("labels.npy", npy(descr, shape, values)));
  };
  EXPECT_THAT(labels("<i2", "(3, 1)", {4, 0, 9, 0, 0, 1}), ElementsAre(4, 9, 256));
  EXPECT_THAT(labels("|b1", "(3,)", {1, 0, 1}), ElementsAre(1, 0, 1));
  EXPECT_THAT(labels("|u1", "(2, 3)", {0, 0, 1, 1, 0, 0}), ElementsAre(2, 0));
  EXPECT_THAT(labels("<f4", "(2, 3)", floats({0, 1, 0, 0, 0, 1})), ElementsAre(1, 2));
}

TEST(NpyLabels, AreIntegersOfAnySize) {
  const TemporaryFolder folder;
  const auto labels = [&](const std::string& descr, const Bytes& values) {
    return read_labels(folder.plain("labels.npy", npy(descr, "(2,)", values)));
  };
  EXPECT_THAT(labels("|u1", {3, 255}), ElementsAre(3, 255));
  EXPECT_THAT(labels("|i1", {3, 127}), ElementsAre(3, 127));
  EXPECT_THAT(labels("<u2", bytes_of_values<std::uint16_t>({3, 65535})), ElementsAre(3, 65535));
  EXPECT_THAT(labels("<i4", bytes_of_values<std::int32_t>({3, 4})), ElementsAre(3, 4));
  EXPECT_THAT(labels("<i8", bytes_of_values<std::int64_t>({3, 9})), ElementsAre(3, 9));
}

void expect_bad(const Bytes& file, const std::string& part, ExitCode code = ExitCode::bad_data) {
  const TemporaryFolder folder;
  const std::string path = folder.plain("bad.npy", file);
  expect_error(code, {"--train-file '" + path + "'", part}, [&] { open_npy(path); });
}

TEST(BadNpy, WithoutAProperHeader) {
  const Bytes whole = npy("<f4", "(2, 3)", floats(six));
  expect_bad({}, "is empty");
  expect_bad({'h', 'e', 'l', 'l', 'o'}, "not an NPY file");
  expect_bad(Bytes(whole.begin(), whole.begin() + 9), "ends within its header");
  expect_bad(Bytes(whole.begin(), whole.begin() + 60), "ends within its header");
  Bytes version = whole;
  version[6] = 9;
  expect_bad(version, "version 9");
  Bytes huge = whole;
  huge[6] = 2;
  huge[8] = huge[9] = huge[10] = huge[11] = 0xFF;
  expect_bad(huge, "header of 4294967295 bytes");
}

TEST(BadNpy, WithADictionaryThatPythonWouldNotTake) {
  for (const char* const text :
       {"", "{", "{}", "{'descr': '<f4'}", "{'descr' '<f4'}", "{'descr': '<f4', 'fortran_order': 0, }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2; 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999999999999)}"})
    expect_bad(npy_with(text, floats(six)), "NPY header");
}

TEST(BadNpy, OfATypeThatIsNotAPlainNumber) {
  const Bytes values = floats(six);
  for (const auto& [descr, part] : std::vector<std::pair<std::string, std::string>>{{"|O", "Python objects"},
                                                                                    {"<c8", "complex"},
                                                                                    {"<U4", "text"},
                                                                                    {"|S4", "text"},
                                                                                    {"|V4", "records"},
                                                                                    {"<i3", "'<i3'"},
                                                                                    {"|f4", "'|f4'"},
                                                                                    {"<f16", "'<f16'"},
                                                                                    {"|b2", "'|b2'"},
                                                                                    {"=f4", "'=f4'"},
                                                                                    {"<f", "'<f'"},
                                                                                    {"", "''"},
                                                                                    {"f4", "'f4'"},
                                                                                    {"<f4x", "'<f4x'"}})
    expect_bad(npy(descr, "(2, 3)", values), part);
  expect_bad(npy_with("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }", values),
             "records of several fields");
}

TEST(BadNpy, OfAnotherRank) {
  expect_bad(npy("<f4", "()", floats({1})), "a single number");
  expect_bad(npy("<f4", "(1, 2, 3)", floats(six), true), "ascontiguousarray");
  const TemporaryFolder folder;
  const std::string path = folder.plain("labels.npy", npy("|u1", "(2, 2)", {0, 1, 2, 0}));
  expect_error(ExitCode::bad_data, {"--labels-file '" + path + "'", "row 1 is not one-hot", "one dimension"},
               [&] { read_labels(path); });
}

TEST(BadNpy, WithAShapeThatDoesNotFitTheContent) {
  Bytes longer = npy("<f4", "(2, 3)", floats(six)), shorter = longer;
  longer.push_back(0);
  shorter.pop_back();
  expect_bad(longer, "goes on after");
  expect_bad(shorter, "(2, 3) float32 = 24 bytes, and 23 follow");
  expect_bad(npy("<f4", "(0, 3)", {}), "no values");
  expect_bad(npy("<f4", "(3, 0)", {}), "no values");
  expect_bad(npy("<f8", "(4294967296, 4294967296)", {1}), "size is beyond");
  expect_bad(npy("<f8", "(2305843009213693952, 8)", {1}), "size is beyond");
  expect_bad(npy("<f8", "(9223372036854775807, 9223372036854775807, 0)", {}), "no values");
  expect_bad(npy("|u1", "(4294967296, 1073741824)", {1}), "truncated");  // 2^62 bytes: nothing is allocated
}

TEST(BadNpy, WhichTheSystemCannotRead) {
  const TemporaryFolder folder;
  expect_error(ExitCode::input_output, {"No such file"}, [&] { open_npy(folder.path("missing.npy")); });
  expect_error(ExitCode::input_output, {"a folder"}, [&] { open_npy(folder.path("")); });
  expect_error(ExitCode::input_output, {"a device"}, [&] { open_npy("/dev/zero"); });
}

TEST(BadNpyLabels, AreRefusedByRow) {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& descr, const Bytes& values, const std::string& part) {
    const std::string path = folder.plain("labels.npy", npy(descr, "(2,)", values));
    expect_error(ExitCode::bad_data, {path, part}, [&] { read_labels(path); });
  };
  refused("|i1", {3, 0xFF}, "label -1 in row 1");
  refused("<i4", bytes_of_values<std::int32_t>({largest_label + 1, 0}), "label 65536 in row 0");
  refused("<u8", bytes_of_values<std::uint64_t>({0, ~std::uint64_t{0}}), "in row 1");
  refused("<f4", floats({1, 2}), "astype('int64')");
}

TEST(NpyRows, NoticeThatTheirFileShrank) {
  const TemporaryFolder folder;
  const auto reader = open_npy(folder.plain("points.npy", npy("<f4", "(2, 3)", floats(six))));
  folder.plain("points.npy", {1, 2, 3});
  expect_error(ExitCode::bad_data, {"become shorter"}, [&] { all_values(*reader); });
}

}  // namespace
}  // namespace regimes::datasets
