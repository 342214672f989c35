#pragma once
/// What is subtracted from data after scaling.
#include <string_view>

namespace regimes::datasets {

/// Nothing, the mean over points and coordinates, the mean of every coordinate, or one of the last two:
/// whichever float numbers need.
enum class Centering { none, scalar, mean, automatic };

inline std::string_view name_of(Centering centering) {
  switch (centering) {
    case Centering::none:
      return "none";
    case Centering::scalar:
      return "scalar";
    case Centering::mean:
      return "mean";
    case Centering::automatic:
      break;
  }
  return "auto";
}

}  // namespace regimes::datasets
