#include "watched_memory.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

#include "kernels/device/device_memory.hpp"

namespace regimes::kernels {
namespace {

constexpr unsigned char hidden_byte = 0xff;

// Kokkos says when kernels and copies begin and end.
void begin_kernel(const char*, std::uint32_t, std::uint64_t*);
void end_kernel(std::uint64_t);
void begin_copy(Kokkos::Profiling::SpaceHandle, const char*, const void*, Kokkos::Profiling::SpaceHandle,
                const char*, const void*, std::uint64_t);
void end_copy();
void deallocate(Kokkos::Profiling::SpaceHandle, const char*, const void*, std::uint64_t);

struct Array {
  std::string label;
  std::vector<unsigned char> hidden;  ///< its bytes
};

struct Watch {
  std::map<unsigned char*, Array> arrays;
  std::vector<std::string> written;
  int running = 0;

  Watch() {
    Kokkos::Tools::Experimental::set_begin_parallel_for_callback(begin_kernel);
    Kokkos::Tools::Experimental::set_end_parallel_for_callback(end_kernel);
    Kokkos::Tools::Experimental::set_begin_parallel_reduce_callback(begin_kernel);
    Kokkos::Tools::Experimental::set_end_parallel_reduce_callback(end_kernel);
    Kokkos::Tools::Experimental::set_begin_parallel_scan_callback(begin_kernel);
    Kokkos::Tools::Experimental::set_end_parallel_scan_callback(end_kernel);
    Kokkos::Tools::Experimental::set_begin_deep_copy_callback(begin_copy);
    Kokkos::Tools::Experimental::set_end_deep_copy_callback(end_copy);
    Kokkos::Tools::Experimental::set_deallocate_data_callback(deallocate);
  }
  /// A whole program ends here; a test has asked before.
  ~Watch() {
    for (const std::string& label : written) std::fprintf(stderr, "the host wrote to %s\n", label.c_str());
    if (!written.empty()) std::abort();
  }

  void hide(unsigned char* data, Array& array) {
    std::copy_n(data, array.hidden.size(), array.hidden.begin());
    std::fill_n(data, array.hidden.size(), hidden_byte);
  }
  void check(const unsigned char* data, const Array& array) {
    if (std::any_of(data, data + array.hidden.size(), [](unsigned char byte) { return byte != hidden_byte; }))
      written.push_back(array.label);
  }
  void enter() {
    if (running++ > 0) return;
    for (auto& [data, array] : arrays) {
      check(data, array);
      std::copy(array.hidden.begin(), array.hidden.end(), data);
    }
  }
  void leave() {
    if (--running > 0) return;
    for (auto& [data, array] : arrays) hide(data, array);
  }
  /// `block` is what was allocated, of which the array begins behind a header.
  void forget(unsigned char* block) {
    // What begins later is another's: arrays without numbers are not watched.
    constexpr auto header = static_cast<std::ptrdiff_t>(sizeof(Kokkos::Impl::SharedAllocationHeader));
    const auto next = arrays.lower_bound(block);
    if (next == arrays.end() || next->first - block > header) return;
    if (running == 0) check(next->first, next->second);
    arrays.erase(next);
  }
};

/// Begins with the first array, when Kokkos has started.
Watch& watch() {
  static Watch all;
  return all;
}

void begin_kernel(const char*, std::uint32_t, std::uint64_t*) { watch().enter(); }
void end_kernel(std::uint64_t) { watch().leave(); }
void begin_copy(Kokkos::Profiling::SpaceHandle, const char*, const void*, Kokkos::Profiling::SpaceHandle,
                const char*, const void*, std::uint64_t) {
  watch().enter();
}
void end_copy() { watch().leave(); }
void deallocate(Kokkos::Profiling::SpaceHandle, const char* label, const void* block, std::uint64_t) {
  if (std::string(label).rfind(device_label, 0) == 0)
    watch().forget(static_cast<unsigned char*>(const_cast<void*>(block)));
}

}  // namespace

void watch_array(const std::string& label, void* data, std::size_t bytes) {
  if (bytes == 0) return;
  auto* const first = static_cast<unsigned char*>(data);
  Array& array = watch().arrays[first];
  array = {label, std::vector<unsigned char>(bytes)};
  watch().hide(first, array);
}

namespace test {

std::vector<std::string> arrays_written_by_the_host() { return std::exchange(watch().written, {}); }

int kernels_running() { return watch().running; }

float read_from_the_host() { return copied_to_device("test::ones", std::vector<float>(3, 1))(1); }

void write_from_the_host() { copied_to_device("test::ones", std::vector<float>(3, 1))(1) = 2; }

}  // namespace test
}  // namespace regimes::kernels
