#include "datasets/readers/idx.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <numeric>

#include "base/error.hpp"
#include "datasets/readers/gzip_bytes.hpp"
#include "datasets/readers/labels.hpp"
#include "idx_files.hpp"

namespace regimes::datasets {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// The first rows of a file.
std::vector<Bytes> rows_of(const RowReader& reader, std::int64_t rows) {
  std::vector<std::int64_t> wanted(static_cast<std::size_t>(rows));
  std::iota(wanted.begin(), wanted.end(), 0);
  std::vector<Bytes> all;
  reader.visit(wanted, [&](std::size_t i, std::span<const double> values) {
    EXPECT_EQ(i, all.size());
    all.emplace_back(values.begin(), values.end());
  });
  return all;
}

// Expects an Error with this code whose message names the option, the file and each of the parts.
template <class Action>
void expect_error(ExitCode code, const std::string& path, const std::string& part, const Action& action) {
  try {
    action();
    ADD_FAILURE() << path << " was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    EXPECT_THAT(error.what(), AllOf(HasSubstr("-file '" + path + "'"), HasSubstr(part)));
  }
}

void expect_bad_points(const std::string& path, const std::string& part, ExitCode code = ExitCode::bad_data) {
  expect_error(code, path, part, [&] { open_idx_points(path); });
}

void expect_bad_labels(const std::string& path, const std::string& part, ExitCode code = ExitCode::bad_data) {
  expect_error(code, path, part, [&] { read_labels(path); });
}

// What one reader has inflated serves all that have opened the file in the same state, and no others.
TEST(Gzip, IsInflatedOnce) {
  const TemporaryFolder folder;
  const Bytes before = scrambled(200'000), after = scrambled(100'000);
  const std::string path = folder.gzip("points.gz", before);
  constexpr std::int64_t most = 1'000'000;
  const GzipBytes first(path, "--train-file"), second(path, "--train-file"), third(path, "--train-file");
  EXPECT_EQ(first.size_up_to(most), std::ssize(before));
  folder.plain("points.gz", {});  // nothing is left to inflate
  EXPECT_EQ(second.size_up_to(most), std::ssize(before));
  EXPECT_EQ(second.size_up_to(10), 11);
  for (const std::int64_t offset : {150'000, 0, 70'000}) {
    Bytes part(50'000);
    second.read(offset, part);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), before.begin() + offset)) << offset;
  }
  Bytes beyond(2);
  EXPECT_THROW(second.read(std::ssize(before) - 1, beyond), DataError);
  forget_inflated_files();
  Bytes part(50'000);
  second.read(1000, part);  // readers keep what they have
  EXPECT_TRUE(std::equal(part.begin(), part.end(), before.begin() + 1000));
  EXPECT_NE(third.size_up_to(most), std::ssize(before));
  folder.gzip("points.gz", after);
  const GzipBytes fourth(path, "--train-file");
  EXPECT_EQ(fourth.size_up_to(most), std::ssize(after));
}

