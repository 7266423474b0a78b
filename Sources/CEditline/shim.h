// libedit's line editor with its history, through the interface that it shares with readline.
#ifndef CEDITLINE_SHIM_H
#define CEDITLINE_SHIM_H

#include <stdio.h>
#include <editline/readline.h>

// Swift may not touch stdout, a global that C code changes. Line by line, so that a log shows what has happened.
static inline void cedit_print_line_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

#endif
