#pragma once
/// For which CPUs the kernels are compiled: levels of x86-64 (x86-64-v3 has AVX2 and FMA, x86-64-v4 AVX-512),
/// of which the loader takes the best that the CPU has. The environment variable REGIMES_ISA names another.
#include <string>
#include <vector>

namespace regimes::kernels {

/// The level of the kernels that are loaded; "native" where they were compiled for the machine that built
/// them, and the name of the processor where the compiler chose.
std::string instruction_set();
/// All levels that were built, the oldest first.
std::vector<std::string> instruction_sets();
/// Whether this CPU has what a level needs; true for names that are no level.
bool cpu_has(const std::string& level);
/// Which instructions multiply bytes in the kernels that are loaded: "AVX512-VNNI" or "AVX-VNNI"; empty where
/// this CPU, or the level, has none.
std::string byte_instructions();
/// The folder of the library of a level beside the one that is loaded.
std::string library_folder(const std::string& level);

}  // namespace regimes::kernels
