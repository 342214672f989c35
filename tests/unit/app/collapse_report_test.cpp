#include "app/collapse_report.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace {

using namespace regimes;
using experiments::CollapseSummary;
using experiments::SnapshotRow;
using testing::HasSubstr;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

CollapseSummary sample() {
  CollapseSummary summary;
  summary.finished = true;
  summary.rows = {{.points = 2981,
                   .log_points_per_dimension = .25,
                   .cloning = .5012,
                   .cloning_stderr = .0034,
                   .entropy = .3211,
                   .entropy_stderr = nan,
                   .fit = nan,
                   .fit_stderr = nan,
                   .reference = .4664}};
  summary.pairs = 381'568;
  summary.pair_times = 18'315'264;
  summary.flops = 3e9;
  summary.seconds = 2;
  summary.output = "collapse.h5";
  summary.notes = {"n = 2981: no fit"};
  return summary;
}

TEST(CollapseReport, TabulatesCollapseTimesAgainstTheory) {
  const std::string text = app::collapse_report(sample());
  EXPECT_THAT(text, testing::ContainsRegex("n +alpha +t_C cloning +t_C entropy +t_C fit +theory\n"));
  EXPECT_THAT(text, testing::ContainsRegex("2981 +0.2500 +0.5012 \\+- 0.0034 +0.3211 +- +0.4664\n"));
  EXPECT_THAT(text, HasSubstr("n = 2981: no fit\n"));
  EXPECT_THAT(text, Not(HasSubstr("bound")));
}

TEST(CollapseReport, ClosesWithTheWorkDone) {
  EXPECT_THAT(
      app::collapse_report(sample()),
      testing::EndsWith("382k pairs, 18.3M exponentials, 1.5 GFLOP/s in 2.00 s; wrote collapse.h5\n"));
}

TEST(CollapseReport, CallsTheReferenceOfRealDataABound) {
  CollapseSummary summary = sample();
  summary.reference_is_bound = true;
  EXPECT_THAT(app::collapse_report(summary), testing::ContainsRegex("t_C fit +bound\n"));
  EXPECT_THAT(app::collapse_report(summary), HasSubstr("Gaussian bound"));
}

TEST(CollapseReport, SaysThatARunWasStopped) {
  CollapseSummary summary = sample();
  summary.finished = false;
  summary.output = "collapse.h5.partial";
  EXPECT_THAT(app::collapse_report(summary),
              testing::EndsWith("stopped on request, the results so far are in collapse.h5.partial\n"));
}

}  // namespace
