#include "checksums.h"
#include <string.h>

#define POLYNOMIAL 0x82F63B78u

// Three streams run side by side because the crc32 instruction has a latency of three and a throughput of one.
#define LONG_STREAM 4096u
#define SHORT_STREAM 256u

static uint32_t slices[8][256];
static uint32_t long_shift[4][256];
static uint32_t short_shift[4][256];

/// What `crc` becomes when `count` zero bytes follow it.
static uint32_t after_zeros(uint32_t crc, size_t count) {
    while (count--) crc = slices[0][crc & 0xff] ^ (crc >> 8);
    return crc;
}

static void fill_shift(uint32_t table[4][256], size_t count) {
    // Shifting is linear over GF(2): the images of the 32 single bits give every other value by XOR.
    uint32_t bit[32];
    for (int i = 0; i < 32; i++) bit[i] = after_zeros(1u << i, count);
    for (int byte = 0; byte < 4; byte++)
        for (uint32_t value = 0; value < 256; value++) {
            uint32_t image = 0;
            for (int i = 0; i < 8; i++)
                if (value >> i & 1) image ^= bit[byte * 8 + i];
            table[byte][value] = image;
        }
}

__attribute__((constructor)) static void fill_tables(void) {
    for (uint32_t value = 0; value < 256; value++) {
        uint32_t crc = value;
        for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (POLYNOMIAL & (0u - (crc & 1)));
        slices[0][value] = crc;
    }
    for (int slice = 1; slice < 8; slice++)
        for (uint32_t value = 0; value < 256; value++) {
            uint32_t previous = slices[slice - 1][value];
            slices[slice][value] = slices[0][previous & 0xff] ^ (previous >> 8);
        }
    fill_shift(long_shift, LONG_STREAM);
    fill_shift(short_shift, SHORT_STREAM);
}

uint32_t herald_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *at = bytes;
    crc = ~crc;
    while (count >= 8) {
        uint32_t low = (at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24) ^ crc;
        crc = slices[7][low & 0xff] ^ slices[6][low >> 8 & 0xff] ^ slices[5][low >> 16 & 0xff] ^ slices[4][low >> 24]
            ^ slices[3][at[4]] ^ slices[2][at[5]] ^ slices[1][at[6]] ^ slices[0][at[7]];
        at += 8;
        count -= 8;
    }
    while (count--) crc = slices[0][(crc ^ *at++) & 0xff] ^ (crc >> 8);
    return ~crc;
}

#if defined(__x86_64__)
static uint32_t shift(uint32_t table[4][256], uint32_t crc) {
    return table[0][crc & 0xff] ^ table[1][crc >> 8 & 0xff] ^ table[2][crc >> 16 & 0xff] ^ table[3][crc >> 24];
}

static inline uint64_t word(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

__attribute__((target("sse4.2"))) static inline const uint8_t *
three_streams(uint64_t *crc, const uint8_t *at, size_t *count, size_t stream, uint32_t table[4][256]) {
    while (*count >= 3 * stream) {
        uint64_t first = *crc, second = 0, third = 0;
        for (const uint8_t *end = at + stream; at < end; at += 8) {
            first = __builtin_ia32_crc32di(first, word(at));
            second = __builtin_ia32_crc32di(second, word(at + stream));
            third = __builtin_ia32_crc32di(third, word(at + 2 * stream));
        }
        *crc = shift(table, shift(table, (uint32_t)first) ^ (uint32_t)second) ^ (uint32_t)third;
        at += 2 * stream;
        *count -= 3 * stream;
    }
    return at;
}

__attribute__((target("sse4.2"))) static uint32_t
hardware(uint32_t start, const uint8_t *at, size_t count) {
    uint64_t crc = ~start;
    at = three_streams(&crc, at, &count, LONG_STREAM, long_shift);
    at = three_streams(&crc, at, &count, SHORT_STREAM, short_shift);
    for (; count >= 8; at += 8, count -= 8) crc = __builtin_ia32_crc32di(crc, word(at));
    for (; count > 0; at++, count--) crc = __builtin_ia32_crc32qi((uint32_t)crc, *at);
    return ~(uint32_t)crc;
}

uint32_t herald_crc32c(uint32_t crc, const void *bytes, size_t count) {
    if (__builtin_cpu_supports("sse4.2")) return hardware(crc, bytes, count);
    return herald_crc32c_portable(crc, bytes, count);
}
#else
uint32_t herald_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return herald_crc32c_portable(crc, bytes, count);
}
#endif
