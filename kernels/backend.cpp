#include "kernels/backend.hpp"

#include <cstdlib>
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

std::string device_name() {
  if (!runs_on_device()) return "";
#if defined(KOKKOS_ENABLE_CUDA)
  // Processes may see different devices, each numbered from 0: the driver's name is one for all of them.
  int number = 0;
  cudaDeviceProp properties{};
  if (cudaGetDevice(&number) == cudaSuccess && cudaGetDeviceProperties(&properties, number) == cudaSuccess) {
    constexpr char digits[] = "0123456789abcdef";
    constexpr int shown_bytes = 4;
    std::string name = "GPU-";  // as nvidia-smi -L begins it
    for (int i = 0; i < shown_bytes; ++i) {
      const auto byte = static_cast<unsigned char>(properties.uuid.bytes[i]);
      name += digits[byte / 16];
      name += digits[byte % 16];
    }
    return name;
  }
#endif
  std::string name = "of unknown number";
#if KOKKOS_VERSION >= 40700
  name = std::to_string(Kokkos::device_id());
#endif
  for (const char* variable : {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK"})
    if (const char* visible = std::getenv(variable))
      name += std::string(" (") + variable + "=" + visible + ")";
  return name;
}

int host_threads() { return Kokkos::DefaultHostExecutionSpace().concurrency(); }

int vector_bytes() { return simd::vector_bytes; }

}  // namespace regimes::kernels
