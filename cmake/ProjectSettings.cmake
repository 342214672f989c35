# Language level, build type, options and warnings that hold for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)  # Kokkos forces this, with a warning, unless it is set before find_package
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # Python's module is a shared library of the same modules
set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)  # the modules form a hierarchy; CMake refuses a cycle

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
if(NOT DEFINED CMAKE_INSTALL_RPATH_USE_LINK_PATH)
  set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)  # an installed program finds a Kokkos or HDF5 outside the system folders
endif()

option(REGIMES_BUILD_TESTS "Build the tests" ON)
option(REGIMES_CHECK_HEADERS "With the tests, compile every header by itself" ON)
option(REGIMES_NATIVE "Compile for this machine's instruction set alone (-march=native)" OFF)
option(REGIMES_SANITIZE "Compile with the address and undefined-behaviour sanitizers" OFF)
option(REGIMES_UNITY_BUILD "Compile sources in groups: a third of the time, for those who compile everything once" OFF)
option(REGIMES_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)
option(REGIMES_BUILD_PYTHON "Build the compiled module of `import regimes`" ON)
option(REGIMES_FETCH_KOKKOS "Download and build the official Kokkos release (untested)" OFF)
set(REGIMES_REQUIRE_BACKEND "" CACHE STRING "Kokkos backend without which to stop: SERIAL, OPENMP or CUDA; empty: any")

include(InstructionSets)
set(sanitizer_options "")
if(REGIMES_SANITIZE)
  set(sanitizer_options -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
endif()
set(warning_options -Wall -Wextra)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND warning_options -Wno-restrict)  # this compiler warns of texts that are added, GCC bug 105651
endif()
if(REGIMES_WARNINGS_AS_ERRORS)
  list(APPEND warning_options -Werror)
endif()

add_library(regimes_settings INTERFACE)
add_library(regimes::settings ALIAS regimes_settings)
target_include_directories(regimes_settings INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
target_compile_options(regimes_settings INTERFACE ${warning_options} "${machine_option_of_target}" ${sanitizer_options})
target_link_options(regimes_settings INTERFACE ${sanitizer_options})
