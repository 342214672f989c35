#pragma once
/// The numbers in which the products of a sweep are formed and summed.

namespace regimes::kernels {

enum class Precision { fp32, fp64 };  ///< float, double

}  // namespace regimes::kernels
