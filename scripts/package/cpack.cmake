# SPDX-License-Identifier: MIT
#
# What goes into a package beside the programs, and what CPack says about it.
# Included by CMakeLists.txt; scripts/package/build makes the packages.
# Installing one enables nothing: no maintainer script, no unit, no line in
# ld.so.preload. "mptcpdefault enable" is the administrator's to run.

install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY scripts/doc/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN "*.md")

# Undoes "cmake --install", by the list that it leaves behind.
add_custom_target(uninstall
  COMMAND ${CMAKE_COMMAND} -P
          ${CMAKE_CURRENT_SOURCE_DIR}/scripts/package/uninstall.cmake
  WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} VERBATIM)

set(CPACK_PACKAGE_NAME libmptcpdefault)
set(CPACK_PACKAGE_VENDOR "the libmptcpdefault maintainers")
set(CPACK_PACKAGE_CONTACT
    "libmptcpdefault maintainers <maintainers@libmptcpdefault.example>"
    CACHE STRING "Who makes the package, and an address")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "Multipath TCP for unmodified programs, by LD_PRELOAD")
set(CPACK_PACKAGE_DESCRIPTION
"Makes the TCP sockets of a program Multipath TCP (RFC 8684) where a setting
says so: listeners by default, dialers if wanted. The program sees what it
would see without it; a socket for which that can't be kept stays TCP.
Nothing is enabled by installing it: mptcpdefault(1) starts programs and
systemd services under the library.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# Whoever builds may have a stricter umask.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS
    ${CMAKE_CURRENT_SOURCE_DIR}/scripts/package/stage.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
# Of ss(8), for "mptcpdefault check".
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS iproute2)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_CURRENT_SOURCE_DIR}/scripts/package/triggers)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_DESCRIPTION ${CPACK_PACKAGE_DESCRIPTION})
set(CPACK_PACKAGE_RELOCATABLE OFF)
# Directories of other packages, beyond those that CPack knows.
foreach(dir bash-completion bash-completion/completions fish
            fish/vendor_completions.d man man/man1 man/man7 zsh
            zsh/site-functions)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/${dir})
endforeach()

include(CPack)
