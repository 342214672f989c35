#include "parallel/collective_errors.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#include "base/error.hpp"

namespace regimes::parallel {
namespace {

/// What all ranks see where the last rank alone throws `error`.
template <class Seen, class Thrown>
Seen seen_of(const Thrown& error) {
  const Communicator ranks;
  try {
    rethrow_on_all_ranks(ranks, [&] {
      if (ranks.rank() == ranks.size() - 1) throw error;
    });
  } catch (const Seen& seen) {
    return seen;
  }
  throw std::logic_error("nothing of this type was thrown");
}

/// What an error of the machine of the last rank says on all ranks: another rank than root is named.
std::string said_by_last(const std::string& message) {
  const int last = Communicator().size() - 1;
  return last == 0 ? message : "rank " + std::to_string(last) + ": " + message;
}

TEST(CollectiveErrors, NothingIsThrownWhereNoRankFails) {
  int calls = 0;
  rethrow_on_all_ranks(Communicator(), [&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(CollectiveErrors, AnOptionErrorKeepsItsOptionOnAllRanks) {
  const auto seen = seen_of<OptionError>(OptionError("times", "3 after 4"));
  EXPECT_EQ(seen.option(), "times");
  EXPECT_EQ(seen.problem(), "3 after 4");
  EXPECT_STREQ(seen.what(), "--times: 3 after 4");
}

TEST(CollectiveErrors, EveryTypeAndMessageIsKept) {
  EXPECT_STREQ(seen_of<UsageError>(UsageError("a")).what(), "a");
  EXPECT_STREQ(seen_of<DataError>(DataError("b")).what(), "b");
  EXPECT_EQ(seen_of<InputOutputError>(InputOutputError("c")).what(), said_by_last("c"));
  EXPECT_EQ(seen_of<ContractError>(ContractError("d")).what(), said_by_last("d"));
  EXPECT_EQ(seen_of<Error>(Error(ExitCode::stopped_early, "e")).code(), ExitCode::stopped_early);
}

TEST(CollectiveErrors, OtherExceptionsAreBrokenContracts) {
  EXPECT_EQ(seen_of<ContractError>(std::bad_alloc()).what(), said_by_last(out_of_memory));
  EXPECT_EQ(seen_of<ContractError>(std::logic_error("f")).what(),
            said_by_last(unexpected_error + std::string("f")));
}

TEST(CollectiveErrors, TheFirstFailingRankIsHeard) {
  const Communicator ranks;
  try {
    rethrow_on_all_ranks(ranks, [&] { throw DataError(std::to_string(ranks.rank())); });
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "0");
  }
}

TEST(CollectiveErrors, OnRootIsCalledThereAlone) {
  const Communicator ranks;
  std::int64_t calls = 0;
  on_root(ranks, [&] { ++calls; });
  EXPECT_EQ(calls, ranks.is_root() ? 1 : 0);
  EXPECT_THROW(on_root(ranks, [] { throw DataError("g"); }), DataError);
}

}  // namespace
}  // namespace regimes::parallel
