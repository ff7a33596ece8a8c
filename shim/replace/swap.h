/* SPDX-License-Identifier: MIT */
/*
 * The last step of a replace: the new socket under the program's descriptors,
 * and in its epoll sets.
 */
#ifndef SHIM_SWAP_H
#define SHIM_SWAP_H

#include "job.h"

/* All or nothing: for another reason than none all is as it was. */
enum reason swap_sockets(struct job *j);

#endif
