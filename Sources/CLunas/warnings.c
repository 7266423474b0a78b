// warn() as the stand-alone interpreter has it: off until "@on". C because Lua calls it at any moment.
#include <stdio.h>
#include <string.h>

#include "host.h"

static void warn(void *context, const char *message, int is_continued) {
  lunas_host *host = context;
  if (!host->is_warning_continued && !is_continued && message[0] == '@') {  // a control message
    if (strcmp(message, "@on") == 0) host->is_warning_on = true;
    if (strcmp(message, "@off") == 0) host->is_warning_on = false;
    return;
  }
  if (host->is_warning_on) {
    fprintf(stderr, "%s%s%s", host->is_warning_continued ? "" : "Lua warning: ", message, is_continued ? "" : "\n");
    fflush(stderr);
  }
  host->is_warning_continued = is_continued;
}

void lunas_open_warnings(lua_State *L) { lua_setwarnf(L, warn, host_of(L)); }
