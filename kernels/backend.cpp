#include "kernels/backend.hpp"

#include "kernels/simd.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

BackendScope::BackendScope() {
  char name[] = "regimes";
  char* arguments[] = {name, nullptr};
  int count = 1;
  Kokkos::initialize(count, arguments);
}

BackendScope::~BackendScope() { Kokkos::finalize(); }

std::string backend_name() { return Kokkos::DefaultExecutionSpace::name(); }

bool runs_on_device() { return !host_reaches_sweep_memory; }

std::optional<int> device_number() {
#if KOKKOS_VERSION >= 40700
  if (runs_on_device()) return Kokkos::device_id();
#endif
  return std::nullopt;
}

int host_threads() { return Kokkos::DefaultHostExecutionSpace().concurrency(); }

int vector_bytes() { return simd::vector_bytes; }

}  // namespace regimes::kernels
