/* SPDX-License-Identifier: Apache-2.0 */
/* A frame is a start byte, the payload's size, the payload, and a checksum. */
#include "uplink.h"

#define START 0x7eu
#define OVERHEAD 3u

size_t uplink_frame(uint8_t frame[UPLINK_FRAME], const uint8_t *payload, size_t size)
{
    uint8_t sum = 0;

    frame[0] = START;
    frame[1] = (uint8_t)size;
    for (size_t i = 0; i < size; i++) {
        frame[2 + i] = payload[i];
        sum = (uint8_t)(sum + payload[i]);
    }
    frame[2 + size] = (uint8_t)~sum;
    return size + OVERHEAD;
}
