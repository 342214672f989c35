# regimes_kernel_levels(SOURCES)
# The kernels as a shared library for the base level, and beside it in glibc-hwcaps/LEVEL one for every level of REGIMES_KERNEL_LEVELS.
# The loader takes the best that the CPU has; where it does not know these folders (glibc before 2.33, other C libraries), the first.
set(REGIMES_LIBRARY_FOLDER ${CMAKE_INSTALL_LIBDIR}/regimes)  # below the prefix, and the build folder
set(hwcaps glibc-hwcaps)
set(CMAKE_INSTALL_RPATH $ORIGIN/../${REGIMES_LIBRARY_FOLDER} PARENT_SCOPE)

function(regimes_kernel_library target level folder sources)
  add_library(${target} SHARED ${sources})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME regimes_kernels SOVERSION ${PROJECT_VERSION}  # a program and a library of different versions do not meet
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/${REGIMES_LIBRARY_FOLDER}/${folder}
    REGIMES_LEVEL ${level})
  regimes_compile_with_kokkos(${target})
  # Inline functions exist in the program too, compiled for the base level: here each calls its own.
  target_compile_options(${target} PRIVATE -fno-semantic-interposition)
  target_link_options(${target} PRIVATE -Wl,-Bsymbolic -Wl,--exclude-libs,libregimes_base.a)
  target_link_libraries(${target} PUBLIC regimes::settings regimes::base PRIVATE Kokkos::kokkos
    INTERFACE $<LINK_ONLY:Kokkos::kokkos>)  # linkers look into the libraries of a library
  target_include_directories(${target} SYSTEM PUBLIC ${RANDOM123_INCLUDE_DIR})
  regimes_name_level(${target} ${level})
  install(TARGETS ${target} LIBRARY DESTINATION ${REGIMES_LIBRARY_FOLDER}/${folder} NAMELINK_SKIP)
endfunction()

function(regimes_kernel_levels sources)
  regimes_kernel_library(regimes_kernels ${REGIMES_BASE_LEVEL} . "${sources}")
  add_library(regimes::kernels ALIAS regimes_kernels)
  # Where REGIMES_ISA finds it.
  set(own ${REGIMES_LIBRARY_FOLDER}/${hwcaps}/${REGIMES_BASE_LEVEL})
  add_custom_command(TARGET regimes_kernels POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/${own}
    COMMAND ${CMAKE_COMMAND} -E create_symlink ../../$<TARGET_SONAME_FILE_NAME:regimes_kernels>
      ${PROJECT_BINARY_DIR}/${own}/$<TARGET_SONAME_FILE_NAME:regimes_kernels>)
  install(TARGETS regimes_kernels LIBRARY DESTINATION ${own} NAMELINK_SKIP)
  foreach(level IN LISTS REGIMES_KERNEL_LEVELS)
    regimes_kernel_library(regimes_kernels_${level} ${level} ${hwcaps}/${level} "${sources}")
    add_dependencies(regimes_kernels regimes_kernels_${level})
  endforeach()
endfunction()