// What the memory of a run is planned with: the end of a file tells it, and nothing but a plain file is
// opened.
TEST(Gzip, TellsWhatItsEndTells) {
  const TemporaryFolder folder;
  EXPECT_EQ(inflated_bytes(folder.gzip("points.gz", Bytes(200'000))), 200'000);
  EXPECT_EQ(inflated_bytes(folder.gzip("large.gz", Bytes(most_inflated_bytes + 1))), most_inflated_bytes);
  EXPECT_EQ(inflated_bytes(folder.plain("plain", scrambled(1000))), 0);
  EXPECT_EQ(inflated_bytes(folder.path("nothing")), 0);
  ASSERT_EQ(mkfifo(folder.path("pipe").c_str(), S_IRUSR | S_IWUSR), 0);
  EXPECT_EQ(inflated_bytes(folder.path("pipe")), 0);  // or it waits for ever
}

// A stream of zeros a thousand times the size of its file is not inflated beyond what is asked for.
TEST(Gzip, InflatesNoMoreThanIsAskedFor) {
  const TemporaryFolder folder;
  const std::string path = folder.gzip("zeros.gz", Bytes(5'000'000));
  const GzipBytes bytes(path, "--train-file");
  EXPECT_EQ(bytes.size_up_to(100), 101);
  EXPECT_EQ(bytes.size_up_to(4'999'999), 5'000'000);
  EXPECT_EQ(bytes.size_up_to(5'000'000), 5'000'000);
}

TEST(IdxRows, FlattensAllSizesButTheFirst) {
  const TemporaryFolder folder;
  const Bytes values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255};
  for (const std::string& path :
       {folder.plain("points", idx({2, 2, 3}, values)), folder.gzip("points.gz", idx({2, 2, 3}, values))}) {
    const auto file = open_idx_points(path);
    const RowReader& reader = *file;
    EXPECT_EQ(reader.rows(), 2);
    EXPECT_EQ(reader.dimension(), 6);
    EXPECT_THAT(rows_of(reader, 2), ElementsAre(Bytes{1, 2, 3, 4, 5, 6}, Bytes{7, 8, 9, 10, 11, 255}));
    EXPECT_THAT(rows_of(reader, 1), ElementsAre(Bytes{1, 2, 3, 4, 5, 6}));
    EXPECT_THAT(rows_of(reader, 0), ElementsAre());
    EXPECT_THROW(rows_of(reader, 3), ContractError);
  }
}

TEST(IdxRows, ReadsRowsLongerThanItsBuffers) {
  const TemporaryFolder folder;
  constexpr std::uint32_t rows = 3, dimension = 200'003;
  const Bytes values = scrambled(rows * dimension);
  for (const std::string& path : {folder.plain("points", idx({rows, dimension}, values)),
                                  folder.gzip("points.gz", idx({rows, dimension}, values))}) {
    Bytes joined;
    for (const Bytes& row : rows_of(*open_idx_points(path), rows))
      joined.insert(joined.end(), row.begin(), row.end());
    EXPECT_EQ(joined, values);
  }
}

TEST(IdxRows, EndsAtAWholeNumberOfBuffers) {
  const TemporaryFolder folder;
  for (const std::uint32_t rows : {(1u << 16) - 1, 1u << 16, (1u << 16) + 1, 1u << 17}) {
    EXPECT_EQ(open_idx_points(folder.plain("points", idx({rows, 1}, Bytes(rows, 5))))->rows(), rows);
    expect_bad_points(folder.plain("long", idx({rows, 1}, Bytes(rows + 1, 5))), "goes on after");
    expect_bad_points(folder.plain("short", idx({rows, 1}, Bytes(rows - 1, 5))), "truncated");
  }
}

// The types of the format, as its page has them: 0x08 to 0x0E, big-endian.
TEST(IdxRows, HoldNumbersOfEveryType) {
  const TemporaryFolder folder;
  const auto values_of = [&](std::uint8_t type, const Bytes& values) {
    Bytes file = idx_header({2, 1}, type);
    file.insert(file.end(), values.begin(), values.end());
    const auto reader = open_idx_points(folder.plain("typed", file));
    std::vector<double> all;
    reader->visit(std::vector<std::int64_t>{0, 1}, [&](auto, auto row) { all.push_back(row[0]); });
    return all;
  };
  EXPECT_THAT(values_of(0x08, {1, 255}), ElementsAre(1, 255));
  EXPECT_THAT(values_of(0x09, {0xFF, 5}), ElementsAre(-1, 5));
  EXPECT_THAT(values_of(0x0B, {0xFF, 0xFE, 1, 0}), ElementsAre(-2, 256));
  EXPECT_THAT(values_of(0x0C, {0xFF, 0xFF, 0xFF, 0xFD, 0, 1, 0, 0}), ElementsAre(-3, 65536));
  EXPECT_THAT(values_of(0x0D, {0xC0, 0x20, 0, 0, 0x3F, 0x80, 0, 0}), ElementsAre(-2.5, 1));
  EXPECT_THAT(values_of(0x0E, {0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0}),
              ElementsAre(1.5, -1));
}

TEST(IdxLabels, AreReadPlainAndCompressed) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_labels(folder.plain("labels", idx({3}, {9, 0, 255}))), ElementsAre(9, 0, 255));
  EXPECT_THAT(read_labels(folder.gzip("labels.gz", idx({3}, {9, 0, 255}))), ElementsAre(9, 0, 255));
}

TEST(BadIdx, WhichTheSystemCannotRead) {
  const TemporaryFolder folder;
  expect_bad_points(folder.path("missing"), "No such file", ExitCode::input_output);
  expect_bad_labels(folder.path("missing"), "No such file", ExitCode::input_output);
  expect_bad_points(folder.path(""), "a folder", ExitCode::input_output);
}

