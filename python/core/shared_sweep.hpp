#pragma once
/// One pass over all points by several threads, each with a sweep of its own over its share of the tiles.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "kernels/partition.hpp"

namespace regimes::python {

/// Views of Kokkos count their references without locks where Kokkos has no threads: sweeps are made, emptied
/// and ended one at a time.
std::mutex& one_at_a_time();

/// Called between pieces of work by the thread that asked; throws to end the pass.
using Interrupt = std::function<void()>;

/// The merged result of sweeps that `make` makes, over the first `points` points. `pair_cost`: flops of one
/// point, which set how long a piece of work between two looks at `interrupt` takes.
template <class Sweep>
auto shared_sweep(const std::function<std::unique_ptr<Sweep>()>& make, std::int64_t points, int threads,
                  double point_cost, const Interrupt& interrupt) {
  constexpr double flops_between_looks = 2e9;
  const kernels::Partition whole{};
  const std::int64_t tiles = whole.local_blocks(points) * kernels::tiles_per_block;
  const int workers =
      static_cast<int>(std::clamp<std::int64_t>(threads, 1, std::max<std::int64_t>(tiles, 1)));
  const auto piece =
      static_cast<std::int64_t>(std::max(1., flops_between_looks / (point_cost * kernels::tile_points)));

  std::vector<std::unique_ptr<Sweep>> sweeps;
  {
    const std::lock_guard lock(one_at_a_time());
    for (int worker = 0; worker < workers; ++worker) sweeps.push_back(make());
  }
  std::atomic<bool> stop{false};
  std::vector<std::exception_ptr> failures(workers);
  const auto work = [&](int worker, const Interrupt& look) {
    try {
      const std::int64_t last = tiles * (worker + 1) / workers;
      for (std::int64_t tile = tiles * worker / workers; tile < last && !stop; tile += piece) {
        sweeps[worker]->run(whole, tile, std::min(tile + piece, last), 0, points);
        look();
      }
    } catch (...) {
      stop = true;
      failures[worker] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (int worker = 1; worker < workers; ++worker) others.emplace_back(work, worker, [] {});
    work(0, interrupt);
  }

  const std::lock_guard lock(one_at_a_time());
  auto result = sweeps.front()->collect();
  for (int worker = 1; worker < workers; ++worker) result.merge(sweeps[worker]->collect());
  sweeps.clear();
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  return result;
}

}  // namespace regimes::python
