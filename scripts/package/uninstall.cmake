# SPDX-License-Identifier: MIT
#
# Removes what "cmake --install" listed, and the project's own directories
# once they are empty. Run by the target "uninstall", in the build directory;
# DESTDIR has to be what it was for the installation.

set(manifest ${CMAKE_BINARY_DIR}/install_manifest.txt)
if(NOT EXISTS ${manifest})
  message(FATAL_ERROR "nothing was installed from here")
endif()
file(STRINGS ${manifest} files)
foreach(file ${files})
  message(STATUS "Removing: $ENV{DESTDIR}${file}")
  file(REMOVE "$ENV{DESTDIR}${file}")
  get_filename_component(dir "$ENV{DESTDIR}${file}" DIRECTORY)
  file(GLOB left "${dir}/*")
  if(dir MATCHES "/(lib)?mptcpdefault$" AND NOT left)
    file(REMOVE_RECURSE "${dir}")
  endif()
endforeach()
file(REMOVE ${manifest})
