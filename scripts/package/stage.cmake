# SPDX-License-Identifier: MIT
#
# Run by CPack between installing into its staging directory and packing: the
# files whose form a kind of package prescribes. Same input, same bytes.

file(GLOB_RECURSE manuals ${CPACK_TEMPORARY_DIRECTORY}/usr/share/man/*)
file(GLOB doc ${CPACK_TEMPORARY_DIRECTORY}/usr/share/doc/*)
set(compressed ${manuals})

if(CPACK_GENERATOR STREQUAL DEB)
  # Debian's own changelog takes version and date from ours.
  file(STRINGS ${doc}/CHANGELOG.md release REGEX "^## " LIMIT_COUNT 1)
  if(NOT release MATCHES "^## ([0-9.]+) \\(([0-9-]+)\\)$"
     OR NOT CMAKE_MATCH_1 STREQUAL CPACK_PACKAGE_VERSION)
    message(FATAL_ERROR "CHANGELOG.md does not begin with this version")
  endif()
  execute_process(COMMAND date -u -R -d ${CMAKE_MATCH_2}
                  OUTPUT_VARIABLE date COMMAND_ERROR_IS_FATAL ANY)
  set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
  file(WRITE ${doc}/changelog.Debian
"${CPACK_PACKAGE_NAME} (${version}) unstable; urgency=medium

  * changelog.gz has what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}")
  file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
  file(RENAME ${doc}/LICENSE ${doc}/copyright)
  list(APPEND compressed ${doc}/changelog ${doc}/changelog.Debian)
endif()

foreach(file ${compressed})
  execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
