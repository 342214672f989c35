#include "experiments/collapse/query_records.hpp"

#include <cmath>

namespace regimes::experiments {

std::vector<observables::SourceCopies> source_copies(const datasets::EqualPoints& equals,
                                                     const observables::Queries& queries,
                                                     const std::vector<std::int64_t>& sizes) {
  std::vector<observables::SourceCopies> copies;
  for (const std::int64_t points : sizes) {
    copies.push_back({{}, equals.mean_log_copies(points)});
    for (std::size_t q = 0; q < queries.source_index.size(); ++q) {
      const std::int64_t source = queries.source_index[q], exchanged = queries.exchanged_index[q];
      const bool moves = source >= points && equals.first_of(source) != equals.first_of(exchanged);
      copies.back().of_source.push_back(equals.copies(source, points) + (moves ? 1 : 0));
    }
  }
  return copies;
}

bool is_same(const observables::Queries& then, const observables::Queries& now) {
  bool is_same = then.source_index == now.source_index && then.exchanged_index == now.exchanged_index &&
                 then.source_class == now.source_class;
  constexpr double rounding = 1e-6;  // of normals, between math libraries
  for (std::size_t q = 0; q < now.noise_norm_squared.size(); ++q)
    is_same = is_same && std::abs(then.noise_norm_squared[q] - now.noise_norm_squared[q]) <=
                             rounding * now.noise_norm_squared[q];
  return is_same;
}

}  // namespace regimes::experiments
