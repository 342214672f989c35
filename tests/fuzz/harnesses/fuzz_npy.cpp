#include "datasets/readers/npy.hpp"
#include "fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const regimes::fuzz::FuzzFile file(data, size);
  regimes::fuzz::refused_or_read(
      [&] { regimes::fuzz::read_rows(*regimes::datasets::open_npy(file.path())); });
  return 0;
}
