# Kokkos::kokkos, from 3.4 to 5.x. A site's own Kokkos (Kokkos_ROOT, CMAKE_PREFIX_PATH) is found first; Debian's Trilinos package is
# the fallback. REGIMES_FETCH_KOKKOS builds the official release instead; that route has not been tested.
# Sets Kokkos_VERSION and Kokkos_DEVICES, the backends in capitals.
if(REGIMES_FETCH_KOKKOS)
  include(FetchContent)
  set(Kokkos_VERSION 5.2.2)
  FetchContent_Declare(Kokkos
    URL https://github.com/kokkos/kokkos/releases/download/${Kokkos_VERSION}/kokkos-${Kokkos_VERSION}.tar.gz
    URL_HASH SHA256=d6557aaef39302282a15f9c770433d1fcdf4e961dfd6d9ed726b9d0d0f546b9f
    SYSTEM)
  set(BUILD_SHARED_LIBS ON)
  FetchContent_MakeAvailable(Kokkos)
  set(Kokkos_DEVICES "")
  foreach(backend IN ITEMS CUDA OPENMP SERIAL)
    if(Kokkos_ENABLE_${backend})
      list(APPEND Kokkos_DEVICES ${backend})
    endif()
  endforeach()
else()
  # The upper bound is checked here because the version file of 3.4 refuses a request that spans two major versions.
  find_package(Kokkos 3.4 CONFIG QUIET)
  if(NOT Kokkos_FOUND)
    message(FATAL_ERROR "No Kokkos from 3.4 to 5.x was found (seen and refused: '${Kokkos_CONSIDERED_VERSIONS}'). Install Debian's "
      "libtrilinos-kokkos-dev (cmake/setup does), or say where yours is: -DKokkos_ROOT=PREFIX.")
  endif()
  if(Kokkos_VERSION VERSION_GREATER_EQUAL 6)
    message(FATAL_ERROR "Kokkos ${Kokkos_VERSION} found in ${Kokkos_DIR}; regimes supports 3.4 to 5.x. Point Kokkos_ROOT at another one.")
  endif()
endif()

if(REGIMES_REQUIRE_BACKEND AND NOT REGIMES_REQUIRE_BACKEND IN_LIST Kokkos_DEVICES)
  message(FATAL_ERROR "REGIMES_REQUIRE_BACKEND asks for ${REGIMES_REQUIRE_BACKEND}, but Kokkos ${Kokkos_VERSION} in ${Kokkos_DIR} has "
    "'${Kokkos_DEVICES}'. Give another Kokkos (-DKokkos_ROOT=PREFIX) or choose another preset.")
endif()

# Debian's package names an include directory that does not exist. TriBITS, which built it, says the right one in Kokkos_INCLUDE_DIRS.
function(regimes_repair_kokkos_target)
  get_target_property(includes Kokkos::kokkos INTERFACE_INCLUDE_DIRECTORIES)
  if(NOT includes OR NOT Kokkos_INCLUDE_DIRS OR NOT Kokkos_LIBRARIES)
    return()
  endif()
  foreach(directory IN LISTS includes)
    if(NOT directory MATCHES "^\\$<" AND NOT EXISTS "${directory}/Kokkos_Core.hpp")
      get_filename_component(directory "${Kokkos_INCLUDE_DIRS}" REALPATH)
      set_target_properties(Kokkos::kokkos PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${directory}"
        INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${directory}"
        INTERFACE_LINK_LIBRARIES "${Kokkos_LIBRARIES}")
      return()
    endif()
  endforeach()
endfunction()
regimes_repair_kokkos_target()

# A program and a library of kernels share a Kokkos only where that is a shared library, too.
if(TARGET Kokkos::kokkoscore)
  get_target_property(kokkos_type Kokkos::kokkoscore TYPE)
  if(REGIMES_KERNEL_LEVELS AND kokkos_type STREQUAL "STATIC_LIBRARY")
    message(STATUS "Kokkos is a static library: all kernels are for ${REGIMES_BASE_LEVEL}. A shared one (BUILD_SHARED_LIBS) lets the program "
      "choose by the CPU, and the preset native is for this CPU alone.")
    set(REGIMES_KERNEL_LEVELS "")
  endif()
endif()

# regimes_compile_with_kokkos(TARGET)
# For a target that sees Kokkos's headers: its sources are compiled in groups no more, since each takes long and cores can share them. A
# Kokkos for a device hands them to the compiler of the device by a launcher of its own, which suffers no other beside it. On a device weights
# below 2^-126 become 0, as in the recurrences of the host: a power of two is then one instruction.
function(regimes_compile_with_kokkos target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  if("CUDA" IN_LIST Kokkos_DEVICES OR "HIP" IN_LIST Kokkos_DEVICES)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "")
  endif()
  if("CUDA" IN_LIST Kokkos_DEVICES)
    target_compile_options(${target} PRIVATE $<IF:$<CXX_COMPILER_ID:Clang>,-fgpu-flush-denormals-to-zero,-ftz=true>)
  endif()
endfunction()
