#pragma once
/// One block of training points drawn with the probability that a posterior gives it: the block with the
/// largest ln Z_block + Gumbel number (Gumbel-max trick). A monoid under merge(), so that ranks may look at
/// blocks in any order.
#include <cmath>
#include <cstdint>

namespace regimes::kernels {

struct BlockDraw {
  double key = -HUGE_VAL;
  std::int64_t block = -1;  ///< global; -1: none; ties: the lowest

  void merge(const BlockDraw& other) {
    if (other.block < 0 || other.key < key) return;
    if (block < 0 || other.key > key || other.block < block) *this = other;
  }
};

}  // namespace regimes::kernels
