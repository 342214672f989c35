#pragma once
/// Memory of this process and of its machine.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>

namespace regimes {

/// The most memory that this process has held at once, in bytes.
inline std::int64_t resident_memory_bytes() {
  constexpr std::int64_t bytes_per_unit = 1024;  // Linux counts ru_maxrss in KiB
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * bytes_per_unit;
}

/// The memory of this machine, in bytes.
inline std::int64_t physical_memory_bytes() {
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

}  // namespace regimes
