#include "experiments/run/rank_grid.hpp"

#include <fmt/format.h>

#include "experiments/options/option_checks.hpp"
#include "kernels/backend.hpp"

namespace regimes::experiments {

namespace {

int ranks_per_group(const parallel::Communicator& ranks, int query_groups) {
  if (ranks.size() % query_groups != 0)
    throw OptionError("query-groups",
                      fmt::format("{} does not divide the {} ranks", query_groups, ranks.size()));
  return ranks.size() / query_groups;
}

}  // namespace

RankGrid::RankGrid(const parallel::Communicator& ranks, int query_groups)
    : groups_(query_groups),
      group_(ranks.rank() / ranks_per_group(ranks, query_groups)),
      points_(ranks.split(group_)) {}

int RankGrid::share(int count, int group) const {
  const int pack = kernels::vector_bytes() / static_cast<int>(sizeof(float));
  const std::int64_t packs = count / pack;
  if (packs < groups_) return static_cast<int>(static_cast<std::int64_t>(count) * group / groups_);
  return group == groups_ ? count : static_cast<int>(packs * group / groups_) * pack;
}

}  // namespace regimes::experiments
