#pragma once
/// The sweep of kernel density estimates: all bandwidths of free queries from one product per pair.
#include <cstdint>
#include <memory>
#include <vector>

#include "base/density_kernel.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

/// Points x, and for each of them the training point that is left out of its sums.
struct DensityQueries : FreeQueries {
  std::vector<std::int64_t> left_out;  ///< [query], global index; empty: none
};

/// Queries [first, last) of them.
DensityQueries part_of(const DensityQueries& queries, int first, int last);

struct DensitySettings {
  std::vector<double> bandwidths;  ///< h
  DensityKernel kernel = DensityKernel::gaussian;
  Precision precision = Precision::fp32;
  std::int64_t largest_points = 1;  ///< n_max: sets how far below the maximum a weight is negligible
  SweepPath path = SweepPath::automatic;
};

/// A sweep whose `times` are the bandwidths; classes are not followed. Gaussian kernel: logits
/// l = (x.a - |a|^2/2)/h^2, so that sum K = sum e^{l - |x|^2/(2 h^2)}. Kernels of compact support: sums of K
/// itself (compact.hpp), with the nearest point as before.
std::unique_ptr<Sweep> make_density_sweep(const PointSource& points, const DensityQueries& queries,
                                          const DensitySettings& settings);

}  // namespace regimes::kernels
