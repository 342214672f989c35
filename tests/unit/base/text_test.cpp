#include "base/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace regimes {
namespace {

TEST(Trimmed, LosesBlanksOnBothSidesOnly) {
  EXPECT_EQ(trimmed(" \t a b\r"), "a b");
  EXPECT_EQ(trimmed("ab"), "ab");
  EXPECT_EQ(trimmed(" \t\r "), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("times", "times"), 0);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("abc", ""), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("tiems", "times"), 1);  // one swap
  EXPECT_EQ(edit_distance("ca", "abc"), 3);       // a swapped pair is not edited again
}

TEST(NearestMatch, SuggestsOnlyWhatIsNear) {
  const std::vector<std::string> options = {"times", "train", "train-file", "snapshots", "scale", "seed"};
  EXPECT_EQ(nearest_match("tiems", options), "times");
  EXPECT_EQ(nearest_match("snapshot", options), "snapshots");
  EXPECT_EQ(nearest_match("train_file", options), "train-file");
  EXPECT_EQ(nearest_match("seeds", options), "seed");
  EXPECT_EQ(nearest_match("train", options), "train");
  EXPECT_EQ(nearest_match("output", options), std::nullopt);
  EXPECT_EQ(nearest_match("x", {}), std::nullopt);
}

TEST(NearestMatch, TakesTheFirstOfEquals) { EXPECT_EQ(nearest_match("cat", {"bat", "rat"}), "bat"); }

TEST(HumanCount, ShowsThreeDigits) {
  EXPECT_EQ(human_count(0), "0");
  EXPECT_EQ(human_count(9999), "9999");
  EXPECT_EQ(human_count(20'000), "20k");
  EXPECT_EQ(human_count(123'456), "123k");
  EXPECT_EQ(human_count(999'499), "999k");
  EXPECT_EQ(human_count(999'500), "1M");
  EXPECT_EQ(human_count(6.25e9), "6.25G");
  EXPECT_EQ(human_count(3e12), "3T");
  EXPECT_EQ(human_count(3e16), "3e16");
  EXPECT_EQ(human_count(999.4e12), "999T");
  EXPECT_EQ(human_count(153'946e12), "1.54e17");
  EXPECT_EQ(human_count(-1e100), "-1e100");
  EXPECT_EQ(human_count(-20'000), "-20k");
}

TEST(HumanBytes, ShowsThreeDigits) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(512), "512 B");
  EXPECT_EQ(human_bytes(1500), "1.5 kB");
  EXPECT_EQ(human_bytes(150e6), "150 MB");
  EXPECT_EQ(human_bytes(999.9e6), "1 GB");
  EXPECT_EQ(human_bytes(192e9), "192 GB");
}

TEST(HumanDuration, ChangesUnitsAsItGrows) {
  EXPECT_EQ(human_duration(0), "0.00 s");
  EXPECT_EQ(human_duration(.823), "0.82 s");
  EXPECT_EQ(human_duration(9.999), "10.0 s");
  EXPECT_EQ(human_duration(12.34), "12.3 s");
  EXPECT_EQ(human_duration(59.96), "1 min 00 s");
  EXPECT_EQ(human_duration(125), "2 min 05 s");
  EXPECT_EQ(human_duration(3599.6), "1 h 00 min");
  EXPECT_EQ(human_duration(3 * 3600 + 7 * 60 + 59), "3 h 07 min");
  EXPECT_EQ(human_duration(2 * 86400 + 4 * 3600 + 100), "2 d 04 h");
}

TEST(HumanTexts, SurviveWhatIsNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity(),
               nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(human_duration(infinity), "unknown");
  EXPECT_EQ(human_duration(nan), "unknown");
  EXPECT_EQ(human_count(infinity), "inf");
  EXPECT_EQ(human_bytes(nan), "nan B");
}

}  // namespace
}  // namespace regimes
