// Counts calls of malloc, calloc, realloc and their aligned kin, by standing in for them in the program it is linked into.
//
// In C because the stand-ins run before Swift's runtime is up, on every thread, and must not allocate themselves.
// glibc only: the work is done by its own __libc_ functions.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Begins or ends counting, on all threads. While it is off an allocation costs one load more than without us.
void herald_malloc_counting(bool on);

/// Allocations counted since the program began.
uint64_t herald_malloc_count(void);
