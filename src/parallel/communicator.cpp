#include "parallel/communicator.hpp"

#include <algorithm>
#include <numeric>

namespace regimes::parallel {
namespace {

/// Calls communicate(first, count) for consecutive pieces of an array: MPI counts are int.
template <class Communicate>
void in_pieces(std::size_t size, const Communicate& communicate) {
  constexpr std::size_t largest_piece = 1 << 20;
  for (std::size_t first = 0; first < size; first += largest_piece)
    communicate(first, static_cast<int>(std::min(largest_piece, size - first)));
}

template <class Value>
std::vector<Value> sum_over_ranks(const std::vector<Value>& values, MPI_Datatype type, MPI_Comm handle) {
  std::vector<Value> total(values.size());
  in_pieces(values.size(), [&](std::size_t first, int count) {
    MPI_Allreduce(values.data() + first, total.data() + first, count, type, MPI_SUM, handle);
  });
  return total;
}

}  // namespace

std::string library_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string whole(text, static_cast<std::size_t>(length));
  return whole.substr(0, whole.find_first_of(",\n"));
}

std::string host_name() {
  char text[MPI_MAX_PROCESSOR_NAME];
  int length = 0;
  MPI_Get_processor_name(text, &length);
  return {text, static_cast<std::size_t>(length)};
}

Communicator::Communicator(MPI_Comm handle) : handle_(handle) {
  MPI_Comm_rank(handle_, &rank_);
  MPI_Comm_size(handle_, &size_);
}

Communicator Communicator::split(int number) const {
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(handle_, number, rank_, &part);
  Communicator communicator(part);
  communicator.owned_ = std::shared_ptr<MPI_Comm>(new MPI_Comm(part), [](MPI_Comm* handle) {
    MPI_Comm_free(handle);
    delete handle;
  });
  return communicator;
}

void Communicator::barrier() const { MPI_Barrier(handle_); }

std::vector<std::int64_t> Communicator::sum(const std::vector<std::int64_t>& values) const {
  return sum_over_ranks(values, MPI_INT64_T, handle_);
}

std::vector<double> Communicator::sum(const std::vector<double>& values) const {
  return sum_over_ranks(values, MPI_DOUBLE, handle_);
}

std::int64_t Communicator::maximum(std::int64_t value) const {
  std::int64_t largest = value;
  MPI_Allreduce(&value, &largest, 1, MPI_INT64_T, MPI_MAX, handle_);
  return largest;
}

double Communicator::maximum(double value) const {
  double largest = value;
  MPI_Allreduce(&value, &largest, 1, MPI_DOUBLE, MPI_MAX, handle_);
  return largest;
}

std::vector<double> Communicator::maximum(const std::vector<double>& values) const {
  std::vector<double> largest(values.size());
  in_pieces(values.size(), [&](std::size_t first, int count) {
    MPI_Allreduce(values.data() + first, largest.data() + first, count, MPI_DOUBLE, MPI_MAX, handle_);
  });
  return largest;
}

std::int64_t Communicator::broadcast(std::int64_t value) const {
  MPI_Bcast(&value, 1, MPI_INT64_T, 0, handle_);
  return value;
}

std::string Communicator::broadcast(const std::string& text) const {
  std::string copy = text;
  copy.resize(static_cast<std::size_t>(broadcast(static_cast<std::int64_t>(text.size()))));
  in_pieces(copy.size(), [&](std::size_t first, int count) {
    MPI_Bcast(copy.data() + first, count, MPI_CHAR, 0, handle_);
  });
  return copy;
}

std::vector<double> Communicator::broadcast(std::vector<double> values) const {
  values.resize(static_cast<std::size_t>(broadcast(static_cast<std::int64_t>(values.size()))));
  in_pieces(values.size(), [&](std::size_t first, int count) {
    MPI_Bcast(values.data() + first, count, MPI_DOUBLE, 0, handle_);
  });
  return values;
}

void Communicator::share_rows(std::vector<double>& rows, std::size_t width,
                              const std::vector<int>& owners) const {
  if (size_ == 1) return;
  // One broadcast, or few, per run of rows with the same owner: owners come in blocks.
  for (std::size_t begin = 0; begin < owners.size();) {
    std::size_t end = begin + 1;
    while (end < owners.size() && owners[end] == owners[begin]) ++end;
    double* const run = rows.data() + begin * width;
    in_pieces((end - begin) * width, [&](std::size_t first, int count) {
      MPI_Bcast(run + first, count, MPI_DOUBLE, owners[begin], handle_);
    });
    begin = end;
  }
}

std::vector<std::string> Communicator::gather(const std::string& text) const {
  const int mine = static_cast<int>(text.size());
  std::vector<int> lengths(size_), offsets(size_);
  MPI_Gather(&mine, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, handle_);
  std::exclusive_scan(lengths.begin(), lengths.end(), offsets.begin(), 0);
  std::string all(is_root() ? offsets.back() + lengths.back() : 0, '\0');
  MPI_Gatherv(text.data(), mine, MPI_CHAR, all.data(), lengths.data(), offsets.data(), MPI_CHAR, 0, handle_);
  std::vector<std::string> texts;
  if (is_root())
    for (int r = 0; r < size_; ++r) texts.push_back(all.substr(offsets[r], lengths[r]));
  return texts;
}

}  // namespace regimes::parallel
