#pragma once
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/error.hpp"

namespace regimes::datasets {

// Expects an Error with this code whose message has all of the parts.
template <class Action>
void expect_error(ExitCode code, const std::vector<std::string>& parts, const Action& action) {
  try {
    action();
    ADD_FAILURE() << "accepted; expected: " << testing::PrintToString(parts);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    for (const std::string& part : parts) EXPECT_THAT(error.what(), testing::HasSubstr(part));
  }
}

}  // namespace regimes::datasets
