#pragma once
/// Queries in the layout of the host sweep: groups of as many queries as fit the columns of a register tile,
/// packed [group][coordinate][column]. A noised query takes two columns (source, noise), a free query one.
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "base/process.hpp"
#include "kernels/packs/accumulate.hpp"
#include "kernels/queries.hpp"

namespace regimes::kernels {

/// Points that a query may leave out of its sums.
inline constexpr int excluded_points = 2;

/// Queries in groups of `Lanes`, and what each leaves out.
template <int Lanes>
struct QueryGroups {
  static constexpr int lanes = Lanes;

  int count;
  int dimension;
  int groups;
  /// [query][excluded_points], padded: global indices left out; -1: none
  Kokkos::View<std::int64_t*, Kokkos::HostSpace> exclude;

  QueryGroups(int count, int dimension)
      : count(count),
        dimension(dimension),
        groups((count + lanes - 1) / lanes),
        exclude("regimes::queries::exclude", static_cast<std::size_t>(groups) * lanes * excluded_points) {
    Kokkos::deep_copy(exclude, std::int64_t{-1});
  }

  const std::int64_t* group_exclude(int group) const {
    return exclude.data() + static_cast<std::size_t>(group) * lanes * excluded_points;
  }
  std::int64_t& excluded_point(int query, int which = 0) const {
    return exclude(static_cast<std::size_t>(query) * excluded_points + which);
  }
  void exclude_points_of(const NoisedQueries& queries, int query) const {
    excluded_point(query, 0) = queries.source_index[query];
    excluded_point(query, 1) = queries.exchanged(query);
  }
};

template <class Real, int Products>
struct PackedQueries : QueryGroups<tile_columns<Real> / Products> {
  using Groups = QueryGroups<tile_columns<Real> / Products>;
  using Groups::dimension;
  using Groups::groups;
  using Groups::lanes;
  static constexpr int columns = tile_columns<Real>;
  using Numbers = Kokkos::View<Real*, Kokkos::HostSpace>;

  Numbers values;        ///< [group][coordinate][column]
  Numbers origins;       ///< [group][column], see subtract_origins
  Real norm_factor = 1;  ///< factor of |a|^2/2 in the first difference

  PackedQueries(int count, int dimension)
      : Groups(count, dimension),
        values("regimes::queries::values", static_cast<std::size_t>(groups) * dimension * columns),
        origins("regimes::queries::origins", static_cast<std::size_t>(groups) * columns) {}

  const Real* group_values(int group) const {
    return values.data() + static_cast<std::size_t>(group) * dimension * columns;
  }
  const Real* group_origins(int group) const {
    return origins.data() + static_cast<std::size_t>(group) * columns;
  }

  Real& value(int query, int product, int coordinate) const {
    return values((static_cast<std::size_t>(query / lanes) * dimension + coordinate) * columns +
                  product * lanes + query % lanes);
  }
  Real& origin(int query, int product) const {
    return origins(static_cast<std::size_t>(query / lanes) * columns + product * lanes + query % lanes);
  }
};

/// Origins |a^mu|^2/2 and z.a^mu, in double: the source's own logit is exact.
template <class Real>
PackedQueries<Real, 2> pack(const NoisedQueries& queries, const std::vector<double>&) {
  PackedQueries<Real, 2> packed(queries.count, queries.dimension);
  for (int q = 0; q < queries.count; ++q) {
    const double* source = queries.source.data() + static_cast<std::size_t>(q) * queries.dimension;
    const float* z = queries.noise.data() + static_cast<std::size_t>(q) * queries.dimension;
    double norm = 0, overlap = 0;
    for (int k = 0; k < queries.dimension; ++k) {
      const auto a = static_cast<Real>(source[k]);  // as points are that lie in other numbers
      norm += static_cast<double>(a) * a;
      overlap += static_cast<double>(a) * z[k];
      packed.value(q, 0, k) = a;
      packed.value(q, 1, k) = z[k];
    }
    packed.origin(q, 0) = static_cast<Real>(norm / 2);
    packed.origin(q, 1) = static_cast<Real>(overlap);
    packed.exclude_points_of(queries, q);
  }
  return packed;
}

/// factor(query) x, so that with norm_factor the first difference is factor x.a - norm_factor |a|^2/2.
template <class Real, class Factor>
PackedQueries<Real, 1> pack_free(const FreeQueries& queries, const Factor& factor, double norm_factor) {
  PackedQueries<Real, 1> packed(queries.count, queries.dimension);
  packed.norm_factor = static_cast<Real>(norm_factor);
  for (int q = 0; q < queries.count; ++q)
    for (int k = 0; k < queries.dimension; ++k)
      packed.value(q, 0, k) =
          static_cast<Real>(factor(q) * queries.x[static_cast<std::size_t>(q) * queries.dimension + k]);
  return packed;
}

/// The logit (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t at the one time.
template <class Real>
PackedQueries<Real, 1> pack(const FreeQueries& queries, const std::vector<double>& times) {
  const double time = times.at(0);
  const double factor = std::exp(-time) / noise_variance(time);
  return pack_free<Real>(
      queries, [&](int) { return factor; }, signal_to_noise(time));
}

/// The nearness e^t x.a - |a|^2/2, which orders points as |x - a e^{-t}| does. One time per query.
template <class Real>
PackedQueries<Real, 1> pack_nearness(const FreeQueries& queries, const std::vector<double>& times) {
  return pack_free<Real>(
      queries, [&](int q) { return std::exp(times[q]); }, 1);
}

}  // namespace regimes::kernels
