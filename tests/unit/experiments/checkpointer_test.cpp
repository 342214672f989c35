#include "experiments/run/checkpointer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "../io/temporary_folder.hpp"
#include "base/error.hpp"

namespace regimes::experiments {
namespace {

class Watcher : public Observer {
 public:
  void warning(const std::string& text) override { warnings.push_back(text); }
  bool stop_requested() override { return wants_stop; }
  std::vector<std::string> warnings;
  bool wants_stop = false;
};

constexpr double hour = 60;  // in minutes

struct CheckpointerTest : testing::Test {
  test::TemporaryFolder folder;
  std::string output = folder.file("out.h5");
  Watcher watcher;

  Checkpointer make(double minutes, double limit = 0, bool is_root = true) {
    return Checkpointer({minutes, limit}, output, is_root, watcher);
  }
  void touch(const char* name) const { std::ofstream(folder.file(name)) << "x"; }
  static void wait_for_the_next_look() { std::this_thread::sleep_for(std::chrono::milliseconds(250)); }
};

TEST_F(CheckpointerTest, MilestonesAreWrittenAtOnceAndOtherNewsInTime) {
  Checkpointer patient = make(hour), eager = make(0);
  EXPECT_FALSE(patient.write_is_due());
  EXPECT_FALSE(eager.write_is_due());  // there is nothing new
  patient.has_news(false);
  eager.has_news(false);
  EXPECT_FALSE(patient.write_is_due());
  EXPECT_TRUE(eager.write_is_due());
  patient.has_news(true);
  EXPECT_TRUE(patient.write_is_due());
  EXPECT_TRUE(patient.write([] {}));
  EXPECT_FALSE(patient.has_unwritten());
  EXPECT_TRUE(patient.has_written());
  EXPECT_FALSE(patient.write_is_due());
}

TEST_F(CheckpointerTest, WritingTakesASmallShareOfTheRun) {
  Checkpointer checkpointer = make(0);
  checkpointer.has_news(true);
  checkpointer.write([] { std::this_thread::sleep_for(std::chrono::milliseconds(50)); });
  checkpointer.has_news(true);
  EXPECT_FALSE(checkpointer.write_is_due());
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));  // more than 20 times as long
  EXPECT_TRUE(checkpointer.write_is_due());
}

TEST_F(CheckpointerTest, AFailureIsAWarningAndTriedAgainLater) {
  Checkpointer checkpointer = make(0);
  checkpointer.has_news(true);
  EXPECT_FALSE(checkpointer.write([] { throw InputOutputError("no space"); }));
  ASSERT_EQ(watcher.warnings.size(), 1u);
  EXPECT_THAT(watcher.warnings[0],
              testing::AllOf(testing::HasSubstr("no space"), testing::HasSubstr("goes on")));
  EXPECT_TRUE(checkpointer.has_unwritten());
  EXPECT_FALSE(checkpointer.has_written());
  EXPECT_FALSE(checkpointer.write_is_due());
  EXPECT_THROW(checkpointer.write([] { throw ContractError("a bug"); }), ContractError);
}

TEST_F(CheckpointerTest, AFileAsksForOneCheckpoint) {
  touch(checkpoint_file);  // left from another time
  Checkpointer checkpointer = make(hour);
  checkpointer.has_news(false);
  wait_for_the_next_look();
  EXPECT_FALSE(checkpointer.write_is_due());
  touch(checkpoint_file);
  wait_for_the_next_look();
  EXPECT_TRUE(checkpointer.write_is_due());
  checkpointer.write([] {});
  checkpointer.has_news(false);
  wait_for_the_next_look();
  EXPECT_FALSE(checkpointer.write_is_due());
  EXPECT_FALSE(checkpointer.stop_wanted());
}

TEST_F(CheckpointerTest, AFileStopsTheRunAndForbidsAnother) {
  Checkpointer checkpointer = make(hour);
  EXPECT_NO_THROW(require_no_stop_file(output));
  touch(stop_file);
  EXPECT_FALSE(checkpointer.stop_wanted());
  wait_for_the_next_look();
  checkpointer.write_is_due();
  EXPECT_TRUE(checkpointer.stop_wanted());
  EXPECT_THROW(require_no_stop_file(output), UsageError);
}

TEST_F(CheckpointerTest, StopsBeforeTheTimeLimitAndOnSignals) {
  Checkpointer root = make(hour, 1.2), other = make(hour, 1.2, false);
  EXPECT_FALSE(root.stop_wanted());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // the margin is a second
  EXPECT_TRUE(root.stop_wanted());
  EXPECT_FALSE(other.stop_wanted());  // root's clock counts
  watcher.wants_stop = true;
  EXPECT_TRUE(other.stop_wanted());
}

TEST_F(CheckpointerTest, StopsWhereTheNextPieceOfWorkWouldExceedTheTimeLimit) {
  Checkpointer checkpointer = make(hour, 100);
  EXPECT_FALSE(checkpointer.stop_wanted(90));
  EXPECT_TRUE(checkpointer.stop_wanted(99));  // of the margin, 2 s, one is missing
}

}  // namespace
}  // namespace regimes::experiments
