#pragma once
/// Range, mean and spread of the numbers of many points, channel by channel of images, and how much they
/// differ from point to point.
#include <cstdint>
#include <span>
#include <vector>

#include "datasets/readers/row_reader.hpp"
#include "datasets/training_set.hpp"
#include "experiments/run/rank_grid.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Which numbers of a point are of one kind. Of images with three axes the channels are the axis of at most
/// four; else all numbers are one channel.
struct Channels {
  int count = 1;
  std::vector<int> of;  ///< [coordinate]; empty: all of one
  /// [channel] how many numbers of a point of dimension d.
  std::vector<std::int64_t> sizes(int dimension) const;
};
Channels channels_of(const std::vector<std::int64_t>& axes);

struct Range {
  double smallest, largest;
};

struct ChannelStatistics {
  std::int64_t points = 0;
  std::int64_t numbers = 0;  ///< of a point
  Range range = {};          ///< of all numbers
  double mean = 0;           ///< of all numbers
  double variance = 0;       ///< of all numbers
  double mean_scatter = 0;   ///< s.d., over points, of the mean of a point
  double square_scatter =
      0;  ///< s.d., over points, of the mean square of a point about `mean` of the training set
  Range own_variance = {};  ///< over points, of the variance within a point
};

/// Sums over this rank's points.
class PointStatistics {
 public:
  /// `reference`, [channel]: near the means, so that squares keep their digits.
  PointStatistics(Channels channels, int dimension, std::vector<double> reference);
  void add(std::span<const double> point);
  /// Over the points of all ranks, [channel]. Collective.
  std::vector<ChannelStatistics> collect(const parallel::Communicator& communicator) const;

 private:
  struct Sums {
    double mean = 0, mean_squared = 0, square = 0, square_squared = 0;
  };
  Channels channels_;
  std::vector<std::int64_t> sizes_;
  std::vector<double> reference_;
  std::vector<Sums> sums_;
  std::vector<Range> range_, own_variance_;
  std::int64_t points_ = 0;
};

/// Statistics of the training points, in units of the data: as they are after --scale and before --center.
/// Large sets are looked at in places that are spread over them. Collective over the ranks that share the
/// points.
std::vector<ChannelStatistics> statistics_of(const datasets::TrainingSet& set, const Channels& channels,
                                             const RankGrid& grid);

/// Calls visit(points) with rows of [first, last), which hold one point or more; of many rows with those of
/// places that are spread over them. Ranks share the rows; if one fails, all throw. Collective.
void visit_spread_rows(const datasets::RowReader& rows, std::int64_t first, std::int64_t last,
                       const parallel::Communicator& communicator,
                       const std::function<void(std::span<const double>)>& visit);

}  // namespace regimes::experiments
