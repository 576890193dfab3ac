/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GATEWAY_SHA256_H
#define GATEWAY_SHA256_H

#include <stddef.h>
#include <stdint.h>

void sha256(const uint8_t *data, size_t size, uint8_t digest[32]);

#endif
