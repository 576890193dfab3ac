/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GATEWAY_MEMORY_H
#define GATEWAY_MEMORY_H

#include <stddef.h>

/* The compiler may call these even in a freestanding program. */
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);

#endif
