// CRC-32C (Castagnoli, reflected 0x82F63B78), RFC 3720 appendix B.4.
//
// In C because the SSE4.2 instruction needs a per-function target attribute, which Swift has not: the package
// then builds without unsafe flags and the program still runs on a machine without the instruction.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Continues `crc` (0 to start) over `count` bytes. `bytes` may be NULL when `count` is 0.
uint32_t herald_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by table alone: the second opinion of tests, and what machines without SSE4.2 run.
uint32_t herald_crc32c_portable(uint32_t crc, const void *bytes, size_t count);
