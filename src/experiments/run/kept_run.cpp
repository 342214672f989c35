#include "experiments/run/kept_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

KeptRun::Wish KeptRun::agree() {
  const double now = checkpointer_.seconds();
  if (last_agreement_ > 0) longest_piece_ = std::max(longest_piece_, now - last_agreement_);
  last_agreement_ = now;
  Wish wish = checkpointer_.stop_wanted(longest_piece_) ? Wish::stop : Wish::nothing;
  if (communicator_.is_root()) {
    checkpointer_.has_news(false);
    if (wish == Wish::nothing && checkpointer_.write_is_due()) wish = Wish::checkpoint;
  }
  return static_cast<Wish>(communicator_.maximum(static_cast<std::int64_t>(wish)));
}

bool KeptRun::write(const MakeDocument& document) {
  return checkpointer_.write([&] {
    writer_.write_partial(document(), replaced_);
    replaced_ = io::Replaced::becomes_previous;
  });
}

std::string KeptRun::keep(const MakeDocument& document) {
  if (checkpointer_.has_unwritten()) write(document);
  if (checkpointer_.has_written()) return writer_.partial_path();
  if (goes_on_) return io::without_previous(start_.file);
  throw InputOutputError(
      fmt::format("stopped on request, and '{}' could not be written: nothing of the run is kept",
                  writer_.partial_path()));
}

std::string KeptRun::finish(const MakeDocument& document) const {
  writer_.finish(document());
  return writer_.path();
}

io::Group KeptRun::provenance(io::Provenance of_this_run) const {
  of_this_run.earlier_runs = start_.earlier.chain;
  of_this_run.inputs = inputs_;
  return io::provenance_group(of_this_run);
}

}  // namespace regimes::experiments
