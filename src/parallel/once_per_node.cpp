#include "parallel/once_per_node.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace regimes::parallel {
namespace {

MadeBytes made(const std::function<MadeBytes()>& make) {
  try {
    return make();
  } catch (const std::exception&) {
    return nullptr;
  }
}

/// Root's bytes; room for them elsewhere.
MadeBytes broadcast(const MadeBytes& bytes, const Communicator& ranks) {
  constexpr std::int64_t nothing = -1;
  constexpr std::size_t largest_piece = std::size_t{1} << 28;  // MPI counts are int
  const std::int64_t size = ranks.broadcast(bytes ? static_cast<std::int64_t>(bytes->size()) : nothing);
  if (size == nothing) return nullptr;
  std::vector<std::uint8_t> received(ranks.is_root() ? 0 : static_cast<std::size_t>(size));
  for (std::size_t first = 0; first < static_cast<std::size_t>(size); first += largest_piece) {
    const std::size_t count = std::min(largest_piece, static_cast<std::size_t>(size) - first);
    // Root's are only read.
    void* const from = ranks.is_root() ? const_cast<std::uint8_t*>(bytes->data() + first) : &received[first];
    MPI_Bcast(from, static_cast<int>(count), MPI_BYTE, 0, ranks.handle());
  }
  return ranks.is_root() ? bytes : std::make_shared<const std::vector<std::uint8_t>>(std::move(received));
}

}  // namespace

MadeBytes once_per_node(const Communicator& ranks, const std::function<MadeBytes()>& make) {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(ranks.handle(), MPI_COMM_TYPE_SHARED, ranks.rank(), MPI_INFO_NULL, &node);
  MadeBytes bytes;
  if (const Communicator together(node); together.size() > 1)
    bytes = broadcast(together.is_root() ? made(make) : nullptr, together);
  MPI_Comm_free(&node);
  return bytes;
}

}  // namespace regimes::parallel
