#pragma once
/// Queries as their owner has them, and as the sweep needs them.
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/row_reader.hpp"
#include "kernels/queries.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Points are a = s raw - c (--scale, --center), so a query at time t is x = s raw - c e^{-t}: with
/// x - a e^{-t} = s (raw_x - raw_a e^{-t}), everything but D and x themselves is what it is for the raw data
/// times s, and --center changes round-off only.
class QueryFrame {
 public:
  /// is_rounded: the points that queries meet were rounded to float numbers, and so are queries, so that
  /// copies stay copies.
  QueryFrame(double scale, std::vector<double> center, bool is_rounded);

  int dimension() const { return static_cast<int>(center_.size()); }
  const std::vector<double>& center() const { return center_; }
  double center_norm_squared() const { return center_norm_squared_; }
  /// |x|^2 of raw values at every one of the times.
  std::vector<double> norms_squared(const double* raw, const std::vector<double>& times) const;
  /// The d numbers x of raw values at time t.
  void place(const double* raw, double t, double* x) const;
  /// Rows [first, last) of `raw` [row][coordinate], all at time t.
  kernels::FreeQueries place(const std::vector<double>& raw, int first, int last, double t) const;

 private:
  double scale_;
  std::vector<double> center_;  // [coordinate]
  double center_norm_squared_;
  bool is_rounded_;
};

/// Reads all rows once, shared among the ranks, and returns for every
/// time the largest |x|^2 in the frame; all points are queries at all times. Collective. Throws DataError on
/// all ranks, with row and column of the first value that is not finite, or where |x|^2 is beyond what float
/// numbers bear; the errors of RowReader::visit(). `what` names option and file in messages.
std::vector<double> largest_query_norms(const datasets::RowReader& rows, const QueryFrame& frame,
                                        const std::vector<double>& times, const std::string& what,
                                        const parallel::Communicator& communicator);

/// Throws DataError unless rows and points have the same dimension. `what`: "--queries-file 'x.npy'".
void require_dimension(std::int64_t dimension_of_rows, std::int64_t dimension, const std::string& what);

}  // namespace regimes::experiments
