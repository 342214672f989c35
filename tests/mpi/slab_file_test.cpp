// Large results from any number of ranks: every slab lands in its place, the suite's own reader accepts the
// file, and an unfinished one leaves nothing.
#include "io/slab_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "../unit/io/temporary_folder.hpp"
#include "base/error.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::io {
namespace {

constexpr std::int64_t queries = 11, times = 2, coordinates = 3;

/// A folder that all ranks know and root removes.
class SharedFolder {
 public:
  explicit SharedFolder(const parallel::Communicator& ranks) : ranks_(ranks) {
    if (ranks.is_root()) folder_.emplace();
    path_ = ranks.broadcast(folder_ ? folder_->file("out.h5") : "");
  }
  ~SharedFolder() { ranks_.barrier(); }
  const std::string& path() const { return path_; }
  std::size_t files() const {
    ranks_.barrier();
    const auto folder = std::filesystem::path(path_).parent_path();
    const auto count =
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
    ranks_.barrier();
    return static_cast<std::size_t>(count);
  }

 private:
  const parallel::Communicator& ranks_;
  std::optional<test::TemporaryFolder> folder_;
  std::string path_;
};

double value(std::int64_t query, std::int64_t time, std::int64_t coordinate) {
  return static_cast<double>(query) + 100. * static_cast<double>(time) +
         1000. * static_cast<double>(coordinate);
}

std::vector<SlabVariable> variables() {
  const Attributes attributes{{"units", std::string("1")}};
  return {{"score", {"query", "time", "coordinate"}, SlabType::real, attributes},
          {"index", {"query", "time"}, SlabType::integer, attributes}};
}

const std::map<std::string, std::int64_t> dimensions{
    {"query", queries}, {"time", times}, {"coordinate", coordinates}};

/// Every rank writes its share of the queries, one time after another.
void write_share(SlabFile& file, const parallel::Communicator& ranks) {
  const std::int64_t first = queries * ranks.rank() / ranks.size(),
                     last = queries * (ranks.rank() + 1) / ranks.size();
  for (std::int64_t time = 0; time < times; ++time) {
    std::vector<double> score;
    std::vector<std::int64_t> index;
    for (std::int64_t query = first; query < last; ++query) {
      for (std::int64_t k = 0; k < coordinates; ++k) score.push_back(value(query, time, k));
      index.push_back(query - 7 * time);
    }
    file.write("score", {{first, time}, {last - first, 1}}, score);
    file.write("index", {{first, time}, {last - first, 1}}, index);
  }
  file.settle();
}

Document rest() {
  Document document;
  document.dimensions = dimensions;
  document.variables.push_back({"time", {"time"}, std::vector<double>{0.1, 0.2}, {}});
  document.attributes["title"] = std::string("slabs");
  return document;
}

/// Root adds the rest of the file, which no rank has open.
void complete(SlabFile& file, const parallel::Communicator& ranks) {
  file.pause();
  parallel::on_root(ranks, [&] { file.finish(rest()); });
}

TEST(SlabFile, HasEverySlabInItsPlaceAndIsReadLikeAnyResult) {
  const parallel::Communicator ranks;
  const SharedFolder folder(ranks);
  SlabFile file(folder.path(), dimensions, variables(), ranks);
  write_share(file, ranks);
  complete(file, ranks);
  const Document found = read_document(folder.path());
  ASSERT_EQ(found.variables.size(), 3u);
  EXPECT_EQ(found.attributes, rest().attributes);
  EXPECT_EQ(found.dimensions, dimensions);
  for (const Variable& variable : found.variables) {
    if (variable.name == "time") continue;
    EXPECT_EQ(variable.attributes, variables().front().attributes);
    for (std::int64_t query = 0; query < queries; ++query)
      for (std::int64_t time = 0; time < times; ++time) {
        const auto row = static_cast<std::size_t>(query * times + time);
        if (variable.name == "index") {
          EXPECT_EQ(std::get<std::vector<std::int64_t>>(variable.values)[row], query - 7 * time);
          continue;
        }
        for (std::int64_t k = 0; k < coordinates; ++k)
          EXPECT_EQ(std::get<std::vector<double>>(variable.values)[row * coordinates + k],
                    value(query, time, k));
      }
  }
  EXPECT_EQ(folder.files(), 1u);
}

TEST(SlabFile, ACheckpointIsACopyThatGoesOn) {
  const parallel::Communicator ranks;
  const SharedFolder folder(ranks);
  const std::string partial = folder.path() + ".partial";
  SlabFile file(folder.path(), dimensions, variables(), ranks);
  write_share(file, ranks);
  for (const bool has_partial : {false, true}) {
    file.pause();
    parallel::on_root(ranks, [&] { file.write_partial(rest(), Replaced::becomes_previous); });
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
    EXPECT_EQ(std::filesystem::exists(partial + ".previous"), has_partial);
    EXPECT_EQ(read_document(partial).variables.size(), 3u);
    file.resume();
  }
  if (ranks.is_root()) file.write("index", {{0, 0}, {1, 1}}, std::vector<std::int64_t>{-5});
  file.settle();
  complete(file, ranks);
  for (const Variable& variable : read_document(folder.path()).variables) {
    if (variable.name != "index") continue;
    EXPECT_EQ(std::get<std::vector<std::int64_t>>(variable.values)[0], -5);
  }
  EXPECT_EQ(folder.files(), 1u);
}

TEST(SlabFile, SlabsCanBeLeftOnDisk) {
  const parallel::Communicator ranks;
  const SharedFolder folder(ranks);
  SlabFile file(folder.path(), dimensions, variables(), ranks);
  write_share(file, ranks);
  complete(file, ranks);
  const Document found = read_without_slabs(folder.path());
  ASSERT_EQ(found.variables.size(), 1u);
  EXPECT_EQ(found.variables.front().name, "time");
  EXPECT_EQ(found.dimensions, dimensions);
}

TEST(SlabFile, LeavesNothingWhereItIsNotFinished) {
  const parallel::Communicator ranks;
  const SharedFolder folder(ranks);
  {
    SlabFile file(folder.path(), dimensions, variables(), ranks);
    write_share(file, ranks);
    EXPECT_EQ(folder.files(), 1u);  // aside
  }
  EXPECT_EQ(folder.files(), 0u);
}

TEST(SlabFile, RefusesPlacesOnAllRanks) {
  const parallel::Communicator ranks;
  const SharedFolder folder(ranks);
  EXPECT_THROW(SlabFile(folder.path() + "/nowhere/out.h5", dimensions, variables(), ranks), InputOutputError);
  SlabFile file(folder.path(), dimensions, variables(), ranks);
  EXPECT_THROW(file.write("index", {{0, 0}, {2, 1}}, std::vector<std::int64_t>(3)), ContractError);
  file.write("index", {{queries, 0}, {1, 1}}, std::vector<std::int64_t>(1));  // beyond the last query
  EXPECT_THROW(file.settle(), InputOutputError);
}

}  // namespace
}  // namespace regimes::io
