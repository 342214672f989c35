#pragma once
/// The ranks that work together: the few collective operations the suite needs, on std types. Collective
/// unless said otherwise.
#include <mpi.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace regimes::parallel {

/// Name and version of the MPI library. Not collective; allowed before MPI is started.
std::string library_version();
/// Name of this machine. Not collective.
std::string host_name();

class Communicator {
 public:
  explicit Communicator(MPI_Comm handle = MPI_COMM_WORLD);

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool is_root() const { return rank_ == 0; }
  MPI_Comm handle() const { return handle_; }

  /// The ranks that give the same number, in their order here.
  Communicator split(int number) const;

  void barrier() const;
  /// Element-wise sums, the same on every rank. Sums of doubles may differ in the last bits between rank
  /// counts.
  std::vector<std::int64_t> sum(const std::vector<std::int64_t>& values) const;
  std::vector<double> sum(const std::vector<double>& values) const;
  std::int64_t maximum(std::int64_t value) const;
  double maximum(double value) const;
  /// Element-wise.
  std::vector<double> maximum(const std::vector<double>& values) const;
  /// True on every rank if it is on any.
  bool any(bool value) const { return maximum(std::int64_t{value}) == 1; }
  /// Root's value on every rank.
  std::int64_t broadcast(std::int64_t value) const;
  std::string broadcast(const std::string& text) const;
  std::vector<double> broadcast(std::vector<double> values) const;
  /// rows[i] (each `width` numbers), set on its owner and ignored elsewhere, copied to all ranks.
  void share_rows(std::vector<double>& rows, std::size_t width, const std::vector<int>& owners) const;
  /// Every rank's text, in rank order, on root; empty elsewhere.
  std::vector<std::string> gather(const std::string& text) const;

 private:
  MPI_Comm handle_;
  std::shared_ptr<MPI_Comm> owned_;  // what split() made
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace regimes::parallel
