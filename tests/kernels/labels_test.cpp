// Every kernel, view and region of the suite is labelled "regimes::module::operation", so that a profile of a
// run can be read. Seen through the callbacks of Kokkos Tools while everything that launches kernels or
// allocates views runs once.
#include <gtest/gtest.h>

#include <Kokkos_Core.hpp>
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

std::vector<std::string>& labels() {
  static std::vector<std::string> seen;
  return seen;
}

void see_kernel(const char* name, std::uint32_t, std::uint64_t*) { labels().push_back(name); }
void see_region(const char* name) { labels().push_back(name); }
void see_allocation(Kokkos::Profiling::SpaceHandle, const char* label, const void*, std::uint64_t) {
  labels().push_back(label);
}

/// Kokkos's own work carries its own name in front, and ours in brackets where it works on a view.
bool is_labelled(const std::string& label) {
  return label.rfind("regimes::", 0) == 0 || label.rfind("Kokkos::", 0) == 0;
}

class Labels : public testing::Test {
 protected:
  void SetUp() override {
    labels().clear();
    Kokkos::Tools::Experimental::set_begin_parallel_for_callback(see_kernel);
    Kokkos::Tools::Experimental::set_begin_parallel_reduce_callback(see_kernel);
    Kokkos::Tools::Experimental::set_begin_parallel_scan_callback(see_kernel);
    Kokkos::Tools::Experimental::set_push_region_callback(see_region);
    Kokkos::Tools::Experimental::set_allocate_data_callback(see_allocation);
  }
  void TearDown() override {
    Kokkos::Tools::Experimental::set_begin_parallel_for_callback(nullptr);
    Kokkos::Tools::Experimental::set_begin_parallel_reduce_callback(nullptr);
    Kokkos::Tools::Experimental::set_begin_parallel_scan_callback(nullptr);
    Kokkos::Tools::Experimental::set_push_region_callback(nullptr);
    Kokkos::Tools::Experimental::set_allocate_data_callback(nullptr);
  }
};

TEST_F(Labels, OfSweepsAndTrainingSetsNameTheSuite) {
  const auto law = test::two_means(make_stream(1, 0, Purpose::training_point), 8, 1, 1);
  const datasets::TrainingSet stored(law, 300, /*store=*/true, Partition{});
  const auto points = reference::unfold(law, 300);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    test::sweep_all(stored.points(), test::noised_queries(points, 5, 300, 2),
                    {{0.5}, Precision::fp32, 300, path}, {}, 0, 300);
    test::sweep_all(law, test::free_queries(5, 8, 1, 3), {{0.5}, Precision::fp64, 300, path}, {}, 0, 300);
  }
  for (const std::string& label : labels()) EXPECT_TRUE(is_labelled(label)) << label;
  for (const char* expected : {"regimes::sweep::host", "regimes::sweep::device", "regimes::sweep::states",
                               "regimes::stored_points::rows", "regimes::queries::values"})
    EXPECT_NE(std::find(labels().begin(), labels().end(), expected), labels().end()) << expected;
}

TEST_F(Labels, ThatAreMissingAreSeen) {
  const Kokkos::View<int*, Kokkos::HostSpace> view("nameless", 1);
  EXPECT_FALSE(std::all_of(labels().begin(), labels().end(), is_labelled));
}

}  // namespace
}  // namespace regimes::kernels
