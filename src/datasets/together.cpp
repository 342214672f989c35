#include "datasets/together.hpp"

#include <new>
#include <string>

#include "base/error.hpp"

namespace regimes::datasets {
namespace {

struct Failure {
  ExitCode code = ExitCode::done;
  std::string message;
};

Failure failure_of(const std::function<void()>& work) {
  try {
    work();
    return {};
  } catch (const Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ExitCode::contract_broken, "out of memory while points were read; try more ranks"};
  }
}

[[noreturn]] void raise(ExitCode code, const std::string& message) {
  switch (code) {
    case ExitCode::usage:
      throw UsageError(message);
    case ExitCode::bad_data:
      throw DataError(message);
    case ExitCode::input_output:
      throw InputOutputError(message);
    default:
      throw Error(code, message);
  }
}

}  // namespace

void together(const parallel::Communicator& communicator, const std::function<void()>& work) {
  const Failure mine = failure_of(work);
  if (!communicator.any(mine.code != ExitCode::done)) return;
  const auto codes = communicator.gather(std::to_string(static_cast<int>(mine.code)));
  const auto messages = communicator.gather(mine.message);
  std::int64_t code = 0;
  std::string message;
  for (std::size_t rank = 0; rank < codes.size() && code == 0; ++rank) {
    code = std::stoi(codes[rank]);
    message = messages[rank];
  }
  code = communicator.broadcast(code);
  raise(static_cast<ExitCode>(code), communicator.broadcast(message));
}

}  // namespace regimes::datasets
