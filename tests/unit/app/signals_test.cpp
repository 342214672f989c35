#include "app/terminal/signals.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace {

using namespace regimes::app;

void wait_until_it_is_another_request() { std::this_thread::sleep_for(std::chrono::milliseconds(300)); }

class Signals : public testing::TestWithParam<int> {};

TEST_P(Signals, AskToStopOnceAndEndTheProcessTheSecondTime) {
  const int signal = GetParam();
  EXPECT_EXIT(
      {
        watch_signals();
        if (stop_signalled()) std::exit(1);
        std::raise(signal);
        if (!stop_signalled()) std::exit(2);
        wait_until_it_is_another_request();
        std::raise(signal);
        std::exit(3);
      },
      testing::KilledBySignal(signal), "");
}

TEST_P(Signals, SentTwiceAtOnceAreOneRequest) {
  const int signal = GetParam();
  EXPECT_EXIT(
      {
        watch_signals();
        std::raise(signal);
        std::raise(signal);
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

INSTANTIATE_TEST_SUITE_P(All, Signals, testing::Values(SIGTERM, SIGINT, SIGUSR1));

TEST(SignalsDeathTest, TheFirstIsAnsweredAtOnceAndOnce) {
  EXPECT_EXIT(
      {
        watch_signals({STDERR_FILENO, "<"});
        std::raise(SIGTERM);
        std::raise(SIGINT);
        std::exit(0);
      },
      testing::ExitedWithCode(0),
      "^<regimes: stopping at the next safe place; the same signal again ends the run at once\n$");
}

TEST(SignalsDeathTest, EndTheProcessWhereNothingWouldBeLost) {
  const auto end = [](bool may_leave) {
    watch_signals({STDERR_FILENO, ""});
    leave_at_once_on_signals("nothing is written");
    if (!may_leave) no_longer_leave_at_once();
    std::raise(SIGTERM);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::exit(seconds_since_stop_signal() > 0 ? 0 : 1);
  };
  constexpr int stopped_early = 75;
  EXPECT_EXIT(end(true), testing::ExitedWithCode(stopped_early), "^regimes: nothing is written\n$");
  EXPECT_EXIT(end(false), testing::ExitedWithCode(0), "next safe place");
}

TEST(SignalsDeathTest, EachKindCountsForItself) {
  EXPECT_EXIT(
      {
        watch_signals();
        std::raise(SIGTERM);
        wait_until_it_is_another_request();
        std::raise(SIGINT);
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
