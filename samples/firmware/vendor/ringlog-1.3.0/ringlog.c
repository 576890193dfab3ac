/* SPDX-License-Identifier: 0BSD */
#include "ringlog.h"

const char ringlog_version[] __attribute__((used)) = "ringlog " RINGLOG_VERSION;

void ringlog_open(struct ringlog *log, uint8_t *memory, size_t size)
{
    log->memory = memory;
    log->size = size;
    log->head = 0;
    log->used = 0;
}

static uint8_t take(struct ringlog *log)
{
    uint8_t oldest = log->memory[log->head];

    log->head = (log->head + 1) % log->size;
    log->used--;
    return oldest;
}

void ringlog_write(struct ringlog *log, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (log->used == log->size)
            take(log);
        log->memory[(log->head + log->used) % log->size] = bytes[i];
        log->used++;
    }
}

size_t ringlog_read(struct ringlog *log, uint8_t *bytes, size_t count)
{
    size_t taken = 0;

    while (taken < count && log->used > 0)
        bytes[taken++] = take(log);
    return taken;
}

size_t ringlog_used(const struct ringlog *log)
{
    return log->used;
}
