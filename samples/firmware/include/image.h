/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of gateway.img, as tools/pack.py writes it and the bootloader reads it. */
#ifndef GATEWAY_IMAGE_H
#define GATEWAY_IMAGE_H

#include <stdint.h>

#define IMAGE_MAGIC 0x57464741u /* "AGFW", little endian */
#define IMAGE_FORMAT 1u
#define IMAGE_PARTS 2u

enum { PART_BOOT, PART_APP };

struct image_part {
    char name[8];
    uint32_t offset; /* bytes from the start of the header */
    uint32_t size;   /* bytes, without padding */
    uint8_t sha256[32];
};

struct image_header {
    uint32_t magic;
    uint16_t format;
    uint16_t parts;
    char version[24];
    struct image_part part[IMAGE_PARTS];
};

#endif
