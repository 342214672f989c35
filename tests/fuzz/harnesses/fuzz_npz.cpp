#include "datasets/readers/npy.hpp"
#include "fuzz_file.hpp"

// As one array of an archive, and as one that is named.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const regimes::fuzz::FuzzFile file(data, size);
  for (const char* const member : {"", ":x"})
    regimes::fuzz::refused_or_read(
        [&] { regimes::fuzz::read_rows(*regimes::datasets::open_npy(file.path() + member)); });
  return 0;
}
