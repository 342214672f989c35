# regimes::build_information: what was built, from which commit, with which compiler (src/base/build_information.hpp).
# The commit is looked up at every build, not only at configure; the source is rewritten, and compiled, only when it changes.
set(generated_folder ${PROJECT_BINARY_DIR}/generated)
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
list(JOIN machine_options " " machine_flags)
list(JOIN sanitizer_options " " sanitizer_flags)
string(JOIN " " build_flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} ${machine_flags} ${sanitizer_flags})

configure_file(${CMAKE_CURRENT_LIST_DIR}/build_information_values.cmake.in ${generated_folder}/build_information_values.cmake @ONLY)
add_custom_target(regimes_build_information_source
  COMMAND ${CMAKE_COMMAND} -D VALUES=${generated_folder}/build_information_values.cmake
    -P ${CMAKE_CURRENT_LIST_DIR}/WriteBuildInformation.cmake
  BYPRODUCTS ${generated_folder}/build_information.cpp
  COMMENT "Looking up the commit"
  VERBATIM)

add_library(regimes_build_information STATIC ${generated_folder}/build_information.cpp)
add_dependencies(regimes_build_information regimes_build_information_source)
target_link_libraries(regimes_build_information PRIVATE regimes::settings)
add_library(regimes::build_information ALIAS regimes_build_information)
