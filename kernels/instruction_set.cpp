#include "kernels/instruction_set.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <sstream>

#include "kernels/bytes/byte_products.hpp"

#if defined(REGIMES_BYTES_AVX)
#include <cpuid.h>
#endif

namespace regimes::kernels {

#if defined(REGIMES_BYTES_AVX)
namespace {
/// By its bit: some compilers do not know the name.
bool has_avx_vnni() {
  constexpr unsigned leaf = 7, subleaf = 1, bit = 4;  // of EAX
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid_count(leaf, subleaf, &eax, &ebx, &ecx, &edx) != 0 && (eax >> bit & 1) != 0;
}
}  // namespace
#endif

std::string instruction_set() { return REGIMES_LEVEL; }

std::vector<std::string> instruction_sets() {
  std::istringstream words(REGIMES_LEVELS);
  std::vector<std::string> levels;
  for (std::string word; words >> word;) levels.push_back(word);
  return levels;
}

bool cpu_has([[maybe_unused]] const std::string& level) {
#if defined(__x86_64__)
  // Not by the names of levels, which some compilers do not know; what else belongs to them comes with these.
  const bool has_v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool has_v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  if (level == "x86-64-v3") return has_v3;
  if (level == "x86-64-v4") return has_v3 && has_v4;
#endif
  return true;
}

std::string byte_instructions() {
#if defined(REGIMES_BYTES_AVX512)
  if (__builtin_cpu_supports("avx512vnni")) return "AVX512-VNNI";
#elif defined(REGIMES_BYTES_AVX)
  if (has_avx_vnni()) return "AVX-VNNI";
#endif
  return {};
}

std::string library_folder(const std::string& level) {
  Dl_info library = {};
  if (dladdr(reinterpret_cast<const void*>(&instruction_set), &library) == 0) return {};
  const std::filesystem::path here = std::filesystem::path(library.dli_fname).parent_path();
  const bool is_of_a_level = here.parent_path().filename() == "glibc-hwcaps";
  return (is_of_a_level ? here.parent_path() : here / "glibc-hwcaps") / level;
}

}  // namespace regimes::kernels
