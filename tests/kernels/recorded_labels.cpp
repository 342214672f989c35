#include "recorded_labels.hpp"

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace regimes::kernels::test {
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

}  // namespace

RecordedLabels::RecordedLabels() {
  labels().clear();
  Kokkos::Tools::Experimental::set_begin_parallel_for_callback(see_kernel);
  Kokkos::Tools::Experimental::set_begin_parallel_reduce_callback(see_kernel);
  Kokkos::Tools::Experimental::set_begin_parallel_scan_callback(see_kernel);
  Kokkos::Tools::Experimental::set_push_region_callback(see_region);
  Kokkos::Tools::Experimental::set_allocate_data_callback(see_allocation);
}

RecordedLabels::~RecordedLabels() {
  Kokkos::Tools::Experimental::set_begin_parallel_for_callback(nullptr);
  Kokkos::Tools::Experimental::set_begin_parallel_reduce_callback(nullptr);
  Kokkos::Tools::Experimental::set_begin_parallel_scan_callback(nullptr);
  Kokkos::Tools::Experimental::set_push_region_callback(nullptr);
  Kokkos::Tools::Experimental::set_allocate_data_callback(nullptr);
}

const std::vector<std::string>& RecordedLabels::all() const { return labels(); }

void allocate_without_a_label() { const Kokkos::View<int*, Kokkos::HostSpace> view("nameless", 1); }

}  // namespace regimes::kernels::test
