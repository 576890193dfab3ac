/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the meter, keeps a log of readings, and sends them upstream. */
#include "ringlog.h"
#include "uplink.h"

#define METER_READY (*(volatile uint32_t *)0x50000000ul)
#define METER_VALUE (*(volatile uint32_t *)0x50000004ul)
#define UPLINK_DATA (*(volatile uint32_t *)0x50001000ul)

#define BATCH 32u

const char app_version[] __attribute__((used)) = "gateway application " GATEWAY_VERSION;

static uint8_t memory[1024];
static struct ringlog readings;

static void send(const uint8_t *payload, size_t size)
{
    uint8_t frame[UPLINK_FRAME];
    size_t length = uplink_frame(frame, payload, size);

    for (size_t i = 0; i < length; i++)
        UPLINK_DATA = frame[i];
}

static void keep(uint32_t value)
{
    uint8_t bytes[4];

    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
    ringlog_write(&readings, bytes, sizeof bytes);
}

__attribute__((noreturn, section(".text.start"))) void _start(void)
{
    uint8_t batch[BATCH];

    ringlog_open(&readings, memory, sizeof memory);
    for (;;) {
        if (METER_READY)
            keep(METER_VALUE);
        if (ringlog_used(&readings) >= BATCH)
            send(batch, ringlog_read(&readings, batch, sizeof batch));
    }
}
