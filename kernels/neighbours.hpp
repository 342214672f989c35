#pragma once
/// The k nearest training points of every query, nearest first.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/device.hpp"

namespace regimes::kernels {

/// `nearness` = x.a - |a|^2/2 orders points as -|x - a|^2 does. Ties go to the lowest index.
struct Neighbour {
  double nearness = -HUGE_VAL;
  std::int64_t index = -1;  ///< -1: none

  REGIMES_FUNCTION bool is_nearer_than(const Neighbour& other) const {
    if (index < 0 || other.index < 0) return index >= 0;
    return nearness > other.nearness || (nearness == other.nearness && index < other.index);
  }
};

/// Puts a candidate where it belongs in a list of the `count` nearest; the last one drops out.
REGIMES_INLINE_FUNCTION void insert(Neighbour* list, int count, Neighbour candidate) {
  for (int rank = 0; rank < count; ++rank)
    if (candidate.is_nearer_than(list[rank])) {
      const Neighbour displaced = list[rank];
      list[rank] = candidate;
      candidate = displaced;
    }
}

/// A monoid under merge(): the k nearest of both, each index once.
struct Neighbours {
  int queries = 0;
  int neighbours = 0;
  std::vector<Neighbour> nearest;  ///< [query][rank]; fewer points than neighbours leave the last ones at -1

  Neighbours() = default;
  Neighbours(int queries, int neighbours)
      : queries(queries), neighbours(neighbours), nearest(static_cast<std::size_t>(queries) * neighbours) {}

  const Neighbour* of(int query) const {
    return nearest.data() + static_cast<std::size_t>(query) * neighbours;
  }

  void add(int query, Neighbour candidate) {
    insert(nearest.data() + static_cast<std::size_t>(query) * neighbours, neighbours, candidate);
  }

  bool has(int query, std::int64_t index) const {
    return std::any_of(of(query), of(query) + neighbours,
                       [index](const Neighbour& other) { return other.index == index; });
  }

  void merge(const Neighbours& other) {
    for (int q = 0; q < queries; ++q)
      for (int rank = 0; rank < neighbours; ++rank)
        if (!has(q, other.of(q)[rank].index)) add(q, other.of(q)[rank]);
  }
};

}  // namespace regimes::kernels
