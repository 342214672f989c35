#pragma once
/// Writing files so that nobody ever sees half of one.
#include <cstddef>
#include <string>
#include <vector>

namespace regimes::io {

/// Puts `bytes` at `path`, whole or not at all: they are written aside in the same folder (path +
/// ".writing-<process>-<k>"), synced, and renamed over `path`; the folder is synced last. On failure the file
/// aside is removed, an older file at `path` stays as it was, and InputOutputError names the path and the
/// system's reason. Only regular files are replaced. A process killed in between leaves its file aside
/// behind.
void replace_file(const std::string& path, const std::vector<std::byte>& bytes);

/// Throws InputOutputError unless replace_file() could put a file at `path` now: the folder exists and a file
/// can be made in it (one is made and removed), and `path` is free or a regular file.
void check_replaceable(const std::string& path);

}  // namespace regimes::io
