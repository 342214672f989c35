#pragma once
/// Failures that all ranks share.
#include <functional>

#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Calls work() on every rank. If it throws on any of them, all throw the Error of the first such rank, so
/// that a file which one machine lacks ends all, with one message. Collective.
void together(const parallel::Communicator& communicator, const std::function<void()>& work);

}  // namespace regimes::datasets
