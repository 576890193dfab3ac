/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the application if, and only if, it has the digest that the image header states. */
#include "image.h"
#include "sha256.h"

#define IMAGE_BASE 0x40000000ul
#define IMAGE_LIMIT 0x00100000u /* one megabyte of flash */

const char boot_version[] __attribute__((used)) = "gateway bootloader " GATEWAY_VERSION;

static int inside_flash(const struct image_part *part)
{
    return part->offset >= sizeof(struct image_header) && part->offset < IMAGE_LIMIT &&
           part->size > 0 && part->size <= IMAGE_LIMIT - part->offset;
}

static int is_intact(const struct image_header *image, const struct image_part *part)
{
    uint8_t found[32], different = 0;

    sha256((const uint8_t *)image + part->offset, part->size, found);
    for (unsigned i = 0; i < sizeof found; i++)
        different |= found[i] ^ part->sha256[i];
    return different == 0;
}

static const struct image_part *application_of(const struct image_header *image)
{
    const struct image_part *part = &image->part[PART_APP];

    if (image->magic != IMAGE_MAGIC || image->format != IMAGE_FORMAT)
        return 0;
    if (image->parts != IMAGE_PARTS || !inside_flash(part))
        return 0;
    return is_intact(image, part) ? part : 0;
}

__attribute__((noreturn, section(".text.start"))) void _start(void)
{
    const struct image_header *image = (const struct image_header *)IMAGE_BASE;
    const struct image_part *part = application_of(image);

    if (part)
        ((void (*)(void))(IMAGE_BASE + part->offset))();
    for (;;) /* nothing to start: wait for the recovery port */
        __asm__ volatile("" ::: "memory");
}
