# What `cmake --install` copies next to the program (src/app installs that): the scripts of analysis and jobs, the documentation,
# and what the program says of itself to man and to shells.
install(DIRECTORY analysis jobs DESTINATION ${CMAKE_INSTALL_DATADIR}/regimes USE_SOURCE_PERMISSIONS
  PATTERN __pycache__ EXCLUDE PATTERN .pytest_cache EXCLUDE PATTERN quickstart EXCLUDE PATTERN environment EXCLUDE)
install(FILES README.md CHANGELOG.md CITATION.cff LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(CODE "set(prefix \"\${CMAKE_INSTALL_PREFIX}\")\nset(source \"${PROJECT_SOURCE_DIR}\")\nset(python \"${REGIMES_PYTHON_FOLDER}\")")
install(CODE "set(interpreter \"${REGIMES_PYTHON}\")\nset(version \"${PROJECT_VERSION}\")")
install(CODE "set(program \"$<TARGET_FILE:regimes_app>\")\nset(share \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}\")")
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/InstallShellSupport.cmake)
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/InstallCommands.cmake)
configure_file(${PROJECT_SOURCE_DIR}/packaging/modulefile.in ${PROJECT_BINARY_DIR}/generated/modulefile @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/generated/modulefile DESTINATION ${CMAKE_INSTALL_DATADIR}/modulefiles/regimes RENAME ${PROJECT_VERSION})
