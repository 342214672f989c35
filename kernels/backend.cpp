#include "kernels/backend.hpp"

#include <exception>
#include <string>

#include "base/error.hpp"
#include "kernels/packs/simd.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

BackendScope::BackendScope() {
  char name[] = "regimes";
  char* arguments[] = {name, nullptr};
  int count = 1;
  try {
    Kokkos::initialize(count, arguments);
  } catch (const std::exception& error) {
    const std::string said = error.what();
    const std::string advice =
        runs_on_device() ? "; is there a GPU on this node, with its driver, and may this process use it?"
                         : "";
    throw Error(ExitCode::contract_broken,
                "Kokkos cannot start on " + backend_name() + ": " + said.substr(0, said.find('\n')) + advice);
  }
}

BackendScope::~BackendScope() { Kokkos::finalize(); }

std::string kokkos_version() {
  constexpr int version = KOKKOS_VERSION;  // two digits each for minor and patch
  return std::to_string(version / 10000) + '.' + std::to_string(version / 100 % 100) + '.' +
         std::to_string(version % 100);
}

std::string backend_name() { return Kokkos::DefaultExecutionSpace::name(); }

std::string host_backend_name() { return Kokkos::DefaultHostExecutionSpace::name(); }

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
