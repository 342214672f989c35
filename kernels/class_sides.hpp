#pragma once
/// Posterior means resolved by class: every query has a class, and two states, of the points inside its class
/// and of those outside it. Each has a reference of its own, so that nothing of a class is skipped because
/// the query is far from it, and both are monoids as any state is. State [query][side] lies at 2 query +
/// side.
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "kernels/queries.hpp"

namespace regimes::kernels {

enum ClassSide { inside_class, outside_class };
inline constexpr int class_sides = 2;

constexpr int side_state(int query, ClassSide side) { return class_sides * query + side; }

/// Queries in groups of lanes that have one class each, so that a tile of points is parted once for a whole
/// group: places of queries, and of every group its class and how many of its lanes are taken.
struct ClassGroups {
  std::vector<int> place;     ///< [query], group x lanes + lane
  std::vector<int> class_of;  ///< [group]
  std::vector<int> live;      ///< [group], lanes with a query, the first ones

  int count() const { return static_cast<int>(class_of.size()); }
};

inline ClassGroups group_by_class(const std::vector<int>& classes, int lanes) {
  std::vector<int> order(classes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return classes[a] < classes[b]; });
  ClassGroups groups;
  groups.place.resize(classes.size());
  for (const int query : order) {
    if (groups.class_of.empty() || groups.class_of.back() != classes[query] || groups.live.back() == lanes) {
      groups.class_of.push_back(classes[query]);
      groups.live.push_back(0);
    }
    groups.place[query] = (groups.count() - 1) * lanes + groups.live.back()++;
  }
  return groups;
}

/// Queries in the places of groups; those between are 0.
inline FreeQueries in_groups(const FreeQueries& queries, const ClassGroups& groups, int lanes) {
  const auto d = static_cast<std::size_t>(queries.dimension);
  FreeQueries placed{groups.count() * lanes, queries.dimension, {}};
  placed.x.resize(static_cast<std::size_t>(placed.count) * d);
  for (int q = 0; q < queries.count; ++q)
    std::copy_n(queries.x.begin() + static_cast<std::ptrdiff_t>(q * d), d,
                placed.x.begin() + static_cast<std::ptrdiff_t>(groups.place[q] * d));
  return placed;
}

}  // namespace regimes::kernels
