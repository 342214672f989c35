# regimes_test(NAME SOURCES file... DEPENDS target... [LABELS label...] [RANKS n...] [TIMEOUT seconds] [ENVIRONMENT VAR=value...])
# One GoogleTest executable. Without RANKS it runs as a plain process; with RANKS it links the MPI main of tests/support and
# runs once under mpirun for every rank count. Labels: quick (the default), physics, cli, long.
find_package(GTest REQUIRED)

set(REGIMES_TEST_ENVIRONMENT
  OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
  OMP_NUM_THREADS=1 OMP_PROC_BIND=false KOKKOS_DISABLE_WARNINGS=1 ASAN_OPTIONS=detect_leaks=0)

function(regimes_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS;RANKS;ENVIRONMENT")
  if(NOT arg_LABELS)
    set(arg_LABELS quick)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gmock)
  set(tests "")
  if(arg_RANKS)
    target_link_libraries(${name} PRIVATE regimes::test_mpi_main)
    foreach(ranks IN LISTS arg_RANKS)
      add_test(NAME ${name}_on_${ranks} COMMAND ${MPIEXEC_EXECUTABLE} --oversubscribe --bind-to none
        ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:${name}>)
      set_tests_properties(${name}_on_${ranks} PROPERTIES PROCESSORS 2)
      list(APPEND tests ${name}_on_${ranks})
    endforeach()
  else()
    target_link_libraries(${name} PRIVATE regimes::test_main)
    add_test(NAME ${name} COMMAND ${name})
    list(APPEND tests ${name})
  endif()
  set_tests_properties(${tests} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "${REGIMES_TEST_ENVIRONMENT};${arg_ENVIRONMENT}")
endfunction()
