#include "experiments/evaluate/query_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "datasets/free_points.hpp"
#include "experiments/options/precision_choice.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::experiments {

namespace {

constexpr std::int64_t most_values_read = std::int64_t{1} << 20;  // at a time: 8 MiB

/// Where a file has a value that is not finite; rows beyond its last one: nowhere.
struct BadValue {
  std::int64_t row, column;
};

/// The first of all ranks.
BadValue first_of(const BadValue& mine, const parallel::Communicator& communicator) {
  const std::int64_t row = -communicator.maximum(-mine.row);
  return {row, communicator.maximum(mine.row == row ? mine.column : std::int64_t{-1})};
}

}  // namespace

QueryFrame::QueryFrame(std::vector<double> center, bool is_rounded)
    : center_(std::move(center)),
      center_norm_squared_(std::inner_product(center_.begin(), center_.end(), center_.begin(), 0.)),
      is_rounded_(is_rounded) {}

void QueryFrame::place(const double* y, double t, double* x) const {
  const double signal = std::exp(-t);
  for (std::size_t k = 0; k < center_.size(); ++k) x[k] = y[k] - signal * center_[k];
  if (is_rounded_)
    for (std::size_t k = 0; k < center_.size(); ++k) x[k] = static_cast<float>(x[k]);
}

kernels::FreeQueries QueryFrame::place(const std::vector<double>& y, int first, int last, double t) const {
  const auto d = static_cast<std::size_t>(dimension());
  kernels::FreeQueries queries{last - first, dimension(), std::vector<double>((last - first) * d)};
  for (int q = first; q < last; ++q) place(y.data() + q * d, t, queries.x.data() + (q - first) * d);
  return queries;
}

std::vector<double> QueryFrame::norms_squared(const double* y, const std::vector<double>& times) const {
  std::vector<double> x(center_.size()), norms;
  for (const double t : times) {
    place(y, t, x.data());
    norms.push_back(std::inner_product(x.begin(), x.end(), x.begin(), 0.));
  }
  return norms;
}

std::vector<double> largest_query_norms(const datasets::RowReader& rows, const QueryFrame& frame,
                                        const std::vector<double>& times, const std::string& what,
                                        const parallel::Communicator& communicator) {
  const std::int64_t d = rows.dimension(), ranks = communicator.size();
  const std::int64_t last = rows.rows() * (communicator.rank() + 1) / ranks;
  const std::int64_t step = std::max<std::int64_t>(1, most_values_read / d);
  BadValue bad{rows.rows(), -1};
  std::vector<double> largest(times.size(), 0.);
  parallel::rethrow_on_all_ranks(communicator, [&] {
    for (std::int64_t first = rows.rows() * communicator.rank() / ranks; first < last; first += step) {
      const std::vector<double> raw = datasets::read_rows(rows, first, std::min(step, last - first));
      const auto wrong =
          std::find_if(raw.begin(), raw.end(), [](double value) { return !std::isfinite(value); });
      if (wrong != raw.end()) {
        bad = {first + (wrong - raw.begin()) / d, (wrong - raw.begin()) % d};
        return;
      }
      for (std::size_t point = 0; point < raw.size(); point += frame.center().size()) {
        const std::vector<double> norms = frame.norms_squared(raw.data() + point, times);
        for (std::size_t i = 0; i < times.size(); ++i) largest[i] = std::max(largest[i], norms[i]);
      }
    }
  });
  bad = first_of(bad, communicator);
  if (bad.row < rows.rows()) {
    const datasets::FilePlace place = rows.place_in_file(bad.row, bad.column);
    throw DataError(fmt::format("{}: row {}, column {} (counted from 0) is not a finite number", what,
                                place.row, place.column));
  }
  for (double& norm : largest) {
    norm = communicator.maximum(norm);
    if (!(norm < norm_squared_limit))
      throw DataError(
          fmt::format("{}: the largest |x|^2 is {:.3g}; it must stay below {:.0e}. Use a smaller "
                      "scale, or other units",
                      what, norm, norm_squared_limit));
  }
  return largest;
}

}  // namespace regimes::experiments
