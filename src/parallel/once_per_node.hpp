#pragma once
/// Bytes that are costly to make and the same on every rank: one rank of each machine makes them.
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "parallel/communicator.hpp"

namespace regimes::parallel {

/// Null: nothing.
using MadeBytes = std::shared_ptr<const std::vector<std::uint8_t>>;

/// What make() gave on one rank of the machine that this rank runs on, copied to all of them; nothing where
/// it gave nothing or threw, for whoever goes on without will meet the error. Not called where a rank is
/// alone on its machine. Collective.
MadeBytes once_per_node(const Communicator& ranks, const std::function<MadeBytes()>& make);

}  // namespace regimes::parallel
