// Defaults, ranges and consistency of the options of collapse.
#include "experiments/collapse/collapse_options.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/process.hpp"

namespace {

using namespace regimes;
using namespace regimes::experiments;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

CollapseOptions synthetic(std::int64_t points) {
  CollapseOptions options;
  options.points = points;
  return options;
}

CollapseOptions images() {
  CollapseOptions options;
  options.train = {"idx"};
  options.train_file = "images.gz";
  return options;
}

void expect_refused(const CollapseOptions& options, const std::string& option, const std::string& problem) {
  try {
    resolve(options);
    FAIL() << "accepted, instead of a complaint about --" << option << ": " << problem;
  } catch (const OptionError& error) {
    EXPECT_EQ(error.option(), option);
    EXPECT_EQ(error.code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr(problem));
  }
}

TEST(ResolvedCollapseOptions, HaveDimensionPointsAndTenSnapshotsFromTheSquareRoot) {
  const CollapseOptions options = resolve(synthetic(1'000'000));
  EXPECT_EQ(options.dimension, 32);
  ASSERT_EQ(options.snapshots.size(), 10u);
  EXPECT_EQ(options.snapshots.front(), 1000);
  EXPECT_EQ(options.snapshots.back(), 1'000'000);
  for (std::size_t k = 1; k < options.snapshots.size(); ++k) {
    const double ratio =
        static_cast<double>(options.snapshots[k]) / static_cast<double>(options.snapshots[k - 1]);
    EXPECT_NEAR(ratio, std::pow(1000., 1. / 9), 2e-3);  // sizes are rounded to integers of at least 1000
  }
}

TEST(ResolvedCollapseOptions, HandleTheSmallestSet) {
  EXPECT_THAT(resolve(synthetic(2)).snapshots, ElementsAre(2));
}

TEST(ResolvedCollapseOptions, TakePointsFromTheLargestSnapshot) {
  CollapseOptions options;
  options.snapshots = {10, 20, 500};
  EXPECT_EQ(resolve(options).points, 500);
}

TEST(ResolvedCollapseOptions, TakePointsFromAlpha) {
  CollapseOptions options;
  options.dimension = 32;
  options.log_points_per_dimension = .25;
  EXPECT_EQ(resolve(options).points, 2981);  // e^8 = 2980.96
}

TEST(ResolvedCollapseOptions, OfImagesWaitForTheFile) {
  const CollapseOptions open = resolve(images());
  EXPECT_FALSE(open.dimension);
  EXPECT_FALSE(open.points);
  const CollapseOptions complete = resolve_with_data(open, 784, 10'000);
  EXPECT_EQ(complete.dimension, 784);
  EXPECT_EQ(complete.points, 10'000);
  EXPECT_EQ(complete.snapshots.front(), 100);
}

TEST(ResolvedCollapseOptions, OfImagesTakeNoMorePointsThanTheFileHas) {
  CollapseOptions options = images();
  options.points = 70'000;
  try {
    resolve_with_data(resolve(options), 784, 60'000);
    FAIL();
  } catch (const OptionError& error) {
    EXPECT_THAT(
        error.what(),
        HasSubstr("--points: 70000 points are asked for, but the selection from images.gz has 60000"));
  }
}

TEST(ResolvedCollapseOptions, OfImagesNeedTwoPoints) {
  try {
    resolve_with_data(resolve(images()), 784, 1);
    FAIL();
  } catch (const OptionError& error) {
    EXPECT_EQ(error.option(), "train-file");
    EXPECT_THAT(error.what(), HasSubstr("the selection from images.gz has 1 point; at least 2 are needed"));
  }
}

struct BadInput {
  std::string option, problem;
  std::function<void(CollapseOptions&)> spoil;
};

class BadSyntheticOptions : public testing::TestWithParam<BadInput> {};

TEST_P(BadSyntheticOptions, AreRefusedByName) {
  CollapseOptions options = synthetic(1000);
  GetParam().spoil(options);
  expect_refused(options, GetParam().option, GetParam().problem);
}

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    All, BadSyntheticOptions,
    testing::Values(
        BadInput{"points", "0 is out of range", [](auto& o) { o.points = 0; }},
        BadInput{"points", "1 is out of range", [](auto& o) { o.points = 1; }},
        BadInput{"points", "missing", [](auto& o) { o.points = {}; }},
        BadInput{"points", "nothing is kept after the last size",
                 [](auto& o) {
                   o.snapshots = {10, 999};
                 }},
        BadInput{"dimension", "0 is out of range", [](auto& o) { o.dimension = 0; }},
        BadInput{"dimension", "out of range", [](auto& o) { o.dimension = largest_dimension + 1; }},
        BadInput{"queries", "0 is out of range", [](auto& o) { o.queries = 0; }},
        BadInput{"realisations", "0 is out of range", [](auto& o) { o.replicas = 0; }},
        BadInput{"sizes", "1001 is above the 1000 points",
                 [](auto& o) {
                   o.snapshots = {10, 1001};
                 }},
        BadInput{"sizes", "1 is out of range",
                 [](auto& o) {
                   o.snapshots = {1, 1000};
                 }},
        BadInput{"sizes", "10 after 20",
                 [](auto& o) {
                   o.snapshots = {20, 10, 1000};
                 }},
        BadInput{"sizes", "10 after 10",
                 [](auto& o) {
                   o.snapshots = {10, 10, 1000};
                 }},
        BadInput{"times", "0 is out of range",
                 [](auto& o) {
                   o.times = {0, 1};
                 }},
        BadInput{"times", "-1 is out of range", [](auto& o) { o.times = {-1}; }},
        BadInput{"times", "20.5 is out of range",
                 [](auto& o) {
                   o.times = {1, 20.5};
                 }},
        BadInput{"times", "nan is out of range", [](auto& o) { o.times = {nan}; }},
        BadInput{"times", "0.5 after 1",
                 [](auto& o) {
                   o.times = {1, .5};
                 }},
        BadInput{"times", "1 after 1",
                 [](auto& o) {
                   o.times = {1, 1};
                 }},
        BadInput{"variance", "0 is out of range", [](auto& o) { o.variance = 0; }},
        BadInput{"variance", "inf is out of range", [](auto& o) { o.variance = infinity; }},
        BadInput{"mean-amplitude", "-1 is out of range", [](auto& o) { o.mean_amplitude = -1; }},
        BadInput{"log-points-per-dimension", "both set", [](auto& o) { o.log_points_per_dimension = .1; }},
        BadInput{"log-points-per-dimension", "means e^48 points",
                 [](auto& o) { o.points = {}, o.log_points_per_dimension = 1.5; }},
        BadInput{"log-points-per-dimension", "means 1 point",
                 [](auto& o) { o.points = {}, o.log_points_per_dimension = 1e-3; }},
        BadInput{"log-points-per-dimension", "0 is out of range",
                 [](auto& o) { o.points = {}, o.log_points_per_dimension = 0; }},
        BadInput{"output", "is empty", [](auto& o) { o.output = ""; }}));

class BadImageOptions : public testing::TestWithParam<BadInput> {};

TEST_P(BadImageOptions, AreRefusedByName) {
  CollapseOptions options = images();
  options.labels_file = "labels.gz";
  GetParam().spoil(options);
  expect_refused(options, GetParam().option, GetParam().problem);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadImageOptions,
    testing::Values(
        BadInput{"train-file", "missing", [](auto& o) { o.train_file = ""; }},
        BadInput{"classes", "--labels-file", [](auto& o) { o.labels_file = "", o.classes = {1}; }},
        BadInput{"classes", "65536 is out of range",
                 [](auto& o) {
                   o.classes = {1, 65536};
                 }},
        BadInput{"classes", "7 is listed twice",
                 [](auto& o) {
                   o.classes = {7, 1, 7};
                 }},
        BadInput{"per-class", "--labels-file", [](auto& o) { o.labels_file = "", o.per_class = 10; }},
        BadInput{"per-class", "0 is out of range", [](auto& o) { o.per_class = 0; }},
        BadInput{"scale", "0 is out of range", [](auto& o) { o.scale = 0; }},
        BadInput{"scale", "nan is out of range", [](auto& o) { o.scale = nan; }}));

TEST(AutomaticTimes, SpanFromAQuarterOfTheLargestSetsToThreeTimesTheSmallestSnapshots) {
  const std::vector<double> times = automatic_times(.4, 1.);
  ASSERT_EQ(times.size(), 48u);
  EXPECT_DOUBLE_EQ(times.front(), .1);
  EXPECT_DOUBLE_EQ(times.back(), 3.);
  const auto signal = [&times](int i) { return std::sqrt(signal_to_noise(times[i])); };
  EXPECT_NEAR(signal(0) - signal(1), signal(1) - signal(2), 1e-12);
}

TEST(AutomaticTimes, StayInRange) { EXPECT_THAT(automatic_times(1, 15), Each(testing::Le(largest_time))); }

std::string text(const CollapseOptions& options, const std::string& name) {
  return option_of(collapse_option_table(), name).value.text(options);
}

TEST(OptionText, IsWhatOneWouldWrite) {
  CollapseOptions options = images();
  options.classes = {1, 7};
  options.times = {.1, 2};
  options.precision = PrecisionChoice::fp32;
  EXPECT_EQ(text(options, "train"), "idx");
  EXPECT_EQ(text(options, "classes"), "1,7");
  EXPECT_EQ(text(options, "times"), "0.1,2");
  EXPECT_EQ(text(options, "precision"), "float");
  EXPECT_EQ(text(options, "points"), "");
  EXPECT_EQ(text(CollapseOptions{}, "times"), "auto");
  EXPECT_THROW(text(options, "nonsense"), ContractError);
}

TEST(OptionText, IsRefreshedOnceTheDataAreKnown) {
  const std::vector<ResolvedOption> origins = {{"points", "", io::OptionOrigin::default_value},
                                               {"queries", "128", io::OptionOrigin::default_value},
                                               {"scale", "1", io::OptionOrigin::command_line}};
  const auto options = refreshed(collapse_option_table(), origins,
                                 resolve_with_data(resolve(images()), 784, 600), CollapseOptions());
  ASSERT_EQ(options.size(), 3u);
  EXPECT_EQ(options[0].value, "600");
  EXPECT_EQ(options[0].origin, io::OptionOrigin::derived);
  EXPECT_EQ(options[1].origin, io::OptionOrigin::default_value);
  EXPECT_EQ(options[2].origin, io::OptionOrigin::command_line);
}

std::vector<std::string> names_used(const CollapseOptions& options) {
  std::vector<ResolvedOption> origins;
  for (const Option* option : all_options(collapse_option_table()))
    if (option->kind != OptionKind::terminal)
      origins.push_back({option->name, "", io::OptionOrigin::default_value});
  std::vector<std::string> names;
  for (const ResolvedOption& option : refreshed(collapse_option_table(), origins, options, CollapseOptions()))
    names.push_back(option.name);
  return names;
}

TEST(OptionText, OfOptionsWithoutEffectOrValueIsLeftOut) {
  using testing::Contains;
  const auto left_out = [](const CollapseOptions& options, const std::vector<std::string>& names) {
    for (const std::string& name : names) EXPECT_THAT(names_used(options), testing::Not(Contains(name)));
  };
  CollapseOptions synthetic;
  synthetic.log_points_per_dimension = .2;
  left_out(resolve(synthetic), {"log-points-per-dimension", "mean-amplitude", "train-file", "labels-file",
                                "classes", "per-class", "scale", "center"});
  EXPECT_THAT(names_used(resolve(synthetic)),
              testing::IsSupersetOf({"dimension", "points", "sizes", "variance"}));
  CollapseOptions files = images();
  files.labels_file.clear();
  files = resolve_with_data(resolve(files), 784, 600);
  left_out(files,
           {"dimension", "variance", "mean-amplitude", "store", "labels-file", "classes", "per-class"});
  EXPECT_THAT(names_used(files), testing::IsSupersetOf({"points", "sizes", "train-file", "scale", "center"}));
}

}  // namespace
