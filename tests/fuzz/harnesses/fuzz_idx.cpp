#include "datasets/readers/idx.hpp"
#include "fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const regimes::fuzz::FuzzFile file(data, size);
  regimes::fuzz::refused_or_read(
      [&] { regimes::fuzz::read_rows(*regimes::datasets::open_idx(file.path(), "--train-file")); });
  return 0;
}
