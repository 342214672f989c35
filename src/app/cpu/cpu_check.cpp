// Compiled for any CPU, and run before all else, the initialisers of libraries too: on a CPU that lacks what
// the program was compiled for, it ends in words instead of by an illegal instruction in the first
// initialiser that the compiler vectorised. So it calls nothing but the system.
#include <unistd.h>

#include "app/cpu/cpu_features.hpp"
#include "base/error.hpp"

#if defined(__x86_64__)

namespace regimes::app {
namespace {

struct Line {
  static constexpr unsigned most = 1000;
  char text[most];
  unsigned length = 0;

  void add(const char* more) {
    for (; *more != 0 && length < most; ++more) text[length++] = *more;
  }
};

void require_the_cpu_of_the_build() {
  __builtin_cpu_init();
#define REGIMES_NAME(macro, name) name,
#define REGIMES_IS_THERE(macro, name) __builtin_cpu_supports(name) != 0,
  static constexpr const char* names[] = {REGIMES_CPU_FEATURES(REGIMES_NAME)};
  const bool is_there[] = {REGIMES_CPU_FEATURES(REGIMES_IS_THERE)};
  Line line;
  for (int i = 0; i < cpu_feature_count; ++i) {
    if (!compiled_with_feature[i] || is_there[i]) continue;
    line.add(line.length == 0 ? "regimes: this program was built for a CPU with " : ", ");
    line.add(names[i]);
  }
  if (line.length == 0) return;
  line.add("; this one lacks that. Build it for this machine: cmake --preset native\n");
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.text, line.length);
  _exit(static_cast<int>(ExitCode::contract_broken));
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const runs_first)() = require_the_cpu_of_the_build;

}  // namespace
}  // namespace regimes::app

#endif
