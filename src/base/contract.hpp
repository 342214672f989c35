#pragma once
/// Internal promises. A broken one is a bug in the suite, never the user's mistake: those get UsageError or
/// DataError.
#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace regimes {

/// Throws ContractError unless `condition` holds. The message states the promise and prints its operands:
/// `require(row < rows, "row {} lies in a shard of {} rows", row, rows)`. Formatted only on failure; host
/// code only.
template <class... Args>
void require(bool condition, fmt::format_string<Args...> promise, Args&&... operands) {
  if (condition) return;
  throw ContractError("broken contract (a bug, please report it): " +
                      fmt::format(promise, std::forward<Args>(operands)...));
}

}  // namespace regimes
