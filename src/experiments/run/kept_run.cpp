#include "experiments/run/kept_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace regimes::experiments {

KeptRun::KeptRun(const std::string& output, const CheckpointOptions& options,
                 const parallel::Communicator& communicator, Observer& observer)
    : communicator_(communicator),
      writer_(output),
      checkpointer_(options, output, communicator.is_root(), observer) {}

void KeptRun::go_on_from(const RunStart& start) {
  start_ = start;
  goes_on_ = true;
  replaced_ = start.replaced;
}

/// The largest of: 0 of a rank that wants nothing, twice root's size, one more for a checkpoint, and more
/// than any of these for a stop.
KeptRun::Agreement KeptRun::agree(const Outlook& outlook) {
  constexpr std::int64_t stop = std::numeric_limits<std::int64_t>::max();
  const double now = checkpointer_.seconds();
  if (piece_begin_) longest_piece_ = std::max(longest_piece_, now - *piece_begin_);
  const double seconds = longest_piece_ + outlook.seconds_before_it;
  std::int64_t mine = 0;
  if (communicator_.is_root()) {
    const bool is_due = checkpointer_.write_is_due(seconds);  // also looks for the file `stop`
    mine = 2 * outlook.next_size + (is_due && !outlook.is_brief ? 1 : 0);
  }
  if (!outlook.is_brief && checkpointer_.stop_wanted(seconds)) mine = stop;
  const std::int64_t agreed = communicator_.maximum(mine);
  begin_piece();
  if (agreed == stop) return {Wish::stop, 0};
  return {agreed % 2 == 1 ? Wish::checkpoint : Wish::nothing, agreed / 2};
}

bool KeptRun::write(const WritePartial& write) {
  return checkpointer_.write([&] {
    write(writer_, replaced_);
    replaced_ = io::Replaced::becomes_previous;
  });
}

std::string KeptRun::keep(const WritePartial& write) {
  if (checkpointer_.has_unwritten()) this->write(write);
  if (std::string file = kept_file(); !file.empty()) return file;
  throw InputOutputError(
      fmt::format("stopped on request, and '{}' could not be written: nothing of the run is kept",
                  writer_.partial_path()));
}

std::string KeptRun::kept_file() const {
  const std::string written = written_file();
  return written.empty() && goes_on_ ? io::without_previous(start_.file) : written;
}

std::string KeptRun::written_file() const {
  return checkpointer_.has_written() ? writer_.partial_path() : "";
}

std::string KeptRun::finish(const WriteWhole& write) const {
  write(writer_);
  return writer_.path();
}

io::Group KeptRun::provenance(io::Provenance of_this_run) const {
  of_this_run.earlier_runs = start_.earlier.chain;
  of_this_run.inputs = inputs_;
  return io::provenance_group(of_this_run);
}

}  // namespace regimes::experiments
