#include "app/claim_output.hpp"

#include "experiments/run/checkpointer.hpp"
#include "io/result_file.hpp"

namespace regimes::app {

io::OutputLock claim_output(const std::string& output, bool force, bool dry_run) {
  experiments::require_no_stop_file(output);
  io::check_output(output, force);
  return dry_run ? io::OutputLock() : io::OutputLock(output);
}

io::OutputLock claim_new_output(const std::string& output) {
  experiments::require_no_stop_file(output);
  io::check_new_output(output);
  return io::OutputLock(output);
}

}  // namespace regimes::app
