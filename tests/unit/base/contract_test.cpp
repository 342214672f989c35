#include "base/contract.hpp"

#include <gmock/gmock.h>

namespace regimes {
namespace {

using testing::HasSubstr;

TEST(Contract, HoldsInSilence) { EXPECT_NO_THROW(require(2 > 1, "{} > {}", 2, 1)); }

TEST(Contract, PrintsItsOperands) {
  try {
    require(false, "row {} lies in a shard of {} rows", 7, 3);
    FAIL() << "a broken contract passed";
  } catch (const ContractError& error) {
    EXPECT_THAT(error.what(), HasSubstr("row 7 lies in a shard of 3 rows"));
    EXPECT_EQ(error.code(), ExitCode::contract_broken);
  }
}

}  // namespace
}  // namespace regimes