TEST(BadIdx, WithoutAProperHeader) {
  const TemporaryFolder folder;
  const std::string empty = folder.plain("empty", {}), empty_gzip = folder.gzip("empty.gz", {});
  expect_bad_points(empty, "is empty");
  expect_bad_points(empty_gzip, "is empty");
  expect_bad_points(folder.plain("stub", {0, 0}), "not an IDX file");
  expect_bad_points(folder.plain("text", {'h', 'e', 'l', 'l', 'o'}), "68 65 6c 6c");
  expect_bad_points(folder.plain("rankless", {0, 0, 8, 0, 1}), "not an IDX file");
  Bytes cut = idx_header({2, 3});
  cut.pop_back();
  expect_bad_points(folder.plain("cut", cut), "ends within its header");
}

TEST(BadIdx, OfAnUnknownType) {
  const TemporaryFolder folder;
  expect_bad_points(folder.plain("odd", idx_header({1, 1}, 0x42)), "IDX type 0x42");
}

TEST(BadIdx, OfAnotherRank) {
  const TemporaryFolder folder;
  expect_bad_points(folder.plain("labels", idx({2}, {1, 2})), "file of labels, not of points");
  expect_bad_labels(folder.plain("points", idx({1, 2}, {1, 2})), "not one-hot");
}

TEST(BadIdx, WithSizesThatDoNotFitTheContent) {
  const TemporaryFolder folder;
  expect_bad_points(folder.plain("short", idx({2, 3}, {1, 2, 3, 4, 5})),
                    "(2, 3) uint8 = 6 bytes, and 5 follow");
  expect_bad_points(folder.plain("long", idx({2, 3}, {1, 2, 3, 4, 5, 6, 7})), "goes on after");
  expect_bad_labels(folder.plain("short-labels", idx({3}, {1, 2})), "truncated");
  expect_bad_labels(folder.plain("long-labels", idx({1}, {1, 2})), "goes on after");
  expect_bad_points(folder.plain("no-rows", idx({0, 3}, {})), "no values");
  expect_bad_points(folder.plain("no-columns", idx({3, 0}, {})), "no values");
  expect_bad_labels(folder.plain("no-labels", idx({0}, {})), "no values");
}

TEST(BadIdx, WithSizesThatNothingCouldHold) {
  const TemporaryFolder folder;
  constexpr std::uint32_t most = 0xFFFFFFFFu;
  expect_bad_points(folder.plain("overflow", idx({most, most, most}, {1})), "size is beyond");
  expect_bad_points(folder.plain("wraps-to-0", idx({1u << 31, 1u << 31, 1u << 31, 1u << 31}, {1})),
                    "size is beyond");
  // 2^63 bytes and 4 GiB: refused by what follows the header, before anything of that size is allocated.
  expect_bad_points(folder.plain("huge", idx({1u << 31, 1u << 31}, {1})), "truncated");
  expect_bad_labels(folder.gzip("huge-labels.gz", idx({most}, {1})), "truncated");
  expect_bad_points(folder.plain("zero-hides-overflow", idx({most, most, most, 0}, {})), "no values");
}

TEST(BadIdx, WithDamagedCompression) {
  const TemporaryFolder folder;
  const Bytes whole = read_bytes(folder.gzip("whole.gz", idx({1000, 10}, scrambled(10'000))));
  Bytes truncated(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size()) / 2);
  expect_bad_points(folder.plain("truncated.gz", truncated), "damaged or incomplete gzip");
  Bytes without_checksum(whole.begin(), whole.end() - 8);
  expect_bad_points(folder.plain("without-checksum.gz", without_checksum), "damaged or incomplete gzip");
  Bytes flipped = whole;
  flipped[flipped.size() / 2] ^= 0x10;
  expect_bad_points(folder.plain("flipped.gz", flipped), "damaged or incomplete gzip");
  expect_bad_labels(folder.plain("flipped-labels.gz", flipped), "damaged or incomplete gzip");
}

TEST(BadIdx, ThatIsNoRegularFileIsNotOpened) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo(folder.path("fifo").c_str(), 0600), 0);  // opening it would wait for a writer
  for (const std::string& path : {folder.path("fifo"), folder.path("."), std::string("/dev/zero")}) {
    EXPECT_THROW(open_idx_points(path), InputOutputError) << path;
    EXPECT_THROW(read_labels(path), Error) << path;
  }
}

TEST(IdxRows, NoticesThatItsFileShrank) {
  const TemporaryFolder folder;
  const auto reader = open_idx_points(folder.plain("points", idx({2, 2}, {1, 2, 3, 4})));
  folder.plain("points", idx({2, 2}, {1, 2, 3}));
  EXPECT_THROW(rows_of(*reader, 2), DataError);
}

}  // namespace
}  // namespace regimes::datasets
