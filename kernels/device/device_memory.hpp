#pragma once
/// The memory in which sweeps run, and the ways into it. What is in it belongs to kernels: the host fills it
/// and reads it by copies alone, so that nothing differs where it cannot reach it.
#include <Kokkos_Core.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace regimes::kernels {

using DeviceSpace = Kokkos::DefaultExecutionSpace;
using SweepMemory = DeviceSpace::memory_space;

/// The host sweeps run where this holds. A test build says no, and watches all arrays
/// (tests/kernels/watched_memory.cpp).
#if defined(REGIMES_SEPARATE_MEMORY)
inline constexpr bool host_reaches_sweep_memory = false;
void watch_array(const std::string& label, void* data, std::size_t bytes);
#else
inline constexpr bool host_reaches_sweep_memory =
    Kokkos::SpaceAccessibility<Kokkos::HostSpace, SweepMemory>::accessible;
#endif

template <class T>
using DeviceArray = Kokkos::View<T, Kokkos::LayoutRight, SweepMemory>;
template <class T>
using HostCopy = Kokkos::View<T, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// How the labels of all arrays in this memory begin.
inline constexpr char device_label[] = "regimes::device::";

template <class T, class... Extents>
DeviceArray<T> device_array(const std::string& name, Extents... extents) {
  DeviceArray<T> array(device_label + name, static_cast<std::size_t>(extents)...);
#if defined(REGIMES_SEPARATE_MEMORY)
  watch_array(array.label(), array.data(), array.span() * sizeof(typename DeviceArray<T>::value_type));
#endif
  return array;
}

/// Copies even where the host could look at the array itself.
template <class View>
HostCopy<typename View::non_const_data_type> copied_to_host(const View& array) {
  HostCopy<typename View::non_const_data_type> copy(
      Kokkos::view_alloc(std::string("regimes::host_copy"), Kokkos::WithoutInitializing), array.layout());
  Kokkos::deep_copy(copy, array);
  return copy;
}

template <class T>
DeviceArray<T*> copied_to_device(const std::string& name, const std::vector<T>& values) {
  const auto array = device_array<T*>(name, values.size());
  Kokkos::deep_copy(
      array,
      Kokkos::View<const T*, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(
          values.data(), values.size()));
  return array;
}

/// N numbers that are read and written at once, at addresses that are multiples of their size.
template <class T, int N>
struct alignas(N * sizeof(T)) Piece {
  T at[N];
};

}  // namespace regimes::kernels
