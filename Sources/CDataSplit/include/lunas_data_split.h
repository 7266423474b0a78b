#ifndef LUNAS_DATA_SPLIT_H
#define LUNAS_DATA_SPLIT_H

#include <sys/types.h>

// Gives two names to each other's files at once. Swift cannot see renameat2, which glibc shows to GNU sources alone.
int lunas_exchange_names(const char *first, const char *second);

// Opens a file without a name in a folder. O_TMPFILE is a GNU extension too.
int lunas_open_unnamed(const char *folder);

// Reserves space for the beginning of a file. Unlike posix_fallocate it writes no byte where the file system cannot reserve.
int lunas_reserve_space(int file, off_t size);

#endif
