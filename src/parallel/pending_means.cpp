#include "parallel/pending_means.hpp"

#include <cmath>
#include <cstring>

namespace regimes::parallel {
namespace {

static_assert(sizeof(kernels::Posterior) % sizeof(double) == 0);
constexpr std::size_t state_numbers = sizeof(kernels::Posterior) / sizeof(double);

kernels::Posterior state_of(const double* record) {
  kernels::Posterior state;
  std::memcpy(static_cast<void*>(&state), record, sizeof state);
  return state;
}

/// Adds a record: the state merges, and the sums of both are brought to its reference.
void merge_record(double* into, const double* from, std::size_t dimension) {
  kernels::Posterior state = state_of(into);
  const kernels::Posterior before = state, other = state_of(from);
  state.merge(other);
  std::memcpy(into, &state, sizeof state);
  if (other.empty()) return;
  const double keep = before.empty() ? 0 : std::exp(before.reference - state.reference);
  const double take = std::exp(other.reference - state.reference);
  for (std::size_t k = state_numbers; k < state_numbers + dimension; ++k)
    into[k] = keep * into[k] + take * from[k];
}

/// MPI's calling convention; the datatype tells the length of a record.
void merge_records(void* in, void* in_out, int* length, MPI_Datatype* type) {
  int bytes = 0;
  MPI_Type_size(*type, &bytes);
  const std::size_t numbers = static_cast<std::size_t>(bytes) / sizeof(double);
  for (int i = 0; i < *length; ++i)
    merge_record(static_cast<double*>(in_out) + i * numbers, static_cast<const double*>(in) + i * numbers,
                 numbers - state_numbers);
}

}  // namespace

PendingMeans::PendingMeans(const kernels::PosteriorMeans& mine, const std::vector<int>& counts,
                           const Communicator& ranks)
    : queries_(counts[ranks.rank()]),
      dimension_(mine.dimension),
      counts_(counts),
      operation_((state_numbers + mine.dimension) * sizeof(double), &merge_records) {
  const std::size_t width = state_numbers + dimension_;
  sent_.resize(width * mine.queries);
  received_.resize(width * queries_);
  for (int q = 0; q < mine.queries; ++q) {
    double* record = sent_.data() + q * width;
    std::memcpy(record, &mine.posterior[q], sizeof(kernels::Posterior));
    std::memcpy(record + state_numbers, mine.weighted_sums.data() + static_cast<std::size_t>(q) * dimension_,
                dimension_ * sizeof(double));
  }
  MPI_Ireduce_scatter(sent_.data(), received_.data(), counts_.data(), operation_.type(),
                      operation_.operation(), ranks.handle(), &request_);
}

PendingMeans::~PendingMeans() { MPI_Wait(&request_, MPI_STATUS_IGNORE); }

kernels::PosteriorMeans PendingMeans::collect() {
  MPI_Wait(&request_, MPI_STATUS_IGNORE);
  kernels::PosteriorMeans means(queries_, dimension_);
  const std::size_t width = state_numbers + dimension_;
  for (int q = 0; q < queries_; ++q) {
    const double* record = received_.data() + q * width;
    means.posterior[q] = state_of(record);
    std::memcpy(means.weighted_sums.data() + static_cast<std::size_t>(q) * dimension_, record + state_numbers,
                dimension_ * sizeof(double));
  }
  return means;
}

}  // namespace regimes::parallel
