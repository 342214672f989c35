#pragma once
/// What a run that can be interrupted has around it, whatever it does: its output and OUTPUT.partial, when it
/// writes and stops, and what the runs before it have left.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/run/checkpointer.hpp"
#include "experiments/run/run_start.hpp"
#include "io/document.hpp"
#include "io/provenance.hpp"
#include "io/result_file.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What root knows of what comes next.
struct Outlook {
  std::int64_t next_size = 0;    ///< of the next piece
  double seconds_before_it = 0;  ///< until it begins
  bool is_brief = false;         ///< the run ends sooner than it could stop or write; this rank's view
};

/// One per rank; files are those of root, and so is all that is said of them.
class KeptRun {
 public:
  using WritePartial = std::function<void(const io::ResultWriter&, io::Replaced)>;
  using WriteWhole = std::function<void(const io::ResultWriter&)>;
  enum class Wish { nothing, checkpoint, stop };
  struct Agreement {
    Wish wish;
    std::int64_t size;  ///< of the next piece
  };

  KeptRun(const std::string& output, const CheckpointOptions& options,
          const parallel::Communicator& communicator, Observer& observer);

  Checkpointer& checkpointer() { return checkpointer_; }

  /// On all ranks; complete on root.
  void go_on_from(const RunStart& start);
  bool goes_on() const { return goes_on_; }
  /// Empty where it begins.
  const std::string& start_file() const { return start_.file; }
  const EarlierRun& earlier() const { return start_.earlier; }

  /// A piece of work begins, after something else.
  void begin_piece() { piece_begin_ = checkpointer_.seconds(); }
  /// Between two pieces of work that all ranks do together: what all do now, and how large root wants the
  /// next piece to be. They stop where another piece, as long as the longest so far, and what comes before it
  /// would exceed the time limit. Collective: one reduction of 8 bytes.
  Agreement agree(const Outlook& outlook = {});
  double longest_piece() const { return longest_piece_; }

  /// A checkpoint; returns whether it was written.
  bool write(const WritePartial& write);
  /// The last checkpoint of a run that is stopped. An older one is enough to go on from. Returns the file
  /// to go on from, which is not the previous file: that is found by the name of the partial file. Throws
  /// InputOutputError where nothing could be kept.
  std::string keep(const WritePartial& write);
  /// The file to go on from now; empty: there is none.
  std::string kept_file() const;
  /// On root: the partial file, where this run has written it; empty: it has not.
  std::string written_file() const;
  /// The output of a run that is complete; returns its name.
  std::string finish(const WriteWhole& write) const;

  /// The data files as they are now, for provenance.
  void note_inputs(std::vector<io::InputFile> inputs) { inputs_ = std::move(inputs); }
  /// What the runs before and this one have done together.
  RunWork all_work(RunWork of_this_run) const { return of_this_run += start_.earlier.work; }
  /// With the data files, and what the runs before have noted.
  io::Group provenance(io::Provenance of_this_run) const;

 private:
  const parallel::Communicator& communicator_;
  io::ResultWriter writer_;
  Checkpointer checkpointer_;
  RunStart start_;
  bool goes_on_ = false;
  std::optional<double> piece_begin_;                 // seconds; none: nothing was begun
  double longest_piece_ = 0;                          // seconds
  io::Replaced replaced_ = io::Replaced::is_foreign;  // by the next checkpoint
  std::vector<io::InputFile> inputs_;
};

}  // namespace regimes::experiments
