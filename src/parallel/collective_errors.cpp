#include "parallel/collective_errors.hpp"

#include <fmt/format.h>

#include <new>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace regimes::parallel {
namespace {

/// An error as it can be sent. `option` is empty but for an OptionError, whose message then is the problem.
struct Failure {
  ExitCode code = ExitCode::done;
  std::string option, message;
};

Failure failure_of(const std::function<void()>& work) {
  try {
    work();
    return {};
  } catch (const OptionError& error) {
    return {error.code(), error.option(), error.problem()};
  } catch (const Error& error) {
    return {error.code(), {}, error.what()};
  } catch (const std::bad_alloc&) {
    return {ExitCode::contract_broken, {}, out_of_memory};
  } catch (const std::exception& error) {
    return {ExitCode::contract_broken, {}, unexpected_error + std::string(error.what())};
  }
}

/// Options and data are the same on all ranks, and so is what is wrong with them; a disk or memory is one
/// rank's.
bool is_of_one_machine(ExitCode code) {
  return code != ExitCode::done && code != ExitCode::usage && code != ExitCode::bad_data;
}

[[noreturn]] void raise(const Failure& failure) {
  if (!failure.option.empty()) throw OptionError(failure.option, failure.message);
  switch (failure.code) {
    case ExitCode::usage:
      throw UsageError(failure.message);
    case ExitCode::bad_data:
      throw DataError(failure.message);
    case ExitCode::input_output:
      throw InputOutputError(failure.message);
    case ExitCode::contract_broken:
      throw ContractError(failure.message);
    default:
      throw Error(failure.code, failure.message);
  }
}

}  // namespace

void rethrow_on_all_ranks(const Communicator& ranks, const std::function<void()>& work) {
  const Failure mine = failure_of(work);
  if (!ranks.any(mine.code != ExitCode::done)) return;
  const std::vector<std::string> codes = ranks.gather(std::to_string(static_cast<int>(mine.code))),
                                 options = ranks.gather(mine.option), messages = ranks.gather(mine.message);
  Failure first;
  for (std::size_t rank = 0; rank < codes.size() && first.code == ExitCode::done; ++rank) {
    first = {static_cast<ExitCode>(std::stoi(codes[rank])), options[rank], messages[rank]};
    if (rank > 0 && is_of_one_machine(first.code))
      first.message = fmt::format("rank {}: {}", rank, messages[rank]);
  }
  first.code = static_cast<ExitCode>(ranks.broadcast(static_cast<std::int64_t>(first.code)));
  first.option = ranks.broadcast(first.option);
  first.message = ranks.broadcast(first.message);
  raise(first);
}

void on_root(const Communicator& ranks, const std::function<void()>& work) {
  rethrow_on_all_ranks(ranks, [&] {
    if (ranks.is_root()) work();
  });
}

}  // namespace regimes::parallel
