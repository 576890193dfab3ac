/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GATEWAY_UPLINK_H
#define GATEWAY_UPLINK_H

#include <stddef.h>
#include <stdint.h>

#define UPLINK_FRAME 64u

/* Writes one frame and returns its size in bytes; 0 when the payload cannot be sent. */
size_t uplink_frame(uint8_t frame[UPLINK_FRAME], const uint8_t *payload, size_t size);

#endif
