#pragma once
/// Memory of this process and of its machine.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

namespace regimes {

/// A size in bytes by its name, from lines "NAME: SIZE kB" as those of /proc/meminfo; 0 where there is none.
inline std::int64_t bytes_listed(const char* file, const std::string& name) {
  constexpr std::int64_t bytes_per_unit = 1024;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + ":"))
      return std::strtoll(line.c_str() + name.size() + 1, nullptr, 10) * bytes_per_unit;
  return 0;
}

/// The most memory that this process has held at once, in bytes; 0 where the system does not say. ru_maxrss
/// is another number: it begins with what the process that started this one held.
inline std::int64_t most_resident_bytes() { return bytes_listed("/proc/self/status", "VmHWM"); }

/// The memory of this machine, in bytes.
inline std::int64_t physical_memory_bytes() {
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

/// The memory that programs could still take without swapping, in bytes; 0 where the system does not say.
inline std::int64_t available_memory_bytes() { return bytes_listed("/proc/meminfo", "MemAvailable"); }

}  // namespace regimes
