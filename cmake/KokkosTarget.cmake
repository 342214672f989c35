# Kokkos::kokkos, from 3.4 to 5.x. A site's own Kokkos (Kokkos_ROOT, CMAKE_PREFIX_PATH) is found first; Debian's Trilinos package is
# the fallback. The range is checked here because the version file of 3.4 refuses a request that spans two major versions.
find_package(Kokkos 3.4 CONFIG REQUIRED)
if(Kokkos_VERSION VERSION_GREATER_EQUAL 6)
  message(FATAL_ERROR "Kokkos ${Kokkos_VERSION} found in ${Kokkos_DIR}; regimes supports 3.4 to 5.x. Point Kokkos_ROOT at another one.")
endif()

# Debian's package names an include directory that does not exist. TriBITS, which built it, says the right one in Kokkos_INCLUDE_DIRS.
get_target_property(kokkos_includes Kokkos::kokkos INTERFACE_INCLUDE_DIRECTORIES)
set(kokkos_target_is_broken OFF)
foreach(directory IN LISTS kokkos_includes)
  if(NOT directory MATCHES "^\\$<" AND NOT EXISTS "${directory}/Kokkos_Core.hpp")
    set(kokkos_target_is_broken ON)
  endif()
endforeach()
if(kokkos_target_is_broken AND Kokkos_INCLUDE_DIRS AND Kokkos_LIBRARIES)
  get_filename_component(kokkos_include "${Kokkos_INCLUDE_DIRS}" REALPATH)
  set_target_properties(Kokkos::kokkos PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${kokkos_include}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${kokkos_include}"
    INTERFACE_LINK_LIBRARIES "${Kokkos_LIBRARIES}")
endif()
