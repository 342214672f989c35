#pragma once
/// The states of all queries at all times, on the host: what a sweep returns, ranks reduce and files keep.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/posterior.hpp"

namespace regimes::kernels {

/// What went into states.
struct Work {
  std::int64_t terms = 0;    ///< (pair, time)
  std::int64_t skipped = 0;  ///< of these, left out as negligible
  /// Time that threads took to read or generate points, summed over threads; host sweeps only.
  std::int64_t reading_nanoseconds = 0;

  void merge(const Work& other) {
    terms += other.terms;
    skipped += other.skipped;
    reading_nanoseconds += other.reading_nanoseconds;
  }
};

struct PosteriorStates {
  int queries = 0;
  int times = 0;
  int classes = 0;                   ///< 0: classes are not followed
  std::vector<Posterior> posterior;  ///< [query][time]
  std::vector<LogSum> class_sums;    ///< [query][time][class]: Z of each class, without the source

  Work work;

  PosteriorStates() = default;
  PosteriorStates(int queries, int times, int classes)
      : queries(queries),
        times(times),
        classes(classes),
        posterior(static_cast<std::size_t>(queries) * times),
        class_sums(static_cast<std::size_t>(queries) * times * classes) {}

  /// What a rank sends in a reduction.
  std::size_t bytes() const {
    return posterior.size() * sizeof(Posterior) + class_sums.size() * sizeof(LogSum);
  }

  std::size_t at(int query, int time) const { return static_cast<std::size_t>(query) * times + time; }

  /// These queries as the ones from `first_query` on among `all_queries`; the states of the others are empty,
  /// and what goes beyond all is left out.
  PosteriorStates among(int first_query, int all_queries) const {
    PosteriorStates all(all_queries, times, classes);
    const auto first = static_cast<std::ptrdiff_t>(first_query) * times,
               count = static_cast<std::ptrdiff_t>(std::min(queries, all_queries - first_query)) * times;
    std::copy_n(posterior.begin(), count, all.posterior.begin() + first);
    std::copy_n(class_sums.begin(), count * classes, all.class_sums.begin() + first * classes);
    all.work = work;
    return all;
  }

  void merge(const PosteriorStates& other) {
    work.merge(other.work);
    for (std::size_t i = 0; i < posterior.size(); ++i) posterior[i].merge(other.posterior[i]);
    for (std::size_t i = 0; i < class_sums.size(); ++i) class_sums[i].merge(other.class_sums[i]);
  }
};

}  // namespace regimes::kernels
