// A file system without locks, for the tests: what asks for a lock fails as NO_LOCKS_ERRNO says. EBADF stands
// for NFS, where only files that are open for writing can be locked exclusively.
#include <dlfcn.h>
#include <fcntl.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>

namespace {

int fail() {
  errno = std::atoi(std::getenv("NO_LOCKS_ERRNO"));
  return -1;
}

bool is_of_locks(int command) { return command == F_SETLK || command == F_SETLKW || command == F_GETLK; }

int pass_on(const char* name, int descriptor, int command, void* argument) {
  const auto next = reinterpret_cast<int (*)(int, int, ...)>(dlsym(RTLD_NEXT, name));
  return is_of_locks(command) ? fail() : next(descriptor, command, argument);
}

void* argument_of(std::va_list& list) { return va_arg(list, void*); }

}  // namespace

extern "C" {

int flock(int descriptor, int operation) {
  const bool is_nfs = std::atoi(std::getenv("NO_LOCKS_ERRNO")) == EBADF;
  const bool is_writable = (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
  if (!is_nfs || !is_writable) return fail();
  return reinterpret_cast<int (*)(int, int)>(dlsym(RTLD_NEXT, "flock"))(descriptor, operation);
}

int fcntl(int descriptor, int command, ...) {
  std::va_list list;
  va_start(list, command);
  void* const argument = argument_of(list);
  va_end(list);
  return pass_on("fcntl", descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
  std::va_list list;
  va_start(list, command);
  void* const argument = argument_of(list);
  va_end(list);
  return pass_on("fcntl64", descriptor, command, argument);
}

}  // extern "C"
