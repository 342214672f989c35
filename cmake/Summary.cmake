# The facts about this build that matter most, on a few lines at the end of configure.
if(NOT REGIMES_BASE_LEVEL)
  set(REGIMES_BASE_LEVEL "as the compiler chooses")
endif()
list(JOIN REGIMES_KERNEL_LEVELS ", " more_levels)

set(hdf5_kind "serial: result files are written by rank 0")
if(HDF5_IS_PARALLEL)
  set(hdf5_kind "parallel")
endif()
get_filename_component(mpi_launcher "${MPIEXEC_EXECUTABLE}" NAME)

message(STATUS "regimes ${PROJECT_VERSION}")
message(STATUS "  Kokkos        ${Kokkos_VERSION} (${kokkos_backends}) from ${Kokkos_DIR}")
message(STATUS "  MPI           ${MPI_CXX_VERSION}, launched by ${mpi_launcher}")
message(STATUS "  HDF5          ${HDF5_VERSION}, ${hdf5_kind}")
message(STATUS "  build type    ${CMAKE_BUILD_TYPE}, ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")
message(STATUS "  CPU           ${REGIMES_BASE_LEVEL}; kernels for others: ${more_levels}")
message(STATUS "  tests         ${REGIMES_BUILD_TESTS}")
