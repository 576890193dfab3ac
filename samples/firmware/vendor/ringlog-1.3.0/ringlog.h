/* SPDX-License-Identifier: 0BSD */
#ifndef RINGLOG_H
#define RINGLOG_H

#include <stddef.h>
#include <stdint.h>

#define RINGLOG_VERSION "1.3.0"

struct ringlog {
    uint8_t *memory;
    size_t size; /* of the memory */
    size_t head; /* where the oldest byte is */
    size_t used;
};

/* The memory belongs to the caller and must outlive the log; size must not be 0. */
void ringlog_open(struct ringlog *log, uint8_t *memory, size_t size);

/* Drops the oldest bytes where there is no room. */
void ringlog_write(struct ringlog *log, const uint8_t *bytes, size_t count);

/* Takes out the oldest bytes, at most count, and returns how many it took. */
size_t ringlog_read(struct ringlog *log, uint8_t *bytes, size_t count);

size_t ringlog_used(const struct ringlog *log);

#endif
