#pragma once
/// The memory of the sweep as a host sees it that cannot reach it. In a build with REGIMES_SEPARATE_MEMORY
/// its arrays hold their numbers only while a kernel or a copy runs; between these their bytes are all ones,
/// NaN in any precision, so that what the host reads is no number, and what it writes is noticed: by a test,
/// or by a program that aborts at its end.
#include <string>
#include <vector>

namespace regimes::kernels::test {

/// The labels of arrays that the host has written to since the last call.
std::vector<std::string> arrays_written_by_the_host();

/// Kernels and copies that have begun and not ended.
int kernels_running();

/// What host code must not do, with a new array of ones.
float read_from_the_host();
void write_from_the_host();

}  // namespace regimes::kernels::test
