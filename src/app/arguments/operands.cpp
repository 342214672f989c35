#include "app/arguments/operands.hpp"

namespace regimes::app {

SplitArguments split_operands(const OptionTable& table, const std::vector<std::string>& arguments) {
  constexpr const char* dashes = "--";
  constexpr std::size_t dash_count = 2;
  SplitArguments split;
  bool is_value = false;
  for (const std::string& word : arguments) {
    const bool is_option = word.starts_with(dashes);
    (is_option || is_value ? split.options : split.operands).push_back(word);
    const Option* option = is_option ? find(table, word.substr(dash_count)) : nullptr;
    is_value = option != nullptr && !option->is_switch();
  }
  return split;
}

}  // namespace regimes::app
