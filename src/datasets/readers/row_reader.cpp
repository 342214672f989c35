#include "datasets/readers/row_reader.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/contract.hpp"

namespace regimes::datasets {

void RowReader::visit(std::span<const std::int64_t> ascending, const RowVisitor& visit) const {
  constexpr std::int64_t most_values = 1 << 19;  // 4 MiB
  const bool ascends =
      std::adjacent_find(ascending.begin(), ascending.end(), std::greater_equal<>()) == ascending.end();
  require(ascends && (ascending.empty() || (ascending.front() >= 0 && ascending.back() < rows_)),
          "{} rows of a file of {} are asked for in ascending order", ascending.size(), rows_);
  const auto d = static_cast<std::size_t>(dimension_);
  const std::int64_t most_rows = std::max<std::int64_t>(1, most_values / dimension_);
  std::vector<double> values;
  for (std::size_t i = 0; i < ascending.size();) {
    const std::int64_t first = ascending[i];
    std::size_t last = i + 1;
    while (last < ascending.size() && ascending[last] - ascending[last - 1] - 1 <= access_.gap_rows &&
           ascending[last] - first < most_rows)
      ++last;
    const std::int64_t count = ascending[last - 1] - first + 1;
    values.resize(static_cast<std::size_t>(count) * d);
    read(first, count, values);
    for (; i < last; ++i) {
      const std::span<const double> all(values);
      visit(i, all.subspan(static_cast<std::size_t>(ascending[i] - first) * d, d));
    }
  }
}

}  // namespace regimes::datasets
