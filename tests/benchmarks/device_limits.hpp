#pragma once
/// What a device can do at most. Sees Kokkos, and needs the compiler of the device.

namespace regimes::benchmarks {

/// Fused multiply-adds of floats on registers, in all threads that the device holds: flop/s.
double device_float_peak();
double device_double_peak();
/// The triad on arrays in the memory of the device: bytes/s, counted as STREAM does.
double device_bandwidth();

}  // namespace regimes::benchmarks
