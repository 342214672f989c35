#include "app/arguments/config_file.hpp"

#include <cstdio>
#include <fstream>

#include "app/arguments/command_line.hpp"
#include "refusal.hpp"
#include "sample_table.hpp"

namespace {

using namespace regimes;
using test::expect_refusal;
using test::Sample;

class ConfigFile : public testing::Test {
 protected:
  ~ConfigFile() override { std::remove(path_.c_str()); }

  void write(const std::string& text) { std::ofstream(path_) << text; }
  void read(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.end(), {"--config", path_});
    const app::OptionTable table = test::sample_table();
    assignments_ = app::read_options(table, arguments);
    app::set_options(table, sample_, assignments_);
  }
  void expect_refused(const std::string& text, int line, const std::string& message) {
    write(text);
    expect_refusal([this] { read(); }, path_ + ":" + std::to_string(line) + ": " + message);
  }

  std::string path_ =
      testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name() + ".ini";
  Sample sample_;
  std::vector<app::Assignment> assignments_;
};

TEST_F(ConfigFile, SetsOptionsAndSkipsCommentsBlankLinesAndCarriageReturns) {
  write("# sizes\r\n\n  points = 2k  # two thousand\r\nscale=.5\nstore = true\n");
  read();
  EXPECT_EQ(sample_.points, 2000);
  EXPECT_EQ(sample_.scale, .5);
  EXPECT_TRUE(sample_.store);
}

TEST_F(ConfigFile, KeepsHashesInsideWords) {
  write("points = 5\nconfig_like = a#b\n");
  expect_refusal([this] { read(); }, "unknown option 'config_like'");
  write("scale = 1#2\n");
  expect_refusal([this] { read(); }, "'1#2'");
}

TEST_F(ConfigFile, YieldsToTheCommandLineAndSaysWhereValuesCameFrom) {
  write("points = 2\nscale = 3\n");
  read({"--points", "7"});
  EXPECT_EQ(sample_.points, 7);
  EXPECT_EQ(sample_.scale, 3);
  EXPECT_EQ(assignments_[0].origin, io::OptionOrigin::command_line);
  EXPECT_EQ(assignments_.back().name, "scale");
  EXPECT_EQ(assignments_.back().origin, io::OptionOrigin::config_file);
}

TEST_F(ConfigFile, AcceptsFalse) {
  write("store = false\n");
  read();
  EXPECT_FALSE(sample_.store);
}

TEST_F(ConfigFile, RefusesBadEntriesWithFileAndLine) {
  expect_refused("points = 5\npionts = 6\n", 2, "unknown option 'pionts'; did you mean points?");
  expect_refused("# x\n\npoints = -6\n", 3, "--points: '-6' is not a count");
  expect_refused("points = 5\nscale = 1\npoints = 6\n", 3, "--points: already set on line 1");
  expect_refused("points\n", 1, "'points' is not an entry; write name = value");
  expect_refused("[sizes]\n", 1, "'[sizes]' is not an entry");
  expect_refused("points =\n", 1, "--points: has no value");
  expect_refused("store = maybe\n", 1, "--store: 'maybe' is neither true nor false");
  expect_refused("config = other.ini\n", 1, "--config belongs on the command line");
  expect_refused("help = true\n", 1, "--help belongs on the command line");
  expect_refused("per-class = 4\n", 1, "--per-class: has no effect here");
}

TEST_F(ConfigFile, MustBeReadable) {
  expect_refusal([this] { read(); }, path_ + " cannot be read: No such file", ExitCode::input_output);
  path_ = testing::TempDir();
  expect_refusal([this] { read(); }, "not a regular file");
}

}  // namespace
