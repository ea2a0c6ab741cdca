// For LD_PRELOAD: every sync takes HERALD_SLOW_SYNC_MS milliseconds longer, as on a disk that is really asked to keep what it
// took. Shows what a program makes of the time it waits for one.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_for_disk(void) {
    const char *text = getenv("HERALD_SLOW_SYNC_MS");
    long milliseconds = text ? strtol(text, NULL, 10) : 0;
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&left, NULL);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_for_disk();
    return real(file);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_for_disk();
    return real(file);
}
