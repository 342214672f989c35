# At install: the commands of analysis and jobs on PATH, as bin/regimes-NAME with dashes, links to where they stand with their packages.
# `prefix`, `share` (share/ below it) and `source` (the source tree) are set before. What jobs call themselves stays where it is.
cmake_policy(VERSION 3.25)
set(called_by_jobs batch show_binding work quickstart environment)
set(bin $ENV{DESTDIR}${prefix}/bin)
foreach(folder IN ITEMS analysis jobs)
  file(GLOB files LIST_DIRECTORIES false RELATIVE ${source}/${folder} ${source}/${folder}/*)
  foreach(file IN LISTS files)
    file(READ ${source}/${folder}/${file} start LIMIT 2 HEX)
    if(NOT start STREQUAL "2321" OR file IN_LIST called_by_jobs)  # "#!"
      continue()
    endif()
    string(REGEX REPLACE "^regimes-" "" name ${file})
    string(REPLACE "_" "-" name ${name})
    message(STATUS "Installing: ${bin}/regimes-${name}")
    file(RELATIVE_PATH target ${prefix}/bin ${share}/regimes/${folder}/${file})
    file(CREATE_LINK ${target} ${bin}/regimes-${name} SYMBOLIC)
  endforeach()
endforeach()
