// Every kernel, view and region of the suite is labelled "regimes::module::operation", so that a profile of a
// run can be read. Seen through the callbacks of Kokkos Tools while everything that launches kernels or
// allocates views runs once.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "datasets/training_set.hpp"
#include "recorded_labels.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

/// Kokkos's own work carries its own name in front, and ours in brackets where it works on a view.
bool is_labelled(const std::string& label) {
  return label.rfind("regimes::", 0) == 0 || label.rfind("Kokkos::", 0) == 0;
}

TEST(Labels, OfSweepsAndTrainingSetsNameTheSuite) {
  const test::RecordedLabels labels;
  const auto law = test::two_means(make_stream(1, 0, Purpose::training_point), 8, 1, 1);
  const datasets::TrainingSet stored(law, 300, /*store=*/true, Partition{});
  const auto points = reference::unfold(law, 300);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    test::sweep_all(stored.points(), test::noised_queries(points, 5, 300, 2),
                    {{0.5}, Precision::fp32, 300, path}, {}, 0, 300);
    test::sweep_all(law, test::free_queries(5, 8, 1, 3), {{0.5}, Precision::fp64, 300, path}, {}, 0, 300);
  }
  for (const std::string& label : labels.all()) EXPECT_TRUE(is_labelled(label)) << label;
  for (const char* expected : {"regimes::sweep::host", "regimes::sweep::device", "regimes::sweep::states",
                               "regimes::device::stored_points::rows", "regimes::queries::values"})
    EXPECT_NE(std::find(labels.all().begin(), labels.all().end(), expected), labels.all().end()) << expected;
}

TEST(Labels, ThatAreMissingAreSeen) {
  const test::RecordedLabels labels;
  test::allocate_without_a_label();
  EXPECT_FALSE(std::all_of(labels.all().begin(), labels.all().end(), is_labelled));
}

}  // namespace
}  // namespace regimes::kernels
