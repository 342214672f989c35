#include "app/theory/spectrum_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/real.hpp"

namespace regimes::app {
namespace {

constexpr std::uintmax_t largest_bytes = std::uintmax_t{1} << 28;
constexpr double most_directions = 1e15;  // that many are still counted exactly

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw InputOutputError(fmt::format("--spectrum-file: {} cannot be read: {}", path, reason));
}

/// Opening a pipe may wait for ever.
void check_file(const std::string& path) {
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  if (problem) refuse(path, problem.message());
  if (!std::filesystem::is_regular_file(status)) refuse(path, "it is not a regular file");
  const std::uintmax_t bytes = std::filesystem::file_size(path, problem);
  if (problem) refuse(path, problem.message());
  if (bytes > largest_bytes)
    refuse(path, fmt::format("it has {} bytes, more than {}; is it a spectrum?", bytes, largest_bytes));
}

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view separators = " \t\r,";
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  for (std::size_t begin = line.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(separators, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(separators, end);
  }
  return words;
}

double real_at(std::string_view word, const std::string& place) {
  constexpr std::size_t longest = 60;
  try {
    return parse_real(word.substr(0, longest), place);
  } catch (const UsageError& error) {
    throw DataError(error.what());
  }
}

void add_line(const std::vector<std::string_view>& words, const std::string& place,
              theory::Spectrum& spectrum) {
  constexpr std::size_t most_words = 2;
  if (words.size() > most_words)
    throw DataError(
        fmt::format("{}: {} numbers; a line has an eigenvalue and, if wanted, how many directions have it",
                    place, words.size()));
  const double eigenvalue = real_at(words[0], place);
  if (eigenvalue < 0)
    throw DataError(
        fmt::format("{}: the eigenvalue {} is negative; a covariance has none", place, eigenvalue));
  const double multiplicity = words.size() == most_words ? real_at(words[1], place) : 1;
  if (!(multiplicity >= 1 && multiplicity <= most_directions && std::floor(multiplicity) == multiplicity))
    throw DataError(fmt::format("{}: {} directions; give a whole number from 1 to {:g}", place, multiplicity,
                                most_directions));
  spectrum.eigenvalue.push_back(eigenvalue);
  spectrum.multiplicity.push_back(multiplicity);
}

}  // namespace

theory::Spectrum read_spectrum(const std::string& path) {
  check_file(path);
  std::ifstream file(path);
  if (!file) refuse(path, std::strerror(errno));
  theory::Spectrum spectrum;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto words = words_of(line);
    if (!words.empty()) add_line(words, fmt::format("--spectrum-file: {}:{}", path, number), spectrum);
  }
  if (file.bad()) refuse(path, std::strerror(errno));
  if (spectrum.eigenvalue.empty())
    throw DataError(fmt::format("--spectrum-file: {} holds no eigenvalue; write one a line", path));
  if (*std::max_element(spectrum.eigenvalue.begin(), spectrum.eigenvalue.end()) == 0)
    throw DataError(fmt::format("--spectrum-file: {} has no variance in any direction", path));
  return spectrum;
}

}  // namespace regimes::app
