#pragma once
/// A table that is written row by row, its columns in the order in which the first row names them.
#include <cstddef>

#include "app/theory/table.hpp"
#include "app/theory/theory_tables.hpp"

namespace regimes::app {

class Rows {
 public:
  Rows(const char* name, const char* title) : table_{name, title, {}} {}

  void begin() { next_ = 0; }
  void put(const char* name, const char* heading, double value, bool is_key = false) {
    if (next_ == table_.columns.size()) table_.columns.push_back({name, heading, {}, is_key});
    table_.columns[next_++].values.push_back(value);
  }
  /// A column that tells rows apart.
  void put_key(const char* name, const char* heading, double value) { put(name, heading, value, true); }
  /// Begins a row with the keys of a size.
  void put_size(const TheorySize& size) {
    begin();
    put_key("dimension", "d", size.dimension);
    put_key("points", "n", size.points);
    put_key("log_points_per_dimension", "alpha", size.log_points / size.dimension);
  }
  const Table& table() const { return table_; }

 private:
  Table table_;
  std::size_t next_ = 0;
};

}  // namespace regimes::app
