#include "app/collective_exit.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <new>
#include <thread>
#include <vector>

#include "app/terminal/signals.hpp"
#include "base/printable.hpp"

namespace regimes::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(2);  ///< for other ranks that fail for the same reason
constexpr auto between_looks = std::chrono::milliseconds(2);

/// True once all ranks have come. A rank that failed stops waiting after a while.
bool wait_for_all(MPI_Request& request, bool patient) {
  const auto start = Clock::now();
  int complete = 0;
  while (true) {
    MPI_Test(&request, &complete, MPI_STATUS_IGNORE);
    if (complete || (!patient && Clock::now() - start > patience)) return complete;
    std::this_thread::sleep_for(between_looks);
  }
}

/// On root: every distinct message once. One that root shares, or all, needs no rank.
void print_messages(const std::vector<std::string>& message_of_rank) {
  std::map<std::string, std::vector<std::size_t>> ranks_of;
  for (std::size_t rank = 0; rank < message_of_rank.size(); ++rank) {
    if (!message_of_rank[rank].empty()) ranks_of[message_of_rank[rank]].push_back(rank);
  }
  for (const auto& [message, ranks] : ranks_of) {
    print_error(ranks.front() == 0 ? message : fmt::format("rank {}: {}", ranks.front(), message));
  }
}

}  // namespace

Outcome attempt(const std::function<ExitCode()>& work) {
  try {
    return {work(), {}};
  } catch (const Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ExitCode::contract_broken, out_of_memory};
  } catch (const std::exception& error) {
    return {ExitCode::contract_broken, unexpected_error + std::string(error.what())};
  }
}

void print_error(const std::string& message) {
  std::fflush(stdout);
  std::fprintf(stderr, "regimes: %s\n", printable(message).c_str());
  std::fflush(stderr);
}

void require_results_printed() {
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return;
  pollfd output = {STDOUT_FILENO, POLLOUT, 0};
  const bool nobody_reads = poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
  if (!nobody_reads) throw InputOutputError("standard output cannot be written: is its disk full?");
}

std::optional<int> launched_rank() {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"}) {
    if (const char* rank = std::getenv(variable)) return std::atoi(rank);
  }
  return std::nullopt;
}

bool is_first_on_node() {
  for (const char* variable : {"OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID"}) {
    if (const char* rank = std::getenv(variable)) return std::atoi(rank) == 0;
  }
  return true;
}

CollectiveExit::CollectiveExit() { MPI_Comm_dup(MPI_COMM_WORLD, &ranks_); }
CollectiveExit::~CollectiveExit() { MPI_Comm_free(&ranks_); }

bool CollectiveExit::all_are_prepared(const Outcome& mine) const {
  return !parallel::Communicator(ranks_).any(mine.failed());
}

ExitCode CollectiveExit::conclude(const Outcome& mine) const {
  no_longer_leave_at_once();
  const int code = static_cast<int>(mine.code);
  int worst = code;
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Iallreduce(&code, &worst, 1, MPI_INT, MPI_MAX, ranks_, &request);
  const parallel::Communicator communicator(ranks_);
  if (!wait_for_all(request, !mine.failed())) {
    const int rank = communicator.rank();
    print_error(rank == 0 ? mine.message : fmt::format("rank {}: {}", rank, mine.message));
    MPI_Abort(MPI_COMM_WORLD, code);
  }
  const std::vector<std::string> messages = communicator.gather(mine.message);
  if (communicator.is_root()) print_messages(messages);
  ignore_signals();
  communicator.barrier();  // the launcher may end the others as soon as one leaves with an error
  return static_cast<ExitCode>(worst);
}

}  // namespace regimes::app
