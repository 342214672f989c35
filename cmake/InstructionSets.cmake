# For which CPUs the program is compiled. Sets
#   REGIMES_BASE_LEVEL     what every source is compiled for: the oldest CPU that runs the program
#   REGIMES_KERNEL_LEVELS  what the kernels are compiled for beside it, each as a shared library that the loader chooses by the CPU
#                          (glibc-hwcaps); empty: there is one library, which is part of the program
#   machine_options, machine_option_of_target  the compiler's option of the base level; of a target, which may have a level of its own
#                                              (property REGIMES_LEVEL)
set(REGIMES_BASE_LEVEL "")  # that of the compiler
set(REGIMES_KERNEL_LEVELS "")
set(machine_options "")
if(REGIMES_NATIVE)
  set(REGIMES_BASE_LEVEL native)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(REGIMES_BASE_LEVEL x86-64-v3)
  if(NOT REGIMES_SANITIZE AND NOT REGIMES_REQUIRE_BACKEND STREQUAL "CUDA")
    set(REGIMES_KERNEL_LEVELS x86-64-v4)
  endif()
endif()
if(REGIMES_BASE_LEVEL)
  set(machine_options -march=${REGIMES_BASE_LEVEL})
endif()
define_property(TARGET PROPERTY REGIMES_LEVEL BRIEF_DOCS "Instruction set of a target, where it is not the base level")
set(machine_option_of_target
  "$<IF:$<BOOL:$<TARGET_PROPERTY:REGIMES_LEVEL>>,-march=$<TARGET_PROPERTY:REGIMES_LEVEL>,${machine_options}>")

# The kernels say for which level they were compiled, and what there is (kernels/instruction_set.hpp).
function(regimes_name_level target level)
  if(NOT level)
    set(level ${CMAKE_SYSTEM_PROCESSOR})  # as its compiler chooses
  endif()
  string(JOIN " " levels ${REGIMES_BASE_LEVEL} ${REGIMES_KERNEL_LEVELS})
  target_compile_definitions(${target} PRIVATE "REGIMES_LEVEL=\"${level}\"" "REGIMES_LEVELS=\"${levels}\"")
endfunction()
