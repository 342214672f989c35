# What the folders of tests/ use to declare tests. Labels: quick (the default), physics, cli, long.
#
# regimes_test(NAME SOURCES file... DEPENDS target... [LABELS label...] [RANKS n...] [TIMEOUT seconds] [ENVIRONMENT VAR=value...])
#   One GoogleTest executable. Without RANKS it runs as a plain process; with RANKS it links the MPI main of tests/support and runs
#   under the MPI launcher once for every rank count, as NAME_on_N.
# regimes_python_test(NAME file.py [ALONE] [LABELS label...] [TIMEOUT seconds] [ENVIRONMENT VAR=value...])
#   One file of pytest tests. ALONE: it starts several ranks or looks at the time, and gets two cores when ctest runs tests side by side.
# regimes_script_test(NAME COMMAND command... [LABELS label...] [TIMEOUT seconds] [ENVIRONMENT VAR=value...])
#   Any command that fails with a non-zero exit status.
#
# Python and script tests see REGIMES_SOURCE (the source tree), REGIMES_PROGRAM (the built program) and REGIMES_MPIEXEC (the launcher
# and its option for the number of ranks).
find_package(GTest REQUIRED)

find_program(REGIMES_PYTHON NAMES python3 HINTS /usr/bin DOC "Python that has numpy, scipy, xarray, h5netcdf and pytest")

set(REGIMES_MPIEXEC ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG})
list(JOIN REGIMES_MPIEXEC " " launcher)

# Open MPI: root may run, more ranks than cores may run, none is pinned, those that wait let others work, and no time goes into looking
# for networks of several nodes. Other MPIs ignore these.
set(REGIMES_TEST_ENVIRONMENT
  OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
  OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_pml=ob1
  OMP_NUM_THREADS=1 OMP_PROC_BIND=false KOKKOS_DISABLE_WARNINGS=1 ASAN_OPTIONS=detect_leaks=0
  REGIMES_SOURCE=${PROJECT_SOURCE_DIR} REGIMES_PROGRAM=${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/regimes "REGIMES_MPIEXEC=${launcher}"
  PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg)
set(REGIMES_TEST_CORES 2)  # what an MPI test counts as when ctest runs tests side by side
set(REGIMES_TEST_TIMEOUT 120)

# Labels, time limit and environment of tests, from the caller's parsed arguments arg_*.
macro(regimes_set_test_properties)
  if(NOT arg_LABELS)
    set(arg_LABELS quick)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${REGIMES_TEST_TIMEOUT})
  endif()
  set_tests_properties(${ARGN} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "${REGIMES_TEST_ENVIRONMENT};${arg_ENVIRONMENT}")
endmacro()

function(regimes_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS;RANKS;ENVIRONMENT")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gmock)
  regimes_unity_groups(${name})
  if(NOT arg_RANKS)
    target_link_libraries(${name} PRIVATE regimes::test_main)
    add_test(NAME ${name} COMMAND ${name})
    regimes_set_test_properties(${name})
    return()
  endif()
  target_link_libraries(${name} PRIVATE regimes::test_mpi_main)
  foreach(ranks IN LISTS arg_RANKS)
    add_test(NAME ${name}_on_${ranks} COMMAND ${REGIMES_MPIEXEC} ${ranks} $<TARGET_FILE:${name}>)
    regimes_set_test_properties(${name}_on_${ranks})
    set_tests_properties(${name}_on_${ranks} PROPERTIES PROCESSORS ${REGIMES_TEST_CORES})
  endforeach()
endfunction()

function(regimes_script_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "COMMAND;LABELS;ENVIRONMENT")
  add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  regimes_set_test_properties(${name})
endfunction()

function(regimes_python_test name file)
  cmake_parse_arguments(PARSE_ARGV 2 python "ALONE" "" "")
  regimes_script_test(${name} COMMAND ${REGIMES_PYTHON} -m pytest -q -p no:cacheprovider ${CMAKE_CURRENT_SOURCE_DIR}/${file}
    ${python_UNPARSED_ARGUMENTS})
  if(python_ALONE)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${REGIMES_TEST_CORES})
  endif()
endfunction()
