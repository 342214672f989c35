#pragma once
/// One rank's error becomes everybody's, so that a file which one machine lacks ends all ranks, with one
/// message, and no rank waits for those that have left.
#include <functional>

#include "parallel/communicator.hpp"

namespace regimes::parallel {

/// Calls work() on every rank. Where it throws on any of them, all throw the error of the first such rank, of
/// the type that it has there (base/error.hpp); any other exception becomes a ContractError. The message
/// names that rank, unless it is root or the options or data are wrong, which all ranks share. Collective.
void rethrow_on_all_ranks(const Communicator& ranks, const std::function<void()>& work);

/// Calls work() on root alone; what it throws there is thrown on all ranks. Collective.
void on_root(const Communicator& ranks, const std::function<void()>& work);

}  // namespace regimes::parallel
