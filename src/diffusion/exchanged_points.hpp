#pragma once
/// The points that have changed places with the sources of queries, as parts of their sums.
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "kernels/posterior_states.hpp"
#include "kernels/queries.hpp"
#include "parallel/communicator.hpp"

namespace regimes::diffusion {

/// A sweep leaves out the source and the exchanged point of a query. The latter stands at the source's place
/// in the order of the points, and is added here once a pass has come there.
class ExchangedPoints {
 public:
  /// None.
  ExchangedPoints() = default;
  /// Collective.
  ExchangedPoints(const datasets::TrainingSet& set, const kernels::NoisedQueries& queries,
                  const std::vector<double>& times, const kernels::Partition& partition,
                  const parallel::Communicator& communicator);

  /// Adds those at the places [begin, end) to the states of all queries; of mirrored ones [query][z, -z], the
  /// last of which may be missing.
  void add_to(kernels::PosteriorStates& states, std::int64_t begin, std::int64_t end) const;

 private:
  struct Point {
    int query;
    std::int64_t place;    ///< of the source
    std::int64_t index;    ///< its own
    int label;             ///< its class position
    double first, second;  ///< differences D1 and D2 (kernels/packs/accumulate.hpp)
  };

  void add(kernels::PosteriorStates& states, int state, const Point& point, double sign) const;

  std::vector<Point> points_;
  std::vector<double> times_;
  bool is_mirrored_ = false;
};

}  // namespace regimes::diffusion
