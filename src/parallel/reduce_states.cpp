#include "parallel/reduce_states.hpp"

#include <algorithm>
#include <type_traits>

namespace regimes::parallel {

namespace {

/// MPI's calling convention for a user operation; State is a monoid with merge().
template <class State>
void merge_operation(void* in, void* in_out, int* length, MPI_Datatype*) {
  const auto* from = static_cast<const State*>(in);
  auto* to = static_cast<State*>(in_out);
  for (int i = 0; i < *length; ++i) to[i].merge(from[i]);
}

template <class State>
void reduce(std::vector<State>& states, const Communicator& ranks) {
  static_assert(std::is_trivially_copyable_v<State>);
  constexpr std::size_t largest_message = 1 << 20;  // states; keeps counts within int and buffers small
  MPI_Datatype type;
  MPI_Type_contiguous(sizeof(State), MPI_BYTE, &type);
  MPI_Type_commit(&type);
  MPI_Op operation;
  MPI_Op_create(&merge_operation<State>, /*commutes=*/1, &operation);
  for (std::size_t first = 0; first < states.size(); first += largest_message) {
    const int count = static_cast<int>(std::min(largest_message, states.size() - first));
    State* data = states.data() + first;
    MPI_Reduce(ranks.is_root() ? MPI_IN_PLACE : data, data, count, type, operation, 0, ranks.handle());
  }
  MPI_Op_free(&operation);
  MPI_Type_free(&type);
}

}  // namespace

void reduce_to_root(kernels::PosteriorStates& states, const Communicator& ranks) {
  reduce(states.posterior, ranks);
  reduce(states.class_sums, ranks);
  const std::vector<std::int64_t> work =
      ranks.sum(std::vector<std::int64_t>{states.work.terms, states.work.skipped});
  states.work = {work[0], work[1]};
}

}  // namespace regimes::parallel
