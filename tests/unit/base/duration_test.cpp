#include "base/duration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace {

using namespace regimes;

TEST(Duration, ReadsUnitsAndClocks) {
  EXPECT_EQ(parse_duration("90s", "--time-limit"), 90);
  EXPECT_EQ(parse_duration("30min", "--time-limit"), 1800);
  EXPECT_EQ(parse_duration("1.5m", "--time-limit"), 90);
  EXPECT_EQ(parse_duration("2h", "--time-limit"), 7200);
  EXPECT_EQ(parse_duration("1d", "--time-limit"), 86400);
  EXPECT_EQ(parse_duration("00:00:05", "--time-limit"), 5);
  EXPECT_EQ(parse_duration("48:00:00", "--time-limit"), 172800);
  EXPECT_EQ(parse_duration("1-12:00:30", "--time-limit"), 129630);
}

TEST(Duration, RefusesWhatCouldMeanTwoThings) {
  for (const char* text : {"90", "", "s", "-5s", "0s", "1:30", "1:60:00", "00:00:00", "1-", "a-01:00:00",
                           "1e300h", "nans", "1.5-00:00:01", "1 h", "2hours", "::", "1:2:3:4"})
    EXPECT_THROW(
        {
          try {
            parse_duration(text, "--time-limit");
          } catch (const UsageError& error) {
            EXPECT_THAT(error.what(), testing::StartsWith("--time-limit: ")) << text;
            throw;
          }
        },
        UsageError)
        << text;
}

TEST(Duration, IsWrittenSoThatItIsReadBack) {
  for (const double seconds : {1., 59., 3600., 86399., 86400., 129630.})
    EXPECT_EQ(parse_duration(clock_text(seconds), "it"), seconds);
  EXPECT_EQ(clock_text(.2), "00:00:01");
  EXPECT_EQ(clock_text(90061), "1-01:01:01");
}

}  // namespace
