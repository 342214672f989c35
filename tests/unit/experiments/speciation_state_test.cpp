// What an unfinished run has measured is read as it was written; what is not of this run is refused.
#include "experiments/speciation/speciation_state.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/error.hpp"

namespace regimes::experiments {
namespace {

const std::vector<double> times = {0.5, 1, 2};
const std::vector<int> class_values = {4, 7};
constexpr int replicas_done = 2, queries = 5, law_queries = 4;
const SpeciationShape shape{times, class_values, 3, 8, queries};

ClassPosteriors posteriors(int count, double first) {
  ClassPosteriors made{count, static_cast<int>(times.size()), static_cast<int>(class_values.size()), {}, {},
                       {}};
  for (int query = 0; query < count; ++query) made.source_class.push_back(query % made.classes);
  for (std::size_t i = 0; i < made.at(count, 0); ++i) {
    made.log_weights.push_back(-first - static_cast<double>(i));
    made.log_densities.push_back(i == 0 ? -HUGE_VAL : first + static_cast<double>(i));
  }
  return made;
}

SpeciationMeasurements measured() {
  SpeciationMeasurements made;
  for (int replica = 0; replica < replicas_done; ++replica) {
    made.replicas.push_back(posteriors(queries, replica));
    made.spectra.push_back({{3, 2}, {0.1, 0.2}});
  }
  made.of_law = posteriors(law_queries, 9);
  return made;
}

io::Document document() {
  io::Document made;
  made.variables = {
      {"time", {"time"}, times, {}},
      {"class", {"class"}, std::vector<std::int64_t>(class_values.begin(), class_values.end()), {}}};
  made.groups = {speciation_state_group(measured())};
  return made;
}

TEST(SpeciationState, ReadsWhatWasWritten) {
  const SpeciationMeasurements read = read_speciation_state(document(), shape), made = measured();
  ASSERT_EQ(read.replicas.size(), made.replicas.size());
  for (std::size_t r = 0; r < made.replicas.size(); ++r) {
    EXPECT_EQ(read.replicas[r].queries, queries);
    EXPECT_EQ(read.replicas[r].source_class, made.replicas[r].source_class);
    EXPECT_EQ(read.replicas[r].log_weights, made.replicas[r].log_weights);
    EXPECT_EQ(read.replicas[r].log_densities, made.replicas[r].log_densities);
    EXPECT_EQ(read.spectra[r].values, made.spectra[r].values);
  }
  EXPECT_EQ(read.of_law.queries, law_queries);
  EXPECT_EQ(read.of_law.source_class, made.of_law.source_class);
  EXPECT_EQ(read.of_law.log_weights, made.of_law.log_weights);
}

io::Variable& variable(io::Group& group, const std::string& name) {
  for (io::Variable& found : group.variables)
    if (found.name == name) return found;
  throw std::out_of_range(name);
}

void expect_refused(const std::function<void(io::Document&)>& forge) {
  io::Document forged = document();
  forge(forged);
  EXPECT_THROW(read_speciation_state(forged, shape), DataError);
}

TEST(SpeciationState, OfClassesThatAreNotThereIsRefused) {
  for (const char* name : {"source_class", "law_source_class"})
    for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{2}, std::int64_t{1} << 40})
      expect_refused([&](io::Document& d) {
        std::get<std::vector<std::int64_t>>(variable(d.groups[0], name).values).back() = wrong;
      });
}

TEST(SpeciationState, OfAnotherRunIsRefused) {
  expect_refused([](io::Document& d) { variable(d, "time").values = std::vector<double>{0.5, 1, 3}; });
  expect_refused([](io::Document& d) { variable(d, "class").values = std::vector<std::int64_t>{4, 8}; });
  for (const std::int64_t wrong : {-1, 1, 4})
    expect_refused([&](io::Document& d) { d.groups[0].attributes["replicas_done"] = wrong; });
  for (const std::int64_t wrong : {-1, 3, 9})
    expect_refused([&](io::Document& d) { d.groups[0].attributes["law_queries_done"] = wrong; });
  const auto expect_other = [](const SpeciationShape& other) {
    EXPECT_THROW(read_speciation_state(document(), other), DataError);
  };
  expect_other({times, class_values, replicas_done - 1, 8, queries});
  expect_other({times, class_values, 3, law_queries - 1, queries});
  expect_other({times, class_values, 3, 8, queries + 1});
  expect_other({times, class_values, 3, 8, queries - 1});
}

TEST(SpeciationState, OfImpossibleNumbersIsRefused) {
  for (const char* name : {"log_weight", "log_density", "law_log_weight"})
    for (const double wrong : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, 1e308})
      expect_refused([&](io::Document& d) {
        std::get<std::vector<double>>(variable(d.groups[0], name).values)[0] = wrong;
      });
}

TEST(SpeciationState, ClassesOfAFileAreComparedWhenTheyAreKnown) {
  SpeciationShape unknown = shape;
  unknown.class_values.clear();
  EXPECT_NO_THROW(read_speciation_state(document(), unknown));
  EXPECT_NO_THROW(require_classes({4, 7}, class_values));
  EXPECT_THROW(require_classes({4, 8}, class_values), DataError);
  EXPECT_THROW(require_classes({4}, class_values), DataError);
}

}  // namespace
}  // namespace regimes::experiments
