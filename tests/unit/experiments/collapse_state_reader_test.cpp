// What a run writes is what a run that goes on reads; what does not fit together is refused.
#include "experiments/collapse/collapse_state_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/error.hpp"
#include "experiments/collapse/collapse_document.hpp"
#include "experiments/collapse/collapse_state.hpp"
#include "experiments/snapshots/posterior_fields.hpp"
#include "io/result_state.hpp"
#include "sample_result.hpp"

namespace regimes::experiments {
namespace {

void expect_same(const kernels::PosteriorStates& a, const kernels::PosteriorStates& b) {
  ASSERT_EQ(a.posterior.size(), b.posterior.size());
  ASSERT_EQ(a.class_sums.size(), b.class_sums.size());
  EXPECT_EQ(a.work.terms, b.work.terms);
  EXPECT_EQ(a.work.skipped, b.work.skipped);
  for (std::size_t i = 0; i < a.posterior.size(); ++i) {
    EXPECT_EQ(a.posterior[i].reference, b.posterior[i].reference);
    EXPECT_EQ(a.posterior[i].sum, b.posterior[i].sum);
    EXPECT_EQ(a.posterior[i].logit_sum, b.posterior[i].logit_sum);
    EXPECT_EQ(a.posterior[i].square_sum, b.posterior[i].square_sum);
    EXPECT_EQ(a.posterior[i].nearest_logit, b.posterior[i].nearest_logit);
    EXPECT_EQ(a.posterior[i].nearest_index, b.posterior[i].nearest_index);
  }
  for (std::size_t i = 0; i < a.class_sums.size(); ++i) {
    EXPECT_EQ(a.class_sums[i].reference, b.class_sums[i].reference);
    EXPECT_EQ(a.class_sums[i].sum, b.class_sums[i].sum);
  }
}

/// The second replica between its first snapshot, at 40 points, and its second.
CollapseResult interrupted(CollapseResult result) {
  result.options.snapshots = result.snapshots;
  result.replica_in_progress = 1;
  result.progress.points = 192;
  result.progress.states = result.replicas[1].snapshots.back();
  result.progress.states.work = {777, 33};
  for (std::size_t i = 0; i < result.progress.states.posterior.size(); ++i)
    result.progress.references.push_back(-3.5 - static_cast<double>(i));
  result.replicas[1].snapshots.pop_back();
  result.replicas[0].snapshots.back().work = {1000, 10};
  return result;
}

io::Document document_of(const CollapseResult& result) {
  io::Group provenance;
  return collapse_document(result, analyse(result), provenance);
}

void expect_same(const CollapseResult& read, const CollapseResult& result) {
  EXPECT_EQ(read.snapshots, result.snapshots);
  EXPECT_EQ(read.grid, result.grid);
  EXPECT_EQ(read.class_values, result.class_values);
  EXPECT_EQ(read.precision.used, result.precision.used);
  ASSERT_EQ(read.replicas.size(), result.replicas.size());
  for (std::size_t r = 0; r < result.replicas.size(); ++r) {
    const ReplicaStates &a = read.replicas[r], &b = result.replicas[r];
    EXPECT_EQ(a.next_block, b.next_block);
    EXPECT_EQ(read.queries[r].source_index, result.queries[r].source_index);
    EXPECT_EQ(read.queries[r].noise_norm_squared, result.queries[r].noise_norm_squared);
    ASSERT_EQ(a.snapshots.size(), b.snapshots.size());
    for (std::size_t k = 0; k < b.snapshots.size(); ++k) expect_same(a.snapshots[k], b.snapshots[k]);
    ASSERT_EQ(read.spectra[r].size(), std::min(result.spectra[r].size(), b.snapshots.size()));
  }
  EXPECT_EQ(read.replica_in_progress, result.replica_in_progress);
  EXPECT_EQ(read.progress.points, result.progress.points);
  expect_same(read.progress.states, result.progress.states);
  EXPECT_EQ(read.progress.references, result.progress.references);
}

TEST(CollapseStateReader, ReadsWhatWasWritten) {
  for (const int classes : {0, 3}) {
    CollapseResult result =
        interrupted(sample_result({.replicas = 3, .queries = 5, .classes = classes, .times = 4}));
    result.replicas.pop_back();  // the third is not started
    result.queries.pop_back();
    result.controls.pop_back();
    result.spectra.pop_back();
    result.precision.used = kernels::Precision::fp64;
    expect_same(read_collapse_state(document_of(result), result.options), result);
  }
}

TEST(CollapseStateReader, ReadsSpectraOfRealData) {
  const CollapseResult result =
      interrupted(sample_real_data({.replicas = 2, .queries = 5, .classes = 2, .times = 4}));
  const CollapseResult read = read_collapse_state(document_of(result), result.options);
  ASSERT_EQ(read.spectra[0].size(), 2u);
  EXPECT_EQ(read.spectra[0][0].eigenvalue, result.spectra[0][0].eigenvalue);
}

io::Variable& variable(io::Document& document, const std::string& name) {
  for (io::Group& group : document.groups)
    if (group.name == io::state_group_name)
      for (io::Variable& variable : group.variables)
        if (variable.name == name) return variable;
  throw std::out_of_range(name);
}

TEST(CollapseStateReader, RefusesNumbersThatNoSumHas) {
  const CollapseResult result =
      interrupted(sample_result({.replicas = 2, .queries = 5, .classes = 3, .times = 4}));
  const auto changed = [&](const char* name, double value) {
    io::Document document = document_of(result);
    std::get<std::vector<double>>(variable(document, name).values)[0] = value;
    return document;
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto refuses_what_is_out_of_range = [&](const auto& fields) {
    for (const auto& field : fields) {
      for (const double wrong : {infinity, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_THROW(read_collapse_state(changed(field.name, wrong), result.options), DataError)
            << field.name << wrong;
      const bool is_logit = field.range.lowest == -infinity;
      if (is_logit) {
        EXPECT_NO_THROW(read_collapse_state(changed(field.name, -infinity), result.options)) << field.name;
        EXPECT_THROW(read_collapse_state(changed(field.name, 1e308), result.options), DataError)
            << field.name;
      } else {
        EXPECT_THROW(read_collapse_state(changed(field.name, -infinity), result.options), DataError)
            << field.name;
      }
    }
  };
  refuses_what_is_out_of_range(posterior_fields());
  refuses_what_is_out_of_range(class_sum_fields());
  CollapseResult in_progress = result;
  in_progress.progress.references[0] = infinity;
  EXPECT_THROW(read_collapse_state(document_of(in_progress), result.options), DataError);
}

TEST(CollapseStateReader, RefusesWhatDoesNotFitTogether) {
  const CollapseResult result = interrupted(sample_result({.replicas = 2, .queries = 5, .times = 4}));
  const io::Document whole = document_of(result);
  const auto expect_refused = [&](const auto& damage, const CollapseOptions& options) {
    io::Document document = whole;
    damage(document);
    EXPECT_THROW(read_collapse_state(document, options), DataError);
  };
  const auto change = [&](const char* name, std::int64_t value) {
    return [=](io::Document& document) { std::get<1>(variable(document, name).values)[0] = value; };
  };
  const auto nothing = [](io::Document&) {};
  for (const std::int64_t count : {-1, 3}) expect_refused(change("snapshots_done", count), result.options);
  for (const std::int64_t index : {std::int64_t{-2}, std::int64_t{40}, std::int64_t{1} << 62})
    expect_refused(change("nearest_index", index), result.options);
  for (const std::int64_t block : {std::int64_t{-1}, std::int64_t{1} << 40})
    expect_refused(change("next_block", block), result.options);
  for (const char* name : {"terms", "terms_skipped"}) expect_refused(change(name, -1), result.options);
  expect_refused(change("source_index", 1'000'000), result.options);
  expect_refused([](io::Document& d) { variable(d, "sum").name = "sums"; }, result.options);
  expect_refused([](io::Document& d) { variable(d, "sum").values = std::vector<double>(3); }, result.options);
  expect_refused([](io::Document& d) { variable(d, "sum").values = std::vector<std::string>(80); },
                 result.options);
  expect_refused([](io::Document& d) { d.groups.clear(); }, result.options);
  CollapseOptions more = result.options;
  more.replicas = 1;
  expect_refused(nothing, more);
  more = result.options;
  more.snapshots.push_back(4000);
  expect_refused(nothing, more);
  EXPECT_NO_THROW(read_collapse_state(whole, result.options));
}

}  // namespace
}  // namespace regimes::experiments
