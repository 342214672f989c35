// main() of the tests that run in one process.
#include <gtest/gtest.h>

#include "kernels/backend.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const regimes::kernels::BackendScope backend;
  return RUN_ALL_TESTS();
}
