#pragma once
#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"

namespace regimes::test {

/// Expects `work` to throw an Error with this code whose message contains `text`.
template <class Work>
void expect_refusal(const Work& work, const std::string& text, ExitCode code = ExitCode::usage) {
  try {
    work();
    ADD_FAILURE() << "accepted, instead of: " << text;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    EXPECT_THAT(error.what(), testing::HasSubstr(text));
  }
}

}  // namespace regimes::test
