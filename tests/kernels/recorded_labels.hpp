#pragma once
/// Labels of kernels, views and regions, as a profile of a run shows them. The only part of the tests that
/// sees Kokkos, and so the only one that needs the compiler of its device.
#include <string>
#include <vector>

namespace regimes::kernels::test {

/// Records labels through the callbacks of Kokkos Tools as long as it lives, one at a time.
class RecordedLabels {
 public:
  RecordedLabels();
  ~RecordedLabels();
  RecordedLabels(const RecordedLabels&) = delete;
  RecordedLabels& operator=(const RecordedLabels&) = delete;

  const std::vector<std::string>& all() const;
};

/// A view whose label does not name the suite.
void allocate_without_a_label();

}  // namespace regimes::kernels::test
