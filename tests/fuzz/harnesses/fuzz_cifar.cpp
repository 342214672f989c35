#include "datasets/readers/cifar.hpp"
#include "fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const regimes::fuzz::FuzzFile file(data, size);
  regimes::fuzz::refused_or_read(
      [&] { regimes::fuzz::read_rows(*regimes::datasets::open_cifar(file.path())); });
  regimes::fuzz::refused_or_read([&] { regimes::datasets::read_cifar_labels(file.path()); });
  return 0;
}
