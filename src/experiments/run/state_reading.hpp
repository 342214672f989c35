#pragma once
/// Going on from what a file says of a run, or ending with a message about the file.
#include <functional>
#include <string>

#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Root calls read(), which throws DataError where the state in `file` is not one of this run. Then all ranks
/// throw one DataError that names the file, as root has it, and what to do. Collective.
void read_state(const std::string& file, const parallel::Communicator& communicator,
                const std::function<void()>& read);

}  // namespace regimes::experiments
