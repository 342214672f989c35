# regimes_headers_alone(NAME header...)
# An object library with one source per header, given relative to the project, that includes the header twice and nothing else: it
# compiles only if every header brings what it needs and guards itself. Optimisation would cost time and show nothing.
function(regimes_headers_alone name)
  foreach(header IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER ${header} source)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}/${source}.cpp)
    string(REGEX REPLACE "^src/" "" included ${header})
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@included@\"\n#include \"@included@\"\n" @ONLY)
    list(APPEND sources ${source})
  endforeach()
  add_library(${name} OBJECT ${sources})
  target_compile_options(${name} PRIVATE -O0)
endfunction()
