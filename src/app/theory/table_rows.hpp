#pragma once
/// A table that is made row by row: the first row names its columns.
#include <string>
#include <utility>

#include "app/theory/table.hpp"

namespace regimes::app {

class TableRows {
 public:
  TableRows(std::string name, std::string title) : table_{std::move(name), std::move(title), {}} {}

  void begin() { next_ = 0; }
  void put(const std::string& name, const std::string& heading, double value, bool is_key = false) {
    if (next_ == table_.columns.size()) table_.columns.push_back({name, heading, {}, is_key});
    table_.columns[next_++].values.push_back(value);
  }
  /// A row of n points in d dimensions, alpha = ln n/d.
  void begin_size(double dimension, double points, double log_points) {
    begin();
    put("dimension", "d", dimension, true);
    put("points", "n", points, true);
    put("log_points_per_dimension", "alpha", log_points / dimension, true);
  }
  const Table& table() const { return table_; }

 private:
  Table table_;
  std::size_t next_ = 0;
};

}  // namespace regimes::app
