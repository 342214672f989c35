#pragma once
/// Rows of numbers that ranks hold in shares, brought together in rank order.
#include <cstdint>
#include <vector>

#include "parallel/communicator.hpp"

namespace regimes::parallel {

/// The rows of all ranks on every rank; each gives rows of `width` numbers. Collective.
std::vector<double> gather_rows(const std::vector<double>& mine, int width, const Communicator& ranks);
std::vector<float> gather_rows(const std::vector<float>& mine, int width, const Communicator& ranks);
std::vector<std::int64_t> gather_rows(const std::vector<std::int64_t>& mine, int width,
                                      const Communicator& ranks);

/// The rows of all ranks on root, nothing elsewhere; each gives rows of `width` numbers. Collective.
std::vector<double> gather_rows_on_root(const std::vector<double>& mine, int width,
                                        const Communicator& ranks);
std::vector<std::int64_t> gather_rows_on_root(const std::vector<std::int64_t>& mine, int width,
                                              const Communicator& ranks);

/// Root's rows of `width` numbers, distributed out: this rank's are the rows [first, last) of share_of().
/// What the other ranks pass is ignored. Collective.
std::vector<double> scatter_rows(const std::vector<double>& rows, int width, int count,
                                 const Communicator& ranks);
std::vector<std::int64_t> scatter_rows(const std::vector<std::int64_t>& rows, int width, int count,
                                       const Communicator& ranks);

/// Sums over ranks of rows of `width` numbers, of which every rank has all; rank r gets the counts[r] rows
/// behind those of the ranks before it. Collective.
std::vector<double> sum_and_share_rows(const std::vector<double>& rows, int width,
                                       const std::vector<int>& counts, const Communicator& ranks);

}  // namespace regimes::parallel
