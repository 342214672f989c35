#include "io/replace_file.hpp"

#include "io/file_aside.hpp"

namespace regimes::io {

void replace_file(const std::string& path, const std::vector<std::byte>& bytes) {
  FileAside aside(path);
  aside.write_all(bytes);
  aside.rename_over_target();
}

void check_replaceable(const std::string& path) { const FileAside probe(path); }

}  // namespace regimes::io
