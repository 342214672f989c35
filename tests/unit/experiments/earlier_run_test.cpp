// The runs that a file tells of, read back for the run that goes on from it.
#include "experiments/run/earlier_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "io/provenance.hpp"

namespace regimes::experiments {
namespace {

io::Provenance of_two_runs() {
  io::Provenance provenance;
  provenance.command_line = "regimes resume r.h5.partial";
  provenance.versions.regimes = "0.2.0";
  provenance.versions.git_hash = "abc";
  provenance.rank_hosts = {"b", "a", "b"};
  provenance.start_time = io::time_from_iso8601_utc("2024-02-29T13:07:09Z");
  provenance.wall_clock_seconds = 5;
  provenance.earlier_runs = {{"0.1.0", "def", {"c", "d"}, 2, "regimes collapse", {}, 7}};
  return provenance;
}

io::Document document_of(io::Group provenance) {
  io::Document document;
  document.groups = {std::move(provenance)};
  return document;
}

void expect_run(const io::ChainedRun& found, const io::ChainedRun& expected) {
  EXPECT_EQ(found.version, expected.version);
  EXPECT_EQ(found.git_hash, expected.git_hash);
  EXPECT_EQ(found.hosts, expected.hosts);
  EXPECT_EQ(found.ranks, expected.ranks);
  EXPECT_EQ(found.command_line, expected.command_line);
  EXPECT_EQ(found.start_time, expected.start_time);
  EXPECT_EQ(found.seconds, expected.seconds);
}

TEST(EarlierRun, KnowsEveryRunBefore) {
  const io::Provenance provenance = of_two_runs();
  const EarlierRun run = read_earlier_run(document_of(io::provenance_group(provenance)));
  ASSERT_EQ(run.chain.size(), 2U);
  expect_run(run.chain[0], provenance.earlier_runs[0]);
  expect_run(run.chain[1],
             {"0.2.0", "abc", {"a", "b"}, 3, "regimes resume r.h5.partial", provenance.start_time, 5});
}

/// A file of version 0.1.0 has the scalars alone: they are of its first run, or sums.
TEST(EarlierRun, CountsAFileWithoutAChainAsOneRun) {
  io::Group group = io::provenance_group(of_two_runs());
  std::erase_if(group.variables,
                [](const io::Variable& variable) { return variable.name.starts_with("run_"); });
  group.dimensions.erase("run");
  const EarlierRun run = read_earlier_run(document_of(std::move(group)));
  ASSERT_EQ(run.chain.size(), 1U);
  expect_run(run.chain[0], {"0.2.0", "abc", {"a", "b"}, 3, "regimes collapse", {}, 12});
}

TEST(EarlierRun, RefusesAChainThatLacksAColumn) {
  for (const char* name :
       {"run_git_hash", "run_hosts", "run_ranks", "run_command_line", "run_start_time", "run_seconds"}) {
    io::Group group = io::provenance_group(of_two_runs());
    std::erase_if(group.variables, [&](const io::Variable& variable) { return variable.name == name; });
    EXPECT_THROW(read_earlier_run(document_of(std::move(group))), DataError) << name;
  }
}

}  // namespace
}  // namespace regimes::experiments
