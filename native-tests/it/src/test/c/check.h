/*
 * What a record has for its type: the type in the lowest 8 bits, above it 23 bits of a check over its words, the highest of a
 * sum of products. Bytes take part by their CRC-32C and their number.
 */
#ifndef RINGWORK_CHECK_H
#define RINGWORK_CHECK_H

#include <stddef.h>
#include <stdint.h>

#define TYPE_BITS 8

static inline uint32_t crc32c(const uint8_t *bytes, size_t length) {
    static uint32_t table[256];
    if (table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >> 1) ^ (value & 1 ? UINT32_C(0x82f63b78) : 0);
            }
            table[i] = value;
        }
    }
    uint32_t crc = ~UINT32_C(0);
    for (size_t i = 0; i < length; i++) {
        crc = (crc >> 8) ^ table[(crc ^ bytes[i]) & 0xff];
    }
    return ~crc;
}

/* What stands for bytes. */
static inline uint64_t sum_of(const void *bytes, size_t length) {
    return crc32c(bytes, length) | (uint64_t)length << 32;
}

/* The type of a record with these words; those that it doesn't have are 0. */
static inline int32_t checked_type(uint32_t type, uint64_t id, uint32_t second, uint32_t third, uint64_t body) {
    uint64_t fields = second | (uint64_t)third << 32;
    uint64_t sum = type * UINT64_C(0x9e3779b97f4a7c15) + id * UINT64_C(0xd6e8feb86659fd93) +
                   fields * UINT64_C(0xa0761d6478bd642f) + body * UINT64_C(0xe7037ed1a0b428db);
    return (int32_t)((uint32_t)(sum >> 41) << TYPE_BITS | type);
}

static inline uint32_t type_of(int32_t checked) {
    return (uint32_t)checked & ((1u << TYPE_BITS) - 1);
}

#endif
