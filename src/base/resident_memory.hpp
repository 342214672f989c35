#pragma once
/// Memory of this process and of its machine.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <string>

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

/// The memory that programs could still take without swapping, in bytes; 0 where the system does not say.
inline std::int64_t available_memory_bytes() {
  constexpr std::int64_t bytes_per_unit = 1024;
  std::ifstream lines("/proc/meminfo");
  for (std::string name, unit; lines >> name;) {
    std::int64_t value = 0;
    if (!(lines >> value)) break;
    if (name == "MemAvailable:") return value * bytes_per_unit;
    std::getline(lines, unit);
  }
  return 0;
}

}  // namespace regimes
