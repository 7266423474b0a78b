#ifndef LUNAS_CHECKSUMS_H
#define LUNAS_CHECKSUMS_H

#include <stddef.h>
#include <stdint.h>

// The CRC-32C (Castagnoli) of bytes that follow those whose CRC is `crc`; 0 where none come before. By the CPU's own
// instruction where it has one.
uint32_t lunas_crc32c(uint32_t crc, const void *bytes, size_t count);

// The same by tables alone, for CPUs without the instruction; for the tests too.
uint32_t lunas_crc32c_by_tables(uint32_t crc, const void *bytes, size_t count);

#endif
