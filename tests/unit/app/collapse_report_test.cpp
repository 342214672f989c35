#include "experiments/collapse/collapse_report.hpp"

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
                   .times = {.cloning = {.50123, .00341, ""},
                             .entropy = {.3211, nan, "one source"},
                             .fit = {nan, nan, "no curve"},
                             .fit_scale = {nan, nan, "no curve"}},
                   .reference = .4664}};
  summary.work.pairs = 381'568;
  summary.work.pair_times = 18'315'264;
  summary.work.exponentials = 12'315'264;
  summary.work.reduced_bytes = 2.5e6;
  summary.skipped_weight = 2e-8;
  summary.points_share = .0151;
  summary.work.flops = 3e9;
  summary.seconds = 2;
  summary.memory_per_rank_bytes = 45'600'000;
  summary.output = "collapse.h5";
  return summary;
}

TEST(CollapseReport, TabulatesCollapseTimesAgainstTheory) {
  const std::string text = experiments::collapse_report(sample());
  EXPECT_THAT(text, testing::ContainsRegex("n +alpha +t_C cloning +t_C entropy +t_C fit +theory\n"));
  EXPECT_THAT(text, testing::ContainsRegex("2981 +0.250 +0.5012 \\+- 0.0034 +0.3211 \\+- \\? +- +0.4664\n"));
  EXPECT_THAT(text, Not(HasSubstr("bound")));
}

TEST(CollapseReport, DigitsFollowTheError) {
  const auto row_with = [](double value, double error) {
    CollapseSummary summary = sample();
    summary.rows.front().times.cloning = {value, error, ""};
    return experiments::collapse_report(summary);
  };
  EXPECT_THAT(row_with(5.0123e-9, 3.4e-10), HasSubstr("5.01e-09 +- 3.4e-10"));
  EXPECT_THAT(row_with(8.97553, .0611), HasSubstr("8.976 +- 0.061"));
  EXPECT_THAT(row_with(1.25, .5), HasSubstr("1.25 +- 0.50"));
  EXPECT_THAT(row_with(2, 3e-15), HasSubstr("2.000000000 +- 3.0e-15"));
  EXPECT_THAT(row_with(.4, 0), testing::Not(HasSubstr("0.4 +-")));
}

TEST(CollapseReport, SaysOnceWhatHoldsForSeveralSizes) {
  CollapseSummary summary = sample();
  const SnapshotRow row = summary.rows.front();
  summary.rows.clear();
  for (const std::int64_t points : {10, 20, 40, 80, 160, 320}) {
    summary.rows.push_back(row);
    summary.rows.back().points = points;
  }
  summary.rows[1].times.fit = {.4, .01, ""};
  summary.rows[5].times.fit = {nan, nan, "another"};
  summary.rows[0].times.cloning.reason = "across a gap";
  const std::string text = experiments::collapse_report(summary);
  EXPECT_THAT(text, HasSubstr("\nt_C (cloning) for n = 10: across a gap\n"));
  EXPECT_THAT(text, HasSubstr("\nno error of t_C (entropy) for n = 10 ... 320: one source\n"));
  EXPECT_THAT(text, HasSubstr("\nno t_C (fit) for n = 10, 40 ... 160: no curve\n"));
  EXPECT_THAT(text, HasSubstr("\nno t_C (fit) for n = 320: another\n"));
}

TEST(CollapseReport, ClosesWithTheWorkDone) {
  EXPECT_THAT(
      experiments::collapse_report(sample()),
      testing::EndsWith("382k pairs, 12.3M exponentials (6M more negligible, below 2e-08 of a posterior), "
                        "1.5 GFLOP/s in 2.00 s, 45.6 MB per rank, 1.5 % for making points, 2.5 MB reduced by "
                        "each rank\n"
                        "wrote collapse.h5; to draw it: analysis/collapse_curves collapse.h5 -o collapse\n"));
}

TEST(CollapseReport, CallsTheReferenceOfRealDataABound) {
  CollapseSummary summary = sample();
  summary.reference_is_bound = true;
  EXPECT_THAT(experiments::collapse_report(summary), testing::ContainsRegex("t_C fit +bound\n"));
  EXPECT_THAT(experiments::collapse_report(summary), HasSubstr("Gaussian bound"));
}

TEST(CollapseReport, SaysThatARunWasStopped) {
  CollapseSummary summary = sample();
  summary.finished = false;
  summary.output = "collapse.h5.partial";
  summary.go_on = "to go on: regimes resume collapse.h5.partial";
  EXPECT_THAT(
      experiments::collapse_report(summary),
      testing::EndsWith("stopped on request, what was done is in collapse.h5.partial; to go on: regimes "
                        "resume collapse.h5.partial\n"));
}

}  // namespace
