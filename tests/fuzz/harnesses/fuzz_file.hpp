#pragma once
// Bytes as a regular file that exists in memory only.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "datasets/readers/row_reader.hpp"

namespace regimes::fuzz {

class FuzzFile {
 public:
  FuzzFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0 || write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  ~FuzzFile() { close(descriptor_); }
  FuzzFile(const FuzzFile&) = delete;
  FuzzFile& operator=(const FuzzFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

// What the user may be told. Anything else ends the run: a ContractError is a bug.
template <class Action>
void refused_or_read(const Action& action) {
  try {
    action();
  } catch (const DataError&) {
  } catch (const UsageError&) {
  } catch (const InputOutputError&) {
  }
}

// Every fifth row, and the last, so that rows are jumped over.
inline void read_rows(const datasets::RowReader& reader) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < reader.rows(); row += 5) rows.push_back(row);
  if (rows.back() != reader.rows() - 1) rows.push_back(reader.rows() - 1);
  reader.visit(rows, [](std::size_t, std::span<const double>) {});
}

}  // namespace regimes::fuzz
