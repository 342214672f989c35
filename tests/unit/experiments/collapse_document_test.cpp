#include "experiments/collapse/collapse_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <set>

#include "base/error.hpp"
#include "experiments/collapse/dimension_variables.hpp"
#include "find_variable.hpp"
#include "io/result_file.hpp"
#include "io/variable_description.hpp"
#include "kernels/sweep.hpp"
#include "sample_result.hpp"

namespace regimes::experiments {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

io::Group provenance() { return {"provenance", {}, {}, {}, {{"git_hash", std::string("abc")}}}; }

io::Document document_of(const CollapseResult& result) {
  return collapse_document(result, analyse(result), provenance());
}

std::set<std::string> names_in(const io::Group& group) {
  std::set<std::string> names;
  for (const io::Variable& variable : group.variables) names.insert(variable.name);
  return names;
}

std::string text(const io::Group& group, const std::string& attribute) {
  return std::get<std::string>(group.attributes.at(attribute));
}

TEST(CollapseDocument, SyntheticDataHasTheseVariables) {
  const std::set<std::string> expected{"points",
                                       "time",
                                       "log_points_per_dimension",
                                       "excess_entropy_ratio",
                                       "excess_entropy_ratio_stderr",
                                       "cloning_collapse",
                                       "cloning_collapse_stderr",
                                       "nearest_is_source",
                                       "nearest_is_source_stderr",
                                       "nearest_is_source_low",
                                       "nearest_is_source_high",
                                       "source_log_weight",
                                       "source_log_weight_stderr",
                                       "max_weight",
                                       "max_weight_stderr",
                                       "log_density_train",
                                       "log_density_train_stderr",
                                       "log_density_fresh",
                                       "log_density_fresh_stderr",
                                       "theory_excess_entropy_ratio",
                                       "theory_excess_entropy_ratio_asymptotic",
                                       "theory_cloning_collapse",
                                       "theory_cloning_collapse_asymptotic",
                                       "theory_information",
                                       "theory_information_variance",
                                       "collapse_time_cloning",
                                       "collapse_time_cloning_stderr",
                                       "collapse_time_cloning_grid_error",
                                       "collapse_time_entropy",
                                       "collapse_time_entropy_stderr",
                                       "collapse_time_entropy_grid_error",
                                       "collapse_time_fit",
                                       "collapse_time_fit_stderr",
                                       "collapse_time_fit_grid_error",
                                       "collapse_time_fit_scale",
                                       "collapse_time_fit_scale_stderr",
                                       "collapse_time_fit_scale_grid_error",
                                       "effective_dimension",
                                       "effective_dimension_stderr",
                                       "effective_dimension_grid_error",
                                       "training_loss_floor",
                                       "training_loss_floor_stderr",
                                       "training_loss_floor_grid_error",
                                       "largest_effective_dimension",
                                       "largest_effective_dimension_stderr",
                                       "largest_effective_dimension_grid_error",
                                       "largest_effective_dimension_time",
                                       "theory_effective_dimension",
                                       "theory_liquid_dimension",
                                       "collapse_time_theory"};
  EXPECT_EQ(names_in(document_of(sample_result({}))), expected);
}

TEST(CollapseDocument, RealDataHasItsGaussianBoundInsteadOfTheory) {
  const CollapseResult result = sample_real_data({.replicas = 2, .classes = 2});
  const io::Document document = document_of(result);
  const auto names = names_in(document);
  for (const std::string& name : names) EXPECT_EQ(name.find("theory"), std::string::npos) << name;
  for (const char* name :
       {"gaussian_bound_excess_entropy_ratio", "gaussian_information", "collapse_time_gaussian_bound",
        "gaussian_bound_effective_dimension", "cloning_agreement", "cloning_agreement_stderr",
        "cloning_agreement_replica_scatter"}) {
    EXPECT_THAT(names, Contains(name));
  }
  const auto& bound = doubles(document, "gaussian_bound_excess_entropy_ratio");
  const auto& information = doubles(document, "gaussian_information");
  ASSERT_EQ(bound.size(), 2 * result.grid.size());
  for (std::size_t i = 0; i < bound.size(); ++i) {
    const double log_points = std::log(i < result.grid.size() ? 40. : 400.);
    EXPECT_NEAR(bound[i], std::max(0., 1 - information[i] / log_points), 1e-13);
  }
  EXPECT_EQ(text(document, "training_law"), "idx");
  EXPECT_EQ(document.attributes.count("variance") + document.attributes.count("mean_amplitude"), 0u);
  EXPECT_EQ(doubles(document, "log_points_per_dimension")[1], std::log(400) / 8);
  EXPECT_THAT(std::get<std::vector<double>>(document.attributes.at("classes")), ElementsAre(10, 11));
}

TEST(CollapseDocument, SaysHowFarItsNumbersCanBeTrusted) {
  CollapseResult result = sample_result({.replicas = 2});
  result.precision = {kernels::Precision::fp64, 0.25};
  for (ReplicaStates& replica : result.replicas) replica.snapshots.back().work = {1000, 600};
  const io::Document document = document_of(result);
  EXPECT_EQ(text(document, "precision"), "double");
  EXPECT_EQ(std::get<double>(document.attributes.at("float_logit_error_bound")), 0.25);
  const auto posteriors =
      static_cast<double>(2 * result.options.queries) * static_cast<double>(result.grid.size());
  EXPECT_DOUBLE_EQ(std::get<double>(document.attributes.at("skipped_weight_bound")),
                   1200 * kernels::skipped_weight(400) / posteriors);
}

TEST(CollapseDocument, TheoryIsThatOfTheLaw) {
  const CollapseResult result = sample_result({});
  const io::Document document = document_of(result);
  const std::size_t times = result.grid.size(), at = times + 5;  // snapshot 400, sixth time
  const double t = result.grid[5], log_points = std::log(400);
  EXPECT_EQ(doubles(document, "theory_excess_entropy_ratio")[at],
            result.law->excess_entropy_ratio(t, log_points));
  EXPECT_EQ(doubles(document, "theory_excess_entropy_ratio_asymptotic")[at],
            result.law->excess_entropy_ratio_asymptotic(t, log_points));
  EXPECT_EQ(doubles(document, "theory_cloning_collapse")[at], result.law->cloning_collapse(t, log_points));
  EXPECT_EQ(doubles(document, "theory_cloning_collapse_asymptotic")[at],
            result.law->cloning_collapse_asymptotic(t, log_points));
  EXPECT_EQ(doubles(document, "theory_effective_dimension")[at],
            result.law->effective_dimension(t, log_points));
  EXPECT_EQ(doubles(document, "theory_liquid_dimension")[5], result.law->liquid_dimension(t));
  EXPECT_EQ(doubles(document, "theory_information")[5], result.law->information(t));
  EXPECT_EQ(doubles(document, "theory_information_variance")[5], result.law->information_variance(t));
  EXPECT_EQ(doubles(document, "collapse_time_theory")[1], result.law->collapse_time(log_points));
}

TEST(CollapseDocument, OlderDocumentsGetTheirEffectiveDimensionFromTheirCurves) {
  const io::Document whole = document_of(sample_result({.replicas = 2, .times = 24}));
  io::Document older = whole;
  const auto is_new = [](const io::Variable& variable) {
    return variable.name.starts_with("effective_dimension") || variable.name.starts_with("training_loss");
  };
  std::erase_if(older.variables, is_new);
  derive_effective_dimension(older);
  for (const char* name : {"effective_dimension", "training_loss_floor"}) {
    const auto &derived = doubles(older, name), &known = doubles(whole, name);
    ASSERT_EQ(derived.size(), known.size());
    for (std::size_t i = 0; i < known.size(); ++i) EXPECT_NEAR(derived[i], known[i], 1e-9 * (1 + known[i]));
  }
  EXPECT_TRUE(std::isnan(doubles(older, "effective_dimension_stderr")[0]));
  const std::size_t count = older.variables.size();
  derive_effective_dimension(older);
  EXPECT_EQ(older.variables.size(), count);
}

TEST(CollapseDocument, DamagedDocumentsGetNoEffectiveDimension) {
  const io::Document whole = document_of(sample_result({.times = 24}));
  const auto gets_one_without = [&](const std::string& name) {
    io::Document damaged = whole;
    std::erase_if(damaged.variables, [&](const io::Variable& variable) {
      return variable.name == name || variable.name == "effective_dimension";
    });
    derive_effective_dimension(damaged);
    return names_in(damaged).count("effective_dimension") > 0;
  };
  EXPECT_TRUE(gets_one_without("none"));
  for (const char* name : {"points", "time", "excess_entropy_ratio"}) EXPECT_FALSE(gets_one_without(name));
  io::Document damaged = whole;
  std::erase_if(damaged.variables,
                [](const auto& variable) { return variable.name == "effective_dimension"; });
  for (io::Variable& variable : damaged.variables)
    if (variable.name == "time") std::get<std::vector<double>>(variable.values)[3] = -1;
  derive_effective_dimension(damaged);
  EXPECT_EQ(names_in(damaged).count("effective_dimension"), 0u);
}

TEST(CollapseDocument, CurvesAndEstimatesAreThoseOfTheAnalysis) {
  const CollapseResult result = sample_result({.replicas = 4, .classes = 2, .times = 24});
  const auto analysis = analyse(result);
  const io::Document document = collapse_document(result, analysis, provenance());
  const std::size_t times = result.grid.size();
  for (const auto& of : observables::observable_descriptions) {
    if (observables::is_over_distinct(of.observable)) continue;  // no points have equals
    const auto& curve = analysis[1].curves[of.observable];
    for (std::size_t i = 0; i < times; ++i) {
      EXPECT_EQ(doubles(document, of.name)[times + i], curve.mean[i]) << of.name;
      EXPECT_EQ(doubles(document, of.name + std::string("_stderr"))[times + i], curve.standard_error[i])
          << of.name;
    }
  }
  EXPECT_EQ(doubles(document, "collapse_time_cloning")[1], analysis[1].collapse_times.cloning.value);
  EXPECT_EQ(doubles(document, "collapse_time_entropy_stderr")[0],
            analysis[0].collapse_times.entropy.standard_error);
  EXPECT_EQ(doubles(document, "collapse_time_fit")[0], analysis[0].collapse_times.fit.value);
}

TEST(CollapseDocument, EveryVariableIsLabelled) {
  const io::Document document = document_of(sample_result({.replicas = 2, .classes = 2}));
  const auto expect_labels = [](const io::Group& group) {
    for (const io::Variable& variable : group.variables) {
      for (const char* name : {"units", "long_name", "symbol"}) {
        ASSERT_EQ(variable.attributes.count(name), 1u) << variable.name;
        EXPECT_NE(std::get<std::string>(variable.attributes.at(name)), "") << variable.name;
      }
    }
  };
  expect_labels(document);
  expect_labels(document.groups.at(0));
}

TEST(CollapseDocument, EveryVariableNamesItsErrors) {
  const io::Document document = document_of(sample_result({.replicas = 2, .classes = 2}));
  int pairs = 0;
  for (const io::Variable& variable : document.variables) {
    const bool has_error = io::errors_of(variable, document) != nullptr;
    EXPECT_EQ(variable.attributes.count("ancillary_variables"), has_error ? 1u : 0u) << variable.name;
    if (!has_error) continue;
    ++pairs;
    EXPECT_EQ(std::get<std::string>(variable.attributes.at("ancillary_variables")),
              variable.name + "_stderr");
  }
  EXPECT_EQ(pairs, 15);  // eight curves, four times, and d_eff in three forms
}

TEST(CollapseDocument, SymbolsTellEstimatorsApart) {
  const io::Document document = document_of(sample_result({}));
  std::set<std::string> symbols;
  for (const char* name :
       {"collapse_time_cloning", "collapse_time_entropy", "collapse_time_fit", "collapse_time_theory"})
    symbols.insert(std::get<std::string>(variable(document, name).attributes.at("symbol")));
  EXPECT_EQ(symbols.size(), 4u);
}

TEST(CollapseDocument, SaysWhichTimesAreInDoubt) {
  const CollapseResult result = sample_result({});
  auto analysis = analyse(result);
  analysis[0].collapse_times.cloning = {.5, .01, "interpolated across a gap"};
  analysis[1].collapse_times.cloning.reason.clear();
  const auto document = collapse_document(result, analysis, provenance());
  const auto& attributes = variable(document, "collapse_time_cloning").attributes;
  EXPECT_EQ(attributes.count("why_missing"), 0u);
  EXPECT_EQ(std::get<std::string>(attributes.at("why_doubtful")), "n = 40: interpolated across a gap");
}

TEST(CollapseDocument, RootAttributes) {
  CollapseResult result = sample_result({.replicas = 2});
  result.options.variance = 2.5;
  const io::Document document = document_of(result);
  EXPECT_NE(text(document, "title"), "");
  EXPECT_NE(text(document, "Conventions"), "");
  EXPECT_EQ(text(document, "format"), "regimes-result-1");
  EXPECT_EQ(text(document, "experiment"), "collapse");
  EXPECT_EQ(text(document, "training_law"), "gaussian");
  EXPECT_EQ(std::get<std::int64_t>(document.attributes.at("dimension")), 8);
  EXPECT_EQ(std::get<double>(document.attributes.at("variance")), 2.5);
  EXPECT_EQ(document.attributes.count("mean_amplitude"), 0u);  // a Gaussian has none
  EXPECT_EQ(std::get<std::int64_t>(document.attributes.at("queries")), 12);
  EXPECT_EQ(std::get<std::int64_t>(document.attributes.at("replicas")), 2);
  EXPECT_EQ(std::get<std::int64_t>(document.attributes.at("seed")), 17);
  EXPECT_THAT(text(document, "error_bars"), HasSubstr("2 replicas"));
  EXPECT_EQ(document.attributes.count("classes"), 0u);
  ASSERT_EQ(document.groups.size(), 2u);
  EXPECT_EQ(document.groups[0].name, "state");
  EXPECT_EQ(document.groups[1].name, "provenance");
  EXPECT_EQ(text(document.groups[1], "git_hash"), "abc");
}

TEST(CollapseDocument, SeedsOfTheUpperHalfAreText) {
  CollapseResult result = sample_result({});
  result.options.seed = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(text(document_of(result), "seed"), "18446744073709551615");
}

TEST(CollapseDocument, PartialResultHoldsWhatThereIs) {
  CollapseResult result = sample_result({.replicas = 2});
  result.options.replicas = 8;
  for (auto& replica : result.replicas) replica.snapshots.pop_back();
  const io::Document document = document_of(result);
  const std::size_t times = result.grid.size();
  const auto& curve = doubles(document, "cloning_collapse");
  for (std::size_t i = 0; i < curve.size(); ++i) EXPECT_EQ(std::isnan(curve[i]), i >= times) << i;
  EXPECT_FALSE(std::isnan(doubles(document, "collapse_time_cloning")[0]));
  EXPECT_TRUE(std::isnan(doubles(document, "collapse_time_cloning")[1]));
  EXPECT_FALSE(std::isnan(doubles(document, "collapse_time_theory")[1]));
  const auto& attributes = variable(document, "collapse_time_cloning").attributes;
  EXPECT_THAT(std::get<std::string>(attributes.at("why_missing")), HasSubstr("n = 400: no replica"));
}

TEST(CollapseDocument, AnalysisOfEverySnapshotIsNeeded) {
  const CollapseResult result = sample_result({});
  EXPECT_THROW(collapse_document(result, {}, provenance()), ContractError);
}

TEST(CollapseDocument, SurvivesItsFile) {
  CollapseResult result = sample_result({.replicas = 2, .classes = 2});
  result.replicas[1].snapshots.pop_back();
  const io::Document document = document_of(result);
  const auto path =
      std::filesystem::temp_directory_path() / ("collapse_document_test_" + std::to_string(getpid()) + ".h5");
  io::write_document(path, document);
  const io::Document read = io::read_document(path);
  std::filesystem::remove(path);
  EXPECT_EQ(read.attributes, document.attributes);
  EXPECT_EQ(names_in(read), names_in(document));
  for (const char* name : {"excess_entropy_ratio", "collapse_time_fit", "theory_information"}) {
    EXPECT_THAT(doubles(read, name),
                testing::Pointwise(testing::NanSensitiveDoubleEq(), doubles(document, name)));
    EXPECT_EQ(variable(read, name).dimensions, variable(document, name).dimensions);
  }
  const auto state =
      std::find_if(read.groups.begin(), read.groups.end(), [](const auto& g) { return g.name == "state"; });
  ASSERT_NE(state, read.groups.end());
  EXPECT_THAT(doubles(*state, "sum"),
              testing::Pointwise(testing::NanSensitiveDoubleEq(), doubles(document.groups[0], "sum")));
  EXPECT_EQ(integers(*state, "nearest_index"), integers(document.groups[0], "nearest_index"));
}

}  // namespace
}  // namespace regimes::experiments
