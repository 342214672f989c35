# Script: cmake -D VALUES=FILE -P WriteBuildInformation.cmake
# Writes build_information.cpp, leaving the file alone when nothing changed. The commit is that of the checkout or, in what `git archive` made, the one
# it wrote into archived_commit.txt; elsewhere it is "unknown".
include(${VALUES})
set(git_hash unknown)
set(git_is_dirty false)
file(STRINGS ${source_folder}/cmake/archived_commit.txt archived_hash REGEX "^[0-9a-f]+$")
if(archived_hash)
  set(git_hash ${archived_hash})
endif()

find_program(git git)
if(git AND EXISTS "${source_folder}/.git")
  execute_process(COMMAND ${git} rev-parse --verify HEAD WORKING_DIRECTORY ${source_folder}
    OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(git_hash ${hash})
    execute_process(COMMAND ${git} --no-optional-locks status --porcelain --untracked-files=no WORKING_DIRECTORY ${source_folder}
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(NOT changes STREQUAL "")
      set(git_is_dirty true)
    endif()
  endif()
endif()

foreach(name IN ITEMS build_type compiler flags)
  string(REPLACE "\\" "\\\\" ${name} "${${name}}")
  string(REPLACE "\"" "\\\"" ${name} "${${name}}")
endforeach()
configure_file(${template} ${output} @ONLY)
