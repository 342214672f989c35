#include "base/wrapped_text.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(Wrapped, BreaksBetweenWords) {
  EXPECT_EQ(wrapped("one two three", 80), "one two three\n");
  EXPECT_EQ(wrapped("one two three", 13), "one two three\n");
  EXPECT_EQ(wrapped("one two three", 12), "one two\nthree\n");
  EXPECT_EQ(wrapped(" one\n two\t", 80), "one two\n");
  EXPECT_EQ(wrapped("", 10), "");
  EXPECT_EQ(wrapped(" \n", 10, {2, 4}), "");
}

TEST(Wrapped, IndentsTheFirstLineAndTheOthers) {
  EXPECT_EQ(wrapped("one two three", 9, {2, 4}), "  one two\n    three\n");
  EXPECT_EQ(wrapped("one two three", 7, {3, 2}), "   one\n  two\n  three\n");
}

TEST(Wrapped, CutsWordsThatAreLongerThanALine) {
  EXPECT_EQ(wrapped("abcdefgh", 3), "abc\ndef\ngh\n");
  EXPECT_EQ(wrapped("abcdef", 3), "abc\ndef\n");
  EXPECT_EQ(wrapped("a bcdefg h", 4, {0, 1}), "a\n bcd\n efg\n h\n");
}

TEST(Wrapped, DoesNotBreakGivenWords) {
  EXPECT_EQ(wrapped(std::vector<std::string>{"1 +- 2,", "3 +- 4"}, 12, {0, 2}), "1 +- 2,\n  3 +- 4\n");
  EXPECT_EQ(wrapped(std::vector<std::string>{}, 12), "");
  EXPECT_EQ(words_of(" a  b\nc "), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Wrapped, CountsCharactersAndNotBytes) {
  EXPECT_EQ(count_characters("Mézard"), 6U);
  EXPECT_EQ(wrapped("éééé éé", 4), "éééé\néé\n");
  EXPECT_EQ(wrapped("éééé", 3), "ééé\né\n");
}

}  // namespace
}  // namespace regimes
