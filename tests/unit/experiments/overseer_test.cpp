#include "experiments/run/overseer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "../io/temporary_folder.hpp"

namespace regimes::experiments {
namespace {

using testing::HasSubstr;

class Watcher : public Observer {
 public:
  void progress(const Progress& progress) override {
    const std::scoped_lock lock(mutex);
    doing = progress.doing;
  }
  double seconds_since_stop() override { return since_stop; }
  void leave(const std::string& words) override {
    const std::scoped_lock lock(mutex);
    last_words = words;
  }
  std::string said() {
    const std::scoped_lock lock(mutex);
    return last_words;
  }
  std::string told() {
    const std::scoped_lock lock(mutex);
    return doing;
  }
  std::atomic<double> since_stop = 0;

 private:
  std::mutex mutex;
  std::string last_words, doing;
};

struct OverseerTest : testing::Test {
  static void wait(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }
  static constexpr int some_looks = 350;
  static constexpr double hour = 60, long_ago = 100;

  test::TemporaryFolder folder;
  std::string output = folder.file("out.h5");
  Watcher watcher;
  Checkpointer unlimited{{hour, 0}, output, true, watcher}, short_of_time{{hour, .2}, output, true, watcher};
};

TEST_F(OverseerTest, LeavesWhenTheTimeIsOverWhateverIsUnwritten) {
  short_of_time.has_news(false);
  Overseer overseer(short_of_time, watcher, true);
  overseer.set_advice("to go on: regimes resume out.h5.partial");
  overseer.begin_silence("reading points", 0);
  wait(700);
  EXPECT_EQ(watcher.said(), "");
  wait(500 + some_looks);
  EXPECT_EQ(watcher.said(),
            "out of time far from a safe place (reading points); to go on: regimes resume out.h5.partial");
}

TEST_F(OverseerTest, LeavesAfterAStopWhereAllIsWritten) {
  unlimited.has_news(false);
  Overseer overseer(unlimited, watcher, true);
  watcher.since_stop = long_ago;
  wait(some_looks);
  EXPECT_EQ(watcher.said(), "");
  unlimited.write([] {});
  wait(some_looks);
  EXPECT_THAT(watcher.said(), HasSubstr("stopped on request far from a safe place"));
}

TEST_F(OverseerTest, GivesARunTwoSecondsToComeToASafePlace) {
  Overseer overseer(unlimited, watcher, true);
  watcher.since_stop = 1.5;
  wait(some_looks);
  EXPECT_EQ(watcher.said(), "");
}

TEST_F(OverseerTest, SeesTheFileStop) {
  std::ofstream(folder.file("stop")) << "x";
  Overseer overseer(unlimited, watcher, true);
  wait(some_looks);
  EXPECT_EQ(watcher.said(), "");
  wait(2000);
  EXPECT_THAT(watcher.said(), HasSubstr("stopped on request"));
}

TEST_F(OverseerTest, DoesNotLeaveWhileFilesAreWrittenNorAfterTheEnd) {
  Overseer overseer(unlimited, watcher, true);
  overseer.without_leaving([&] {
    watcher.since_stop = long_ago;
    wait(some_looks);
    EXPECT_EQ(watcher.said(), "");
    watcher.since_stop = 0;
  });
  overseer.dismiss();
  watcher.since_stop = long_ago;
  wait(some_looks);
  EXPECT_EQ(watcher.said(), "");
}

TEST_F(OverseerTest, TellsWhatGoesOnWhereTheRunDoesNot) {
  Overseer overseer(unlimited, watcher, true);
  wait(some_looks);
  EXPECT_EQ(watcher.told(), "");
  overseer.begin_silence("preparing", 0);
  overseer.tell("spectrum of size 4 of 10");
  wait(500 + some_looks);
  EXPECT_EQ(watcher.told(), "spectrum of size 4 of 10");
}

TEST_F(OverseerTest, IsIdleOnOtherRanks) {
  Overseer overseer(short_of_time, watcher, false);
  wait(1200 + some_looks);
  EXPECT_EQ(watcher.said(), "");
}

}  // namespace
}  // namespace regimes::experiments
