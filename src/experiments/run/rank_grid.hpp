#pragma once
/// How ranks share the pairs (query, point): in groups that take different queries, and within a group by
/// points.
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// With one group (the usual case) every rank has all queries and a share of the points. More groups help
/// where ranks outnumber blocks of points, at the cost that each group makes or reads all points.
class RankGrid {
 public:
  /// Collective. query_groups divides the number of ranks (UsageError otherwise).
  RankGrid(const parallel::Communicator& ranks, int query_groups);

  /// The ranks with the same queries; these share the points.
  const parallel::Communicator& points() const { return points_; }
  kernels::Partition partition() const { return {points_.size(), points_.rank()}; }
  int groups() const { return groups_; }

  /// This rank's queries [first, last) of `count`: whole packs where there are enough, because those of a
  /// pack are skipped together, and then states do not depend on the number of groups.
  int first_query(int count) const { return share(count, group_); }
  int last_query(int count) const { return share(count, group_ + 1); }

 private:
  int share(int count, int group) const;

  int groups_, group_;
  parallel::Communicator points_;
};

}  // namespace regimes::experiments
