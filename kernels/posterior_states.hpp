#pragma once
/// The states of all queries at all times, on the host: what a sweep returns, ranks reduce and files keep.
#include <vector>

#include "kernels/posterior.hpp"

namespace regimes::kernels {

struct PosteriorStates {
  int queries = 0;
  int times = 0;
  int classes = 0;                   ///< 0: classes are not followed
  std::vector<Posterior> posterior;  ///< [query][time]
  std::vector<LogSum> class_sums;    ///< [query][time][class]: Z of each class, without the source

  PosteriorStates() = default;
  PosteriorStates(int queries, int times, int classes)
      : queries(queries),
        times(times),
        classes(classes),
        posterior(static_cast<std::size_t>(queries) * times),
        class_sums(static_cast<std::size_t>(queries) * times * classes) {}

  std::size_t at(int query, int time) const { return static_cast<std::size_t>(query) * times + time; }

  void merge(const PosteriorStates& other) {
    for (std::size_t i = 0; i < posterior.size(); ++i) posterior[i].merge(other.posterior[i]);
    for (std::size_t i = 0; i < class_sums.size(); ++i) class_sums[i].merge(other.class_sums[i]);
  }
};

}  // namespace regimes::kernels
