#include "datasets/readers/file_format.hpp"
#include "datasets/readers/labels.hpp"
#include "fuzz_file.hpp"

// Whatever it is: told by its content, but for HDF5, which is HDF5's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace regimes;
  const fuzz::FuzzFile file(data, size);
  fuzz::refused_or_read([&] {
    const datasets::FileFormat& format = datasets::format_told(file.path(), "--train-file");
    if (format.name == "hdf5") return;
    fuzz::read_rows(*format.open(file.path(), "--train-file"));
    datasets::read_labels(file.path());
  });
  return 0;
}
