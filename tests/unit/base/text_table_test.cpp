#include "base/text_table.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "base/resident_memory.hpp"

namespace {

using namespace regimes;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(AlignedTable, PutsCellsInColumnsWithoutBlanksAtTheEnd) {
  EXPECT_EQ(aligned({{"n", "law", "note"}, {"1000", "gaussian", ""}}, {Align::right}, 2),
            "     n  law       note\n"
            "  1000  gaussian\n");
}

TEST(AlignedTable, CountsCharactersAndNotBytes) {
  EXPECT_EQ(aligned({{"±m", "1"}, {"abc", "2"}}, {}), "±m   1\nabc  2\n");
}

TEST(AlignedTable, TakesRowsOfDifferentLengths) {
  EXPECT_EQ(aligned({{"a"}, {"b", "c"}}, {Align::left, Align::right}), "a\nb  c\n");
  EXPECT_EQ(aligned({}, {}), "");
}

TEST(ValueWithError, HasTwoDigitsOfTheError) {
  EXPECT_EQ(with_error(.50123, .00341), "0.5012 +- 0.0034");
  EXPECT_EQ(with_error(5.01e-9, 3.4e-10), "5.01e-09 +- 3.4e-10");
  EXPECT_EQ(with_error(1234.5, 67), "1234 +- 67");
  EXPECT_EQ(with_error(.5, 0), "0.5") << "exact";
  EXPECT_EQ(with_error(.321123, nan), "0.3211 +- ?");
  EXPECT_EQ(with_error(nan, nan), "-");
  EXPECT_EQ(with_error(.5, 1e-12), "0.500000000 +- 1.0e-12");
}

TEST(FractionText, HasABoundWhereThereIsNoError) {
  EXPECT_EQ(fraction_text(0, nan, 0, .00746), "below 0.0075 (95 %)");
  EXPECT_EQ(fraction_text(1, nan, .99254, 1), "above 0.9925 (95 %)");
  EXPECT_EQ(fraction_text(1, nan, .36840, 1), "above 0.37 (95 %)");
  EXPECT_EQ(fraction_text(.25, .0125, .22, .28), "0.250 +- 0.013");
  EXPECT_EQ(fraction_text(1, 0, nan, nan), "1 +- ?") << "of files without bounds";
  EXPECT_EQ(fraction_text(nan, nan, nan, nan), "-");
}

TEST(AvailableMemory, IsPartOfTheMachine) {
  EXPECT_GT(available_memory_bytes(), 0);
  EXPECT_LE(available_memory_bytes(), physical_memory_bytes());
}

TEST(MostResidentMemory, GrowsWithWhatIsTouchedAndStays) {
  constexpr std::size_t touched = std::size_t{64} << 20;
  const std::int64_t before = most_resident_bytes();
  EXPECT_GT(before, 0);
  EXPECT_LT(before, physical_memory_bytes());
  {
    const std::vector<char> bytes(touched, 1);
    EXPECT_EQ(bytes.back(), 1);
  }
  constexpr double most_known_before = .5;  // of the bytes: those that were free in the heap
  EXPECT_GT(most_resident_bytes(), before + static_cast<std::int64_t>(most_known_before * touched));
}

}  // namespace
