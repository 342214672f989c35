#include "io/provenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "io/document_text.hpp"
#include "io/result_file.hpp"
#include "sample_document.hpp"
#include "temporary_folder.hpp"

namespace regimes {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;

io::Provenance sample_provenance() {
  io::Provenance provenance;
  provenance.command_line = "regimes collapse --points 1e6";
  provenance.options = {{"points", "1000000", io::OptionOrigin::command_line},
                        {"seed", "18446744073709551615", io::OptionOrigin::config_file},
                        {"queries", "128", io::OptionOrigin::default_value},
                        {"times", "0.1,2", io::OptionOrigin::derived}};
  provenance.seed = std::numeric_limits<std::uint64_t>::max();
  provenance.versions = {"0.1.0", "0123abcd", true, "3.4.01", "Open MPI 4.1.4", "GNU 12.2.0", "Release"};
  provenance.backend = "Serial";
  provenance.instruction_set = "x86-64-v4";
  provenance.vector_width = 16;
  provenance.rank_hosts = {"node1", "node1", "node2"};
  provenance.start_time = std::chrono::system_clock::from_time_t(1709212029);
  provenance.end_time = provenance.start_time + std::chrono::milliseconds(61900);
  provenance.wall_clock_seconds = 61.9;
  provenance.work.pairs = 128000000;
  provenance.work.pair_times = std::int64_t{128000000} * 64;
  provenance.work.exponentials = 5000000000;
  provenance.work.flops = 1.6e13;
  provenance.work.reduced_bytes = 5.9e6;
  return provenance;
}

template <class T>
T attribute(const io::Group& group, const std::string& name) {
  return std::get<T>(group.attributes.at(name));
}

std::vector<std::string> texts(const io::Group& group, const std::string& name) {
  const io::Variable* variable = io::find_variable(group, name);
  return variable ? std::get<std::vector<std::string>>(variable->values) : std::vector<std::string>();
}

TEST(Provenance, SaysEverything) {
  const io::Group group = io::provenance_group(sample_provenance());
  EXPECT_EQ(group.name, "provenance");
  EXPECT_EQ(group.dimensions, (std::map<std::string, std::int64_t>{{"option", 4}, {"rank", 3}, {"run", 1}}));
  EXPECT_THAT(texts(group, "name"), ElementsAre("points", "seed", "queries", "times"));
  EXPECT_THAT(texts(group, "value"), ElementsAre("1000000", "18446744073709551615", "128", "0.1,2"));
  EXPECT_THAT(texts(group, "origin"), ElementsAre("command line", "config file", "default", "derived"));
  EXPECT_THAT(texts(group, "host"), ElementsAre("node1", "node1", "node2"));
  for (const io::Variable& variable : group.variables) {
    for (const char* label : {"units", "long_name", "symbol"})
      EXPECT_EQ(variable.attributes.count(label), 1U) << label;
  }
  EXPECT_EQ(attribute<std::string>(group, "seed"), "18446744073709551615");
  EXPECT_EQ(attribute<std::string>(group, "git_hash"), "0123abcd");
  EXPECT_EQ(attribute<std::int64_t>(group, "git_dirty"), 1);
  EXPECT_EQ(attribute<std::int64_t>(group, "ranks"), 3);
  EXPECT_THAT(attribute<std::string>(group, "hdf5_version"), MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(attribute<std::string>(group, "start_time"), "2024-02-29T13:07:09Z");
  EXPECT_EQ(attribute<std::string>(group, "end_time"), "2024-02-29T13:08:10Z");
  EXPECT_EQ(attribute<std::int64_t>(group, "pairs"), 128000000);
  EXPECT_EQ(attribute<std::int64_t>(group, "pair_times"), 8192000000);
  EXPECT_EQ(attribute<std::int64_t>(group, "exponentials"), 5000000000);
  EXPECT_EQ(attribute<double>(group, "wall_clock_seconds"), 61.9);
  EXPECT_EQ(attribute<std::string>(group, "build_type"), "Release");
  EXPECT_EQ(attribute<std::string>(group, "instruction_set"), "x86-64-v4");
  EXPECT_EQ(attribute<std::int64_t>(group, "vector_width"), 16);
  EXPECT_EQ(attribute<double>(group, "reduced_bytes"), 5.9e6);
}

template <class Value>
std::vector<Value> values_of(const io::Group& group, const std::string& name) {
  const io::Variable* variable = io::find_variable(group, name);
  if (!variable) throw std::runtime_error(name + " is missing");
  EXPECT_EQ(variable->dimensions, std::vector<std::string>{"run"});
  return std::get<std::vector<Value>>(variable->values);
}

TEST(Provenance, TellsOfEveryRun) {
  io::Provenance last = sample_provenance();
  last.earlier_runs = {{"0.0.9", "ffff", {"old1", "old2"}, 2, "regimes collapse --first", {}, 10},
                       {"0.1.0", "0123abcd", {"node1"}, 1, "regimes resume", last.start_time, 20}};
  last.command_line = "regimes resume --again";
  const io::Group group = io::provenance_group(last);
  EXPECT_EQ(group.dimensions.at("run"), 3);
  EXPECT_THAT(values_of<std::string>(group, "run_version"), ElementsAre("0.0.9", "0.1.0", "0.1.0"));
  EXPECT_THAT(values_of<std::string>(group, "run_git_hash"), ElementsAre("ffff", "0123abcd", "0123abcd"));
  EXPECT_THAT(values_of<std::string>(group, "run_hosts"), ElementsAre("old1 old2", "node1", "node1 node2"));
  EXPECT_THAT(values_of<std::int64_t>(group, "run_ranks"), ElementsAre(2, 1, 3));
  EXPECT_THAT(values_of<std::string>(group, "run_command_line"),
              ElementsAre("regimes collapse --first", "regimes resume", "regimes resume --again"));
  EXPECT_THAT(values_of<std::string>(group, "run_start_time"),
              ElementsAre("1970-01-01T00:00:00Z", "2024-02-29T13:07:09Z", "2024-02-29T13:07:09Z"));
  EXPECT_THAT(values_of<double>(group, "run_seconds"), ElementsAre(10, 20, 61.9));
  EXPECT_EQ(attribute<std::string>(group, "command_line"), "regimes collapse --first");
  EXPECT_EQ(attribute<std::string>(group, "start_time"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(attribute<double>(group, "wall_clock_seconds"), 10 + 20 + 61.9);
  EXPECT_EQ(attribute<std::int64_t>(group, "runs"), 3);
  EXPECT_EQ(attribute<std::string>(group, "git_hash"), "0123abcd");
}

TEST(Provenance, SurvivesTheFile) {
  const test::TemporaryFolder folder;
  io::Document document;
  document.groups = {io::provenance_group(sample_provenance()), io::provenance_group({})};
  document.groups[1].name = "of_nothing";  // no options, no ranks
  io::write_document(folder.file("p.h5"), document);
  test::expect_same(io::read_document(folder.file("p.h5")), document);
}

}  // namespace
}  // namespace regimes
