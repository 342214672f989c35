#include "datasets/readers/dataset_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace regimes::datasets {

DatasetName split_dataset_name(const std::string& where) {
  std::error_code unknown;
  if (std::filesystem::exists(where, unknown)) return {where, ""};
  for (std::size_t colon = where.rfind(':'); colon != std::string::npos && colon > 0;
       colon = where.rfind(':', colon - 1))
    if (std::filesystem::is_regular_file(where.substr(0, colon), unknown))
      return {where.substr(0, colon), where.substr(colon + 1)};
  const std::size_t colon = where.rfind(":/");
  if (colon == std::string::npos) return {where, ""};
  return {where.substr(0, colon), where.substr(colon + 1)};
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  const auto shown = static_cast<std::ptrdiff_t>(std::min(names.size(), most));
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
  if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
  return text;
}

}  // namespace regimes::datasets
