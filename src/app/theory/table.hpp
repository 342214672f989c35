#pragma once
/// Tables of numbers, as text for people and as JSON or CSV for programs.
#include <string>
#include <vector>

namespace regimes::app {

struct Column {
  std::string name;            ///< as in result files; X_stderr is the standard error of X
  std::string heading;         ///< for people
  std::vector<double> values;  ///< [row]; NaN: does not apply
  bool is_key = false;         ///< tells rows apart, like a size or a time
};

/// Columns of one length.
struct Table {
  std::string name;   ///< a word, for programs
  std::string title;  ///< a line, for people
  std::vector<Column> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }
};

enum class TableFormat { text, json, csv };
const char* name_of(TableFormat format);  ///< "table", "json", "csv"

/// text: the tables one below another, without the columns that apply to no row.
/// json: {"version", "command", and per table a list of objects; what does not apply is null}.
/// csv: one row per number, `table,KEYS...,quantity,value`, with the keys of all tables; what does not apply
/// is left out.
std::string formatted(const std::vector<Table>& tables, TableFormat format, const std::string& command_line);

}  // namespace regimes::app
