// Compiled as the rest of the program: constants, no code.
#include "app/cpu/cpu_features.hpp"

namespace regimes::app {

// A macro that is defined becomes its value, 1; one that is not stays its own name.
#define REGIMES_TEXT_OF(macro) #macro
#define REGIMES_IS_DEFINED(macro, name) REGIMES_TEXT_OF(macro)[0] != '_',

constexpr bool compiled_with_feature[cpu_feature_count] = {REGIMES_CPU_FEATURES(REGIMES_IS_DEFINED)};

}  // namespace regimes::app
