/* A file system without locks, as a library to preload: flock and the locks of fcntl fail with the error number REGIMES_LOCK_ERROR.
   NFS without lockd gives 37 (ENOLCK), others 95 (EOPNOTSUPP), DVS 524 (ENOTSUPP of Linux). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>

typedef int (*control)(int, int, ...);

static int refuse(void) {
  const char* text = getenv("REGIMES_LOCK_ERROR");
  errno = text ? atoi(text) : ENOLCK;
  return -1;
}

static int control_or_refuse(const char* name, int descriptor, int command, void* argument) {
  if (command == F_SETLK || command == F_SETLKW || command == F_GETLK) return refuse();
  return ((control)dlsym(RTLD_NEXT, name))(descriptor, command, argument);
}

int flock(int descriptor, int operation) {
  (void)descriptor;
  (void)operation;
  return refuse();
}

int fcntl(int descriptor, int command, ...) {
  va_list more;
  va_start(more, command);
  void* argument = va_arg(more, void*);
  va_end(more);
  return control_or_refuse("fcntl", descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
  va_list more;
  va_start(more, command);
  void* argument = va_arg(more, void*);
  va_end(more);
  return control_or_refuse("fcntl64", descriptor, command, argument);
}
