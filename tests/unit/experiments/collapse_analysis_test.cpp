#include "experiments/collapse/collapse_analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sample_result.hpp"

namespace regimes::experiments {
namespace {

using observables::Observable;

TEST(CollapseAnalysis, CountsTheReplicasThatReachedEachSnapshot) {
  CollapseResult result = sample_result({.replicas = 3});
  result.replicas[2].snapshots.pop_back();
  const auto analysis = analyse(result);
  ASSERT_EQ(analysis.size(), 2u);
  EXPECT_EQ(analysis[0].replicas, 3);
  EXPECT_EQ(analysis[1].replicas, 2);
  EXPECT_FALSE(std::isnan(analysis[1].collapse_times.cloning.value));

  const auto text = error_bars_text(false, analysis);
  EXPECT_THAT(
      text, testing::AllOf(testing::StartsWith(
                               "Standard errors of curves that rest on 2 or 3 replicas are the query error"),
                           testing::HasSubstr("over 200 bootstrap resamples of the same units and, in "
                                              "quadrature, the error of the time grid"),
                           testing::Not(testing::HasSubstr("one file"))));
}

TEST(CollapseAnalysis, ErrorsOverPermutationsOfAFileAreGivenThatFile) {
  const auto text_of = [](int replicas) {
    return error_bars_text(true, analyse(sample_result({.replicas = replicas})));
  };
  const auto warning = testing::HasSubstr("permutations of one file: all errors are conditional on it");
  EXPECT_THAT(text_of(5), warning);
  EXPECT_THAT(text_of(2), warning);
  EXPECT_THAT(text_of(1),
              testing::AllOf(testing::Not(warning), testing::HasSubstr("conditional on this one data set")));
}

TEST(CollapseAnalysis, NothingDoneYet) {
  CollapseResult result = sample_result({});
  result.replicas.clear();
  const SnapshotAnalysis analysis = analyse_snapshot(result, 0);
  EXPECT_EQ(analysis.replicas, 0);
  EXPECT_TRUE(analysis.curves[Observable::cloning_collapse].mean.empty());
  EXPECT_TRUE(std::isnan(analysis.collapse_times.fit.value));
  EXPECT_THAT(analysis.collapse_times.cloning.reason, testing::HasSubstr("no replica"));
  EXPECT_THAT(error_bars_text(false, {analysis}), testing::HasSubstr("none"));
}

TEST(CollapseAnalysis, SnapshotsDependOnNoOther) {
  const CollapseResult both = sample_result({.replicas = 4});
  CollapseResult first = both;
  for (auto& replica : first.replicas) replica.snapshots.pop_back();
  const SnapshotAnalysis with = analyse_snapshot(both, 0), without = analyse_snapshot(first, 0);
  EXPECT_EQ(with.curves[Observable::excess_entropy_ratio].mean,
            without.curves[Observable::excess_entropy_ratio].mean);
  EXPECT_EQ(with.collapse_times.cloning.standard_error, without.collapse_times.cloning.standard_error);
}

TEST(ReferenceLaw, OfRealDataAveragesTheInformationOfTheReplicas) {
  const CollapseResult result = sample_real_data({.replicas = 2});
  const auto law = reference_law(result, 0);
  ASSERT_TRUE(law.has_value());
  for (const double t : {.1, 1.}) {
    double information = 0, variance = 0;
    for (const auto& spectra : result.spectra) {
      const theory::DataLaw one{spectra[0], 0};
      information += one.information(t) / 2;
      variance += one.information_variance(t) / 2;
    }
    EXPECT_NEAR(law->information(t), information, 1e-12);
    EXPECT_NEAR(law->information_variance(t), variance, 1e-12);
  }
  const double bound = reference_collapse_time(result, 0);
  EXPECT_NEAR(law->information(bound), std::log(40), 1e-9);
}

TEST(ReferenceLaw, UnknownSpectrumOrDataWithoutVariance) {
  CollapseResult result = sample_real_data({});
  result.spectra[0] = {theory::Spectrum{{0}, {8}}};
  EXPECT_TRUE(std::isnan(reference_collapse_time(result, 0)));
  EXPECT_FALSE(reference_law(result, 1).has_value());
  EXPECT_TRUE(std::isnan(reference_collapse_time(result, 1)));
  EXPECT_TRUE(std::isnan(analyse_snapshot(result, 0).collapse_times.fit.value));
  EXPECT_TRUE(std::isnan(analyse_snapshot(result, 1).collapse_times.fit.value));
}

}  // namespace
}  // namespace regimes::experiments
