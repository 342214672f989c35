#include "resolve_request.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const regimes::fuzz::FuzzFile file(data, size);
  regimes::fuzz::resolve_request({"--config", file.path()});
  return 0;
}
