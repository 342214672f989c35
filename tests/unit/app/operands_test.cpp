#include "app/arguments/operands.hpp"

#include <gmock/gmock.h>

#include "sample_table.hpp"

namespace {

using namespace regimes;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(SplitOperands, TellsWordsFromOptionsAndTheirValues) {
  const auto split = app::split_operands(
      test::sample_table(), {"a.h5", "--points", "5", "b.h5", "--store", "c.h5", "--scale=2", "d.h5"});
  EXPECT_THAT(split.operands, ElementsAre("a.h5", "b.h5", "c.h5", "d.h5"));
  EXPECT_THAT(split.options, ElementsAre("--points", "5", "--store", "--scale=2"));
}

TEST(SplitOperands, LeavesMistakesToTheReaderOfOptions) {
  const auto split = app::split_operands(test::sample_table(), {"--pionts", "5", "--points"});
  EXPECT_THAT(split.options, ElementsAre("--pionts", "--points"));
  EXPECT_THAT(split.operands, ElementsAre("5"));
  EXPECT_THAT(app::split_operands(test::sample_table(), {}).operands, IsEmpty());
}

}  // namespace
