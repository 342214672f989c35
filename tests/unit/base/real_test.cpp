#include "base/real.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"

namespace regimes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ParseReal, ReadsTheWholeText) {
  EXPECT_EQ(parse_real("2", "--variance"), 2);
  EXPECT_EQ(parse_real(".5", "--variance"), .5);
  EXPECT_EQ(parse_real("-1.25e-3", "--variance"), -1.25e-3);
  EXPECT_EQ(parse_real("0.1", "--variance"), 0.1);  // correctly rounded, as the compiler does
}

TEST(ParseReal, UnderstandsFractions) {
  EXPECT_EQ(parse_real("1/255", "--scale"), 1. / 255);
  EXPECT_EQ(parse_real("-.5/2e1", "--scale"), -.025);
}

class RefusedReal : public testing::TestWithParam<const char*> {};

TEST_P(RefusedReal, NamesTheOptionAndTheText) {
  try {
    parse_real(GetParam(), "--variance");
    FAIL() << "'" << GetParam() << "' was accepted";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("--variance"), HasSubstr("'" + std::string(GetParam()) + "'")));
  }
}

INSTANTIATE_TEST_SUITE_P(Junk, RefusedReal,
                         testing::Values("", " ", "x", "1x", " 1", "1 ", "+1", "1,5", "nan", "inf", "-inf",
                                         "1e999", "1e-999", "--1", "0x10", "1e", "1/0", "1/", "/2", "1/2/3",
                                         "0/0", "1/x"));

}  // namespace
}  // namespace regimes
