#pragma once
/// The numbers in which the products of a sweep are formed and summed.

namespace regimes::kernels {

enum class Precision { single, twice };  ///< float, double

}  // namespace regimes::kernels
