#include "parallel/gather_rows.hpp"

#include <limits>
#include <numeric>

#include "base/contract.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::parallel {
namespace {

/// A row of numbers as one item, so that counts stay within int.
class RowType {
 public:
  RowType(int width, MPI_Datatype number) {
    MPI_Type_contiguous(width, number, &type_);
    MPI_Type_commit(&type_);
  }
  ~RowType() { MPI_Type_free(&type_); }
  RowType(const RowType&) = delete;
  RowType& operator=(const RowType&) = delete;
  MPI_Datatype type() const { return type_; }

 private:
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

std::vector<int> first_rows(const std::vector<int>& counts) {
  std::vector<int> first(counts.size());
  std::exclusive_scan(counts.begin(), counts.end(), first.begin(), 0);
  return first;
}

template <class Value>
std::vector<Value> on_root(const std::vector<Value>& mine, int width, MPI_Datatype number,
                           const Communicator& ranks) {
  const RowType row(width, number);
  const int rows = static_cast<int>(mine.size()) / width;
  std::vector<int> counts(ranks.size());
  MPI_Gather(&rows, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, ranks.handle());
  const std::vector<int> first = first_rows(counts);
  std::vector<Value> all(ranks.is_root() ? static_cast<std::size_t>(first.back() + counts.back()) * width
                                         : 0);
  MPI_Gatherv(mine.data(), rows, row.type(), all.data(), counts.data(), first.data(), row.type(), 0,
              ranks.handle());
  return all;
}

template <class Value>
std::vector<Value> on_all(const std::vector<Value>& mine, int width, MPI_Datatype number,
                          const Communicator& ranks) {
  const RowType row(width, number);
  const int rows = static_cast<int>(mine.size() / static_cast<std::size_t>(width));
  std::vector<int> counts(ranks.size());
  MPI_Allgather(&rows, 1, MPI_INT, counts.data(), 1, MPI_INT, ranks.handle());
  const std::vector<int> first = first_rows(counts);
  std::vector<Value> all(static_cast<std::size_t>(first.back() + counts.back()) * width);
  MPI_Allgatherv(mine.data(), rows, row.type(), all.data(), counts.data(), first.data(), row.type(),
                 ranks.handle());
  return all;
}

template <class Value>
std::vector<Value> distributed(const std::vector<Value>& rows, int width, int count, MPI_Datatype number,
                               const Communicator& ranks) {
  const RowType row(width, number);
  std::vector<int> counts(ranks.size());
  for (int rank = 0; rank < ranks.size(); ++rank) {
    const Share share = share_of(count, rank, ranks.size());
    counts[rank] = share.last - share.first;
  }
  const std::vector<int> first = first_rows(counts);
  std::vector<Value> mine(static_cast<std::size_t>(counts[ranks.rank()]) * width);
  MPI_Scatterv(rows.data(), counts.data(), first.data(), row.type(), mine.data(), counts[ranks.rank()],
               row.type(), 0, ranks.handle());
  return mine;
}

}  // namespace

std::vector<float> gather_rows(const std::vector<float>& mine, int width, const Communicator& ranks) {
  return on_all(mine, width, MPI_FLOAT, ranks);
}

std::vector<double> gather_rows(const std::vector<double>& mine, int width, const Communicator& ranks) {
  return on_all(mine, width, MPI_DOUBLE, ranks);
}

std::vector<std::int64_t> gather_rows(const std::vector<std::int64_t>& mine, int width,
                                      const Communicator& ranks) {
  return on_all(mine, width, MPI_INT64_T, ranks);
}

std::vector<double> gather_rows_on_root(const std::vector<double>& mine, int width,
                                        const Communicator& ranks) {
  return on_root(mine, width, MPI_DOUBLE, ranks);
}

std::vector<std::int64_t> gather_rows_on_root(const std::vector<std::int64_t>& mine, int width,
                                              const Communicator& ranks) {
  return on_root(mine, width, MPI_INT64_T, ranks);
}

std::vector<double> scatter_rows(const std::vector<double>& rows, int width, int count,
                                 const Communicator& ranks) {
  return distributed(rows, width, count, MPI_DOUBLE, ranks);
}

std::vector<std::int64_t> scatter_rows(const std::vector<std::int64_t>& rows, int width, int count,
                                       const Communicator& ranks) {
  return distributed(rows, width, count, MPI_INT64_T, ranks);
}

std::vector<double> sum_and_share_rows(const std::vector<double>& rows, int width,
                                       const std::vector<int>& counts, const Communicator& ranks) {
  std::vector<int> numbers;
  for (const int count : counts) {
    require(static_cast<std::int64_t>(count) * width <= std::numeric_limits<int>::max(),
            "{} rows of {} numbers fit a message", count, width);
    numbers.push_back(count * width);
  }
  std::vector<double> mine(numbers[ranks.rank()]);
  MPI_Reduce_scatter(rows.data(), mine.data(), numbers.data(), MPI_DOUBLE, MPI_SUM, ranks.handle());
  return mine;
}

}  // namespace regimes::parallel
