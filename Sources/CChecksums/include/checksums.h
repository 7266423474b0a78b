#ifndef LUNAS_CHECKSUMS_H
#define LUNAS_CHECKSUMS_H

#include <stddef.h>
#include <stdint.h>

// The CRC-32C (Castagnoli) of bytes that follow those whose CRC is `crc`; 0 where none come before. By the CPU's own
// instruction where it has one.
uint32_t lunas_crc32c(uint32_t crc, const void *bytes, size_t count);

// The same by tables alone, for CPUs without the instruction; for the tests too.
uint32_t lunas_crc32c_by_tables(uint32_t crc, const void *bytes, size_t count);

// Goes on with the state of a SHA-256 (FIPS 180-4) over whole blocks of 64 bytes, by the CPU's own instructions where it has them.
void lunas_sha256(uint32_t state[8], const void *bytes, size_t blocks);

// The same without them, for the tests too.
void lunas_sha256_by_words(uint32_t state[8], const void *bytes, size_t blocks);

#endif
