#pragma once
/// Queries in units of the data, and as the sweep needs them.
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/readers/row_reader.hpp"
#include "kernels/queries.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Points are a = y_a - c, with y_a the raw values times --scale and c from --center, so a query at time t is
/// x = y_x - c e^{-t}: with x - a e^{-t} = y_x - y_a e^{-t}, everything but D and x themselves is what it is
/// without a centre, and --center changes round-off only.
class QueryFrame {
 public:
  /// is_rounded: the points that queries meet were rounded to float numbers, and so are queries, so that
  /// copies stay copies.
  QueryFrame(std::vector<double> center, bool is_rounded);

  int dimension() const { return static_cast<int>(center_.size()); }
  const std::vector<double>& center() const { return center_; }
  double center_norm_squared() const { return center_norm_squared_; }
  /// |x|^2 of a point y at every one of the times.
  std::vector<double> norms_squared(const double* y, const std::vector<double>& times) const;
  /// The d numbers x of a point y at time t.
  void place(const double* y, double t, double* x) const;
  /// Rows [first, last) of `y` [row][coordinate], all at time t.
  kernels::FreeQueries place(const std::vector<double>& y, int first, int last, double t) const;

 private:
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
}  // namespace regimes::experiments
