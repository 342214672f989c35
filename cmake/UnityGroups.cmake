# regimes_unity_groups(TARGET)
# With REGIMES_UNITY_BUILD, the sources of TARGET, which this folder has made, are compiled in groups; unity_groups.py keeps sources apart
# whose names collide. One by one otherwise.
set(REGIMES_UNITY_SIZE 12)  # sources in a group, at most: more would leave cores without work at the end

function(regimes_unity_groups target)
  if(NOT REGIMES_UNITY_BUILD)
    return()
  endif()
  find_program(REGIMES_UNITY_PYTHON NAMES python3 HINTS /usr/bin REQUIRED)
  get_target_property(sources ${target} SOURCES)
  execute_process(
    COMMAND ${REGIMES_UNITY_PYTHON} ${PROJECT_SOURCE_DIR}/cmake/unity_groups.py ${CMAKE_CURRENT_SOURCE_DIR} ${REGIMES_UNITY_SIZE} ${sources}
    OUTPUT_VARIABLE lines OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" lines "${lines}")
  foreach(line IN LISTS lines)
    separate_arguments(words UNIX_COMMAND "${line}")
    list(GET words 0 source)
    list(GET words 1 group)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${target}_${group})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
