#include "app/commands.hpp"

#include <gmock/gmock.h>

namespace {

using namespace regimes;
using testing::IsEmpty;
using testing::Not;

// The manual page and the completion scripts are made from these.
TEST(Commands, AllDescribeThemselves) {
  for (const app::Command& command : app::commands()) {
    SCOPED_TRACE(command.name);
    EXPECT_NE(experiments::find(command.options, "help"), nullptr);
    EXPECT_THAT(command.summary, Not(IsEmpty()));
    EXPECT_THAT(command.description, Not(IsEmpty()));
    EXPECT_THAT(command.examples, Not(IsEmpty()));
  }
}

}  // namespace
