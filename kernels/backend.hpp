#pragma once
/// What the sweeps run on: the backend with which Kokkos was built, started and ended here, and asked what it
/// is.
#include <string>

namespace regimes::kernels {

/// Brings the backend up, and ends it with the scope: once per process, after MPI has started. Kokkos takes
/// its settings from the environment, never from the command line.
class BackendScope {
 public:
  BackendScope();  ///< throws Error where there is no device for it
  ~BackendScope();
  BackendScope(const BackendScope&) = delete;
  BackendScope& operator=(const BackendScope&) = delete;
};

/// The Kokkos with which the kernels were compiled: "4.7.1".
std::string kokkos_version();
/// The name of the execution space: "Serial", "OpenMP", "Cuda".
std::string backend_name();
/// That of the host's code: as above, unless there is a device.
std::string host_backend_name();
/// Whether sweeps run where the host does not reach their memory.
bool runs_on_device();
/// What tells the device of this process apart from the others of its host; empty on a host.
std::string device_name();
/// Threads of host code.
int host_threads();
/// Bytes of the vectors for which the sweeps of the host were compiled.
int vector_bytes();

}  // namespace regimes::kernels
