#include "base/count.hpp"

#include <gmock/gmock.h>

#include <utility>

#include "base/error.hpp"

namespace regimes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class AcceptedCount : public testing::TestWithParam<std::pair<const char*, std::int64_t>> {};

TEST_P(AcceptedCount, IsExact) { EXPECT_EQ(parse_count(GetParam().first, "--points"), GetParam().second); }

INSTANTIATE_TEST_SUITE_P(Plain, AcceptedCount,
                         testing::Values(std::pair("0", 0), std::pair("1", 1), std::pair("007", 7),
                                         std::pair("1000000", 1'000'000), std::pair("1_000", 1000),
                                         std::pair("1_000_000", 1'000'000),
                                         std::pair("9007199254740993", 9007199254740993),
                                         std::pair("4611686018427387904", largest_count)));
INSTANTIATE_TEST_SUITE_P(Exponent, AcceptedCount,
                         testing::Values(std::pair("1e6", 1'000'000), std::pair("1E6", 1'000'000),
                                         std::pair("1e+6", 1'000'000), std::pair("2.5e6", 2'500'000),
                                         std::pair(".5e1", 5), std::pair("2.0", 2), std::pair("3.", 3),
                                         std::pair("1000e-3", 1), std::pair("0e99999999999", 0),
                                         std::pair("1e18", 1'000'000'000'000'000'000),
                                         std::pair("100000000000000000000000e-20", 1000),
                                         std::pair("1.0000000000000000000000000e3", 1000)));
INSTANTIATE_TEST_SUITE_P(Suffix, AcceptedCount,
                         testing::Values(std::pair("20k", 20'000), std::pair("20K", 20'000),
                                         std::pair("10M", 10'000'000), std::pair("1.5k", 1500),
                                         std::pair("3G", 3'000'000'000), std::pair("4T", 4'000'000'000'000)));
INSTANTIATE_TEST_SUITE_P(Power, AcceptedCount,
                         testing::Values(std::pair("2^20", 1 << 20), std::pair("10^9", 1'000'000'000),
                                         std::pair("7^0", 1), std::pair("2^62", largest_count),
                                         std::pair("1^999999", 1), std::pair("0^0", 1), std::pair("0^5", 0)));

class RefusedCount : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(RefusedCount, SaysWhichOptionWhatAndWhy) {
  const auto [text, reason] = GetParam();
  try {
    const std::int64_t count = parse_count(text, "--points");
    FAIL() << "'" << text << "' was read as " << count;
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("--points"), HasSubstr("'" + std::string(text) + "'"),
                                    HasSubstr(reason), HasSubstr("2.5e6")));
  }
}

constexpr const char *not_a_count = "not a count", *not_whole = "not a whole number",
                     *too_large = "too large";

INSTANTIATE_TEST_SUITE_P(Junk, RefusedCount,
                         testing::Values(std::pair("", not_a_count), std::pair("-1", not_a_count),
                                         std::pair("+1", not_a_count), std::pair(" 1", not_a_count),
                                         std::pair("1 ", not_a_count), std::pair("1 000", not_a_count),
                                         std::pair("nan", not_a_count), std::pair("inf", not_a_count),
                                         std::pair("abc", not_a_count), std::pair("12x", not_a_count),
                                         std::pair("1e", not_a_count), std::pair("1e-", not_a_count),
                                         std::pair("1e--5", not_a_count), std::pair("e6", not_a_count),
                                         std::pair(".", not_a_count), std::pair("1e6k", not_a_count),
                                         std::pair("1kk", not_a_count), std::pair("1m", not_a_count),
                                         std::pair("1e2.5", not_a_count), std::pair("_1", not_a_count),
                                         std::pair("1_", not_a_count), std::pair("1__0", not_a_count),
                                         std::pair("0x10", not_a_count), std::pair("1,000", not_a_count),
                                         std::pair("2^", not_a_count), std::pair("^2", not_a_count),
                                         std::pair("2^-1", not_a_count), std::pair("2^3^2", not_a_count),
                                         std::pair("2^1e1", not_a_count), std::pair("1.5.2", not_a_count)));
INSTANTIATE_TEST_SUITE_P(Fractions, RefusedCount,
                         testing::Values(std::pair("1.5", not_whole), std::pair("1e-1", not_whole),
                                         std::pair(".5", not_whole), std::pair("2.55e1", not_whole),
                                         std::pair("1.0001k", not_whole)));
INSTANTIATE_TEST_SUITE_P(Overflow, RefusedCount,
                         testing::Values(std::pair("4611686018427387905", too_large),
                                         std::pair("1e19", too_large),
                                         std::pair("18446744073709551617", too_large),
                                         std::pair("2^63", too_large), std::pair("2^2000000000", too_large),
                                         std::pair("1e999999999999", too_large),
                                         std::pair("9999999T", too_large)));

}  // namespace
}  // namespace regimes
