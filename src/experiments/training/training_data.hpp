#pragma once
/// From options to training sets: which law or file.
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/training_set.hpp"
#include "experiments/options/precision_choice.hpp"
#include "experiments/options/run_options.hpp"

namespace regimes::experiments {

/// Fills dimension and points of a set from a file; nothing to do for synthetic laws. Every rank looks at the
/// file, and says whether its numbers are bytes. Throws OptionError, and what the readers throw.
bool fill_from_files(TrainingOptions& options);

/// What the file of the options offers: the points of the selection, and their dimension.
datasets::FileShape file_shape(const TrainingOptions& options);

/// How the points of a file are taken.
struct FileReading {
  /// Where prefixes have no meaning, points may stay in the order of the file, which is faster to read.
  datasets::RowOrder order = datasets::RowOrder::permuted;
  /// Bytes of a shard that are in memory at a time; less than all needs passes that go through
  /// TrainingSet::for_tiles(). With datasets::one_block_window nothing is kept, of synthetic points neither.
  std::int64_t window_bytes = datasets::no_window;
  /// What coordinates are; those of synthetic points are float numbers, whatever this says.
  kernels::Coordinates coordinates = kernels::Coordinates::fp32;
};

/// Reads the points of a file that the first replica takes, to throw what make_training_set() would throw,
/// and keeps none of them. Nothing to do for synthetic laws. Collective.
void look_at_points(const TrainingOptions& options, const parallel::Communicator& communicator);

/// Whether the points of a set were read in float numbers and are to be read again for sweeps in `used`.
bool needs_double(const datasets::TrainingSet& set, kernels::Precision used);
/// What the points of noised queries are read as before it is known what auto becomes: as bytes, where they
/// are such.
kernels::Coordinates byte_coordinates_at_first(const RunOptions& options);
/// Whether they are to be read again, as coordinates_of(precision).
bool needs_others(const datasets::TrainingSet& set, const Precision& precision);

/// How far the points of a set lie from those of their file: in float as measured, or at most.
PointRounding rounding_of(const TrainingOptions& options, const datasets::TrainingSet& set,
                          const datasets::PointExtent& extent);

/// What the readers of points have to say of them: how many have equals, and how they are centred,
/// where that is not what was asked for.
std::vector<std::string> notes_on(const TrainingOptions& options, const datasets::TrainingSet& set);

/// The points of one replica; `options.points` are known. Collective.
datasets::TrainingSet make_training_set(const TrainingOptions& options, std::uint32_t replica,
                                        const kernels::Partition& partition,
                                        const parallel::Communicator& communicator,
                                        const FileReading& reading = {});

}  // namespace regimes::experiments
