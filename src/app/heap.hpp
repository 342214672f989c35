#pragma once
#include <cstdlib>  // defines __GLIBC__

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace regimes::app {

/// Blocks that are freed stay with the process for the next of their kind: arrays of every step of a sampler
/// would else be mapped anew, page by page, which took up to a third of a run. To be called first.
inline void keep_freed_memory() {
#if defined(__GLIBC__)
  constexpr int largest_kept_block = 32 << 20,
                most_kept_at_the_end = 256 << 20;  // the first is glibc's maximum
  mallopt(M_MMAP_THRESHOLD, largest_kept_block);
  mallopt(M_TRIM_THRESHOLD, most_kept_at_the_end);
#endif
}

}  // namespace regimes::app
