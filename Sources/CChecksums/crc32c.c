#include "checksums.h"

#include <pthread.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__)
#include <arm_acle.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#endif

// The polynomial 0x1EDC6F41, its bits in reverse.
#define POLYNOMIAL 0x82F63B78u

static uint32_t tables[8][256];
static pthread_once_t tables_made = PTHREAD_ONCE_INIT;

static void make_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    tables[0][byte] = crc;
  }
  for (uint32_t byte = 0; byte < 256; byte++)
    for (int table = 1; table < 8; table++)
      tables[table][byte] = (tables[table - 1][byte] >> 8) ^ tables[0][tables[table - 1][byte] & 0xFF];
}

uint32_t lunas_crc32c_by_tables(uint32_t crc, const void *bytes, size_t count) {
  pthread_once(&tables_made, make_tables);
  const unsigned char *next = bytes;
  crc = ~crc;
  for (; count >= 8; count -= 8, next += 8) {
    // Byte by byte, so that it is the same on machines of either byte order.
    crc ^= (uint32_t)next[0] | (uint32_t)next[1] << 8 | (uint32_t)next[2] << 16 | (uint32_t)next[3] << 24;
    crc = tables[7][crc & 0xFF] ^ tables[6][crc >> 8 & 0xFF] ^ tables[5][crc >> 16 & 0xFF] ^ tables[4][crc >> 24] ^
          tables[3][next[4]] ^ tables[2][next[5]] ^ tables[1][next[6]] ^ tables[0][next[7]];
  }
  for (; count > 0; count--, next++) crc = (crc >> 8) ^ tables[0][(crc ^ *next) & 0xFF];
  return ~crc;
}

#if defined(__x86_64__)
static int has_instruction(void) { return __builtin_cpu_supports("sse4.2"); }

__attribute__((target("sse4.2")))
static uint32_t by_instruction(uint32_t crc, const unsigned char *next, size_t count) {
  uint64_t state = ~crc;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    state = _mm_crc32_u64(state, word);
  }
  for (; count > 0; count--, next++) state = _mm_crc32_u8((uint32_t)state, *next);
  return ~(uint32_t)state;
}
#elif defined(__aarch64__)
static int has_instruction(void) {
#if defined(__linux__)
  return (getauxval(AT_HWCAP) & (1UL << 7)) != 0;  // HWCAP_CRC32
#else
  return 1;
#endif
}

__attribute__((target("crc")))
static uint32_t by_instruction(uint32_t crc, const unsigned char *next, size_t count) {
  uint32_t state = ~crc;
  for (; count >= 8; count -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    state = __crc32cd(state, word);
  }
  for (; count > 0; count--, next++) state = __crc32cb(state, *next);
  return ~state;
}
#else
static int has_instruction(void) { return 0; }

static uint32_t by_instruction(uint32_t crc, const unsigned char *next, size_t count) {
  return lunas_crc32c_by_tables(crc, next, count);
}
#endif

uint32_t lunas_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return has_instruction() ? by_instruction(crc, bytes, count) : lunas_crc32c_by_tables(crc, bytes, count);
}
