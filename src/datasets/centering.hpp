#pragma once
/// What is subtracted from data after scaling.
#include <string_view>

namespace regimes::datasets {

/// Nothing, the mean over points and coordinates, which becomes that of every coordinate where coordinates
/// have offsets that would cost digits, or the mean of every coordinate.
enum class Centering { none, scalar, mean };

inline std::string_view name_of(Centering centering) {
  switch (centering) {
    case Centering::none:
      return "none";
    case Centering::scalar:
      return "scalar";
    case Centering::mean:
      return "mean";
  }
  return "";
}

}  // namespace regimes::datasets
