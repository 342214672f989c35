#include "io/hdf5/hdf5_library.hpp"

#include <hdf5.h>

namespace regimes::io {

void begin_hdf5() {
  H5dont_atexit();
  H5open();
}

}  // namespace regimes::io
