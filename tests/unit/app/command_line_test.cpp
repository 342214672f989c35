#include "app/arguments/command_line.hpp"

#include "refusal.hpp"
#include "sample_table.hpp"

namespace {

using namespace regimes;
using test::expect_refusal;
using test::Sample;
using Arguments = std::vector<std::string>;

Sample sample_from(const Arguments& arguments) {
  Sample sample;
  const app::OptionTable table = test::sample_table();
  app::set_options(table, sample, app::read_options(table, arguments));
  return sample;
}

TEST(CommandLine, SetsValuesInBothNotations) {
  const Sample sample = sample_from({"--points", "1e3", "--scale=-.5", "--store"});
  EXPECT_EQ(sample.points, 1000);
  EXPECT_EQ(sample.scale, -.5);
  EXPECT_TRUE(sample.store);
}

TEST(CommandLine, SetsSwitchesBothWays) {
  EXPECT_TRUE(sample_from({"--store=true"}).store);
  EXPECT_FALSE(sample_from({"--store=false"}).store);
  EXPECT_EQ(sample_from({"--store", "--points", "5"}).points, 5);
}

TEST(CommandLine, TakesNegativeNumbersAsValues) { EXPECT_EQ(sample_from({"--scale", "-2"}).scale, -2); }

struct Mistake {
  Arguments arguments;
  std::string message;
};

class Mistaken : public testing::TestWithParam<Mistake> {};

TEST_P(Mistaken, IsRefused) {
  expect_refusal([] { sample_from(GetParam().arguments); }, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    CommandLines, Mistaken,
    testing::Values(Mistake{{"--pionts", "5"}, "unknown option '--pionts'; did you mean --points?"},
                    Mistake{{"--poi", "5"}, "options are spelled out: did you mean --points?"},
                    Mistake{{"--xyzzy", "5"}, "unknown option '--xyzzy'"},
                    Mistake{{"--points", "5", "--points", "5"}, "--points: given twice"},
                    Mistake{{"--points", "5", "--size", "5"}, "--size: given twice"},
                    Mistake{{"--store", "--store"}, "--store: given twice"},
                    Mistake{{"--points"}, "--points: has no value; give one"},
                    Mistake{{"--points", "--store"}, "--points: has no value; '--store' follows"},
                    Mistake{{"--store=perhaps"}, "--store: 'perhaps' is neither true nor false"},
                    Mistake{{"--store", "--store=false"}, "--store: given twice"},
                    Mistake{{"--store", "false"}, "'false' belongs to no option"},
                    Mistake{{"--help=false"}, "--help: takes no value"},
                    Mistake{{"--points", "5", "6"}, "'6' belongs to no option"},
                    Mistake{{"-p", "5"}, "'-p' belongs to no option"},
                    Mistake{{"--points", "-1"}, "--points: '-1' is not a count"},
                    Mistake{{"--points", "1e30"}, "--points: '1e30' is too large"},
                    Mistake{{"--scale", "nan"}, "--scale: 'nan' is not a finite number"},
                    Mistake{{"--per-class", "3"}, "--per-class: has no effect here; it goes with --store"}));

TEST(CommandLine, ChecksEffectsOnceAllIsSet) {
  EXPECT_EQ(sample_from({"--per-class", "3", "--store"}).per_class, 3);
}

TEST(CommandLine, UnderstandsOlderNames) { EXPECT_EQ(sample_from({"--size", "7"}).points, 7); }

}  // namespace
