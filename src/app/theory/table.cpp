#include "app/theory/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/build_information.hpp"

namespace regimes::app {
namespace {

constexpr int json_indent = 1;

std::string shown(double value) { return std::isnan(value) ? "-" : fmt::format("{:.6g}", value); }

bool applies_nowhere(const Column& column) {
  return std::all_of(column.values.begin(), column.values.end(),
                     [](double value) { return std::isnan(value); });
}

std::string text_of(const Table& table) {
  std::vector<std::string> lines(table.rows() + 1);
  for (const Column& column : table.columns) {
    if (applies_nowhere(column)) continue;
    std::vector<std::string> cells = {column.heading};
    for (const double value : column.values) cells.push_back(shown(value));
    std::size_t width = 0;
    for (const std::string& cell : cells) width = std::max(width, cell.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
      lines[i] += fmt::format("{}{:>{}}", lines[i].empty() ? "" : "  ", cells[i], width);
  }
  return fmt::format("{}\n{}\n", table.title, fmt::join(lines, "\n"));
}

std::string text_of(const std::vector<Table>& tables) {
  std::string text;
  for (const Table& table : tables) text += fmt::format("{}{}", text.empty() ? "" : "\n", text_of(table));
  return text;
}

std::string json_of(const std::vector<Table>& tables, const std::string& command_line) {
  nlohmann::ordered_json all = {{"version", build_information::version()}, {"command", command_line}};
  for (const Table& table : tables) {
    auto rows = nlohmann::ordered_json::array();
    for (std::size_t row = 0; row < table.rows(); ++row) {
      nlohmann::ordered_json object;
      for (const Column& column : table.columns) object[column.name] = column.values[row];
      rows.push_back(object);
    }
    all[table.name] = rows;
  }
  // File names in the command line may be in any encoding.
  return all.dump(json_indent, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::vector<std::string> keys_of(const std::vector<Table>& tables) {
  std::vector<std::string> keys;
  for (const Table& table : tables)
    for (const Column& column : table.columns)
      if (column.is_key && std::find(keys.begin(), keys.end(), column.name) == keys.end())
        keys.push_back(column.name);
  return keys;
}

/// The value of a key column in a row; empty where the table has no such key or it does not apply.
std::string key_text(const Table& table, const std::string& key, std::size_t row) {
  for (const Column& column : table.columns)
    if (column.is_key && column.name == key && !std::isnan(column.values[row]))
      return fmt::format("{}", column.values[row]);
  return {};
}

std::string csv_of(const std::vector<Table>& tables) {
  const std::vector<std::string> keys = keys_of(tables);
  std::string text = fmt::format("table,{},quantity,value\n", fmt::join(keys, ","));
  for (const Table& table : tables) {
    for (std::size_t row = 0; row < table.rows(); ++row) {
      std::string start = table.name;
      for (const std::string& key : keys) start += fmt::format(",{}", key_text(table, key, row));
      for (const Column& column : table.columns)
        if (!column.is_key && !std::isnan(column.values[row]))
          text += fmt::format("{},{},{}\n", start, column.name, column.values[row]);
    }
  }
  return text;
}

}  // namespace

const char* name_of(TableFormat format) {
  switch (format) {
    case TableFormat::json:
      return "json";
    case TableFormat::csv:
      return "csv";
    case TableFormat::text:
      break;
  }
  return "table";
}

std::string formatted(const std::vector<Table>& tables, TableFormat format, const std::string& command_line) {
  switch (format) {
    case TableFormat::json:
      return json_of(tables, command_line);
    case TableFormat::csv:
      return csv_of(tables);
    case TableFormat::text:
      break;
  }
  return text_of(tables);
}

}  // namespace regimes::app
