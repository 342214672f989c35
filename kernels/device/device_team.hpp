#pragma once
/// The threads of a team, as many as DeviceShape says. On a device each is one; on a host, where teams are
/// of one thread, that thread does the work of all of them, one after the other between barriers.
#include <Kokkos_Core.hpp>

#include "kernels/device/device_memory.hpp"
#include "kernels/tuning.hpp"

#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)  // on the host it is unknown
#define REGIMES_DEVICE_UNROLL _Pragma("unroll")
#else
#define REGIMES_DEVICE_UNROLL
#endif

namespace regimes::kernels {

inline constexpr bool device_is_host = std::is_same_v<DeviceSpace, Kokkos::DefaultHostExecutionSpace>;

/// Threads whose numbers one thread keeps: what lives across barriers is an array of so many.
inline constexpr int thread_slots = device_is_host ? device_threads : 1;
/// A host gives little scratch memory of the first kind.
inline constexpr int scratch_level = device_is_host ? 1 : 0;

using DevicePolicy =
    Kokkos::TeamPolicy<DeviceSpace, Kokkos::LaunchBounds<device_threads, device_teams_together>>;
using DeviceMember = DevicePolicy::member_type;

inline DevicePolicy device_policy(int teams, std::size_t scratch_bytes) {
  DevicePolicy policy(teams, device_threads / thread_slots);
  policy.set_scratch_size(scratch_level, Kokkos::PerTeam(static_cast<int>(scratch_bytes)));
  return policy;
}

/// Calls f(thread, slot) for every thread of the team.
template <class F>
KOKKOS_FORCEINLINE_FUNCTION void for_each_thread(const DeviceMember& team, const F& f) {
  for (int slot = 0; slot < thread_slots; ++slot) f(team.team_rank() * thread_slots + slot, slot);
}

/// Calls f(item) for count items that are divided among the threads; neighbours have neighbouring items.
template <class F>
KOKKOS_FORCEINLINE_FUNCTION void for_each_item(const DeviceMember& team, int count, const F& f) {
  for (int item = team.team_rank(); item < count; item += team.team_size()) f(item);
}

}  // namespace regimes::kernels
