#pragma once
/// Reductions of monoids: MPI's types and operations for states that have merge(). Internal to parallel.
#include <algorithm>
#include <type_traits>
#include <vector>

#include "kernels/posterior_states.hpp"
#include "parallel/communicator.hpp"

namespace regimes::parallel {

/// A datatype of `bytes` bytes and a commuting operation on it, freed at the end of their scope.
class MergeOperation {
 public:
  MergeOperation(std::size_t bytes, MPI_User_function* merge) {
    MPI_Type_contiguous(static_cast<int>(bytes), MPI_BYTE, &type_);
    MPI_Type_commit(&type_);
    MPI_Op_create(merge, /*commutes=*/1, &operation_);
  }
  ~MergeOperation() {
    MPI_Op_free(&operation_);
    MPI_Type_free(&type_);
  }
  MergeOperation(const MergeOperation&) = delete;
  MergeOperation& operator=(const MergeOperation&) = delete;

  MPI_Datatype type() const { return type_; }
  MPI_Op operation() const { return operation_; }

 private:
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
  MPI_Op operation_ = MPI_OP_NULL;
};

/// MPI's calling convention for a user operation; State is a monoid with merge().
template <class State>
void merge_states(void* in, void* in_out, int* length, MPI_Datatype*) {
  const auto* from = static_cast<const State*>(in);
  auto* to = static_cast<State*>(in_out);
  for (int i = 0; i < *length; ++i) to[i].merge(from[i]);
}

/// Calls reduce(first state, count, operation) for consecutive pieces: counts stay within int and buffers
/// small.
template <class State, class Reduce>
void merge_in_pieces(std::vector<State>& states, const Reduce& reduce) {
  static_assert(std::is_trivially_copyable_v<State>);
  constexpr std::size_t largest_message = 1 << 20;  // states
  const MergeOperation operation(sizeof(State), &merge_states<State>);
  for (std::size_t first = 0; first < states.size(); first += largest_message)
    reduce(states.data() + first, static_cast<int>(std::min(largest_message, states.size() - first)),
           operation);
}

template <class State>
void merge_on_root(std::vector<State>& states, const Communicator& ranks) {
  merge_in_pieces(states, [&](State* data, int count, const MergeOperation& operation) {
    MPI_Reduce(ranks.is_root() ? MPI_IN_PLACE : data, data, count, operation.type(), operation.operation(), 0,
               ranks.handle());
  });
}

template <class State>
void merge_on_all(std::vector<State>& states, const Communicator& ranks) {
  merge_in_pieces(states, [&](State* data, int count, const MergeOperation& operation) {
    MPI_Allreduce(MPI_IN_PLACE, data, count, operation.type(), operation.operation(), ranks.handle());
  });
}

/// The sums over ranks, on all of them.
inline void add_work(kernels::Work& work, const Communicator& ranks) {
  const std::vector<std::int64_t> sums =
      ranks.sum(std::vector<std::int64_t>{work.terms, work.skipped, work.reading_nanoseconds});
  work = {sums[0], sums[1], sums[2]};
}

}  // namespace regimes::parallel
