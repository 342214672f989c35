#pragma once
/// A run that can be interrupted, on behalf of the command that begins it or of `regimes resume`.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/signals.hpp"
#include "app/terminal.hpp"
#include "base/error.hpp"
#include "experiments/run/run_start.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

using Origins = std::vector<experiments::ResolvedOption>;

/// An experiment that `regimes resume` can go on with, told by the type of its options; in
/// NAME_resumable.hpp. `name`: in its files. `grows`: whether a run can go on to more points than it was
/// begun with.
template <class Options>
struct Resumable;

/// Of an experiment that does not grow: all that it goes on from is in the document.
template <class Options>
struct ResumableOfOneSize {
  using Start = experiments::DocumentStart;
  static constexpr bool grows = false;
  static Start read(const io::Document& document, const Options& options, const std::string& file) {
    return experiments::read_document_start(document, options, file);
  }
};

/// A run with its signals, report and exit code. `options` resolved; `start` engaged on all ranks or none,
/// complete on root, which holds the lock of the output. Collective.
template <class Options>
ExitCode run_and_report(const Options& options, const Origins& origins, bool quiet,
                        const parallel::Communicator& communicator,
                        std::optional<typename Resumable<Options>::Start> start = std::nullopt) {
  Terminal terminal = Terminal::standard(quiet);
  watch_signals();
  terminal.holds_results(false);
  const auto summary = Resumable<Options>::run(options, origins, communicator, terminal, std::move(start));
  if (communicator.is_root()) terminal.print(Resumable<Options>::report(summary));
  const bool finished = communicator.broadcast(std::int64_t{summary.finished}) == 1;
  return finished ? ExitCode::done : ExitCode::stopped_early;
}

}  // namespace regimes::app
