#include "experiments/run/state_reading.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "datasets/together.hpp"

namespace regimes::experiments {

void read_state(const std::string& file, const parallel::Communicator& communicator,
                const std::function<void()>& read) {
  datasets::together(communicator, [&] {
    if (!communicator.is_root()) return;
    try {
      read();
    } catch (const DataError& error) {
      throw DataError(fmt::format("cannot go on from '{}': {}; begin anew", file, error.what()));
    }
  });
}

}  // namespace regimes::experiments
