// For LD_PRELOAD: writes down every change a program makes below POWERCUT_DATA, and every sync, in the file POWERCUT_JOURNAL, in
// the order in which they were done. From that platter.py makes what a disk may hold after the power was cut.
//
// POWERCUT_AT=n ends the process with SIGKILL before its n-th change. POWERCUT_LIE_AFTER=n makes syncs after the n-th say that all
// is well and write nothing down: a disk that lies. POWERCUT_ROOM names a file with a number: when files would grow by more than
// so many bytes since the start, writes and creations fail with ENOSPC; without the file there is room.
//
// A record: operation 1, node 8 (inode), number 8 (position, size, or how many records came before a sync began), path length 4,
// bytes length 4, path, bytes. Little-endian.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 'c', WRITE = 'w', CUT = 't', SYNC = 's', SYNC_DIRECTORY = 'd', RENAME = 'r', REMOVE = 'u', MAKE = 'm' };
enum { FILES = 65536 };

#define REAL(type, name, ...) \
    static type (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static const char *root;
static long kill_at, lie_after = -1, changes, syncs, grown;
static uint64_t records;
static struct { char is_ours, is_directory; uint64_t node; char *path; } files[FILES];

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWERCUT_JOURNAL");
    root = getenv("POWERCUT_DATA");
    if (!path || !root) { root = NULL; return; }
    REAL(int, open, const char *, int, ...);
    journal = real_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (getenv("POWERCUT_AT")) kill_at = atol(getenv("POWERCUT_AT"));
    if (getenv("POWERCUT_LIE_AFTER")) lie_after = atol(getenv("POWERCUT_LIE_AFTER"));
    // Programs that this one runs are no part of it.
    unsetenv("LD_PRELOAD");
}

static int is_ours(const char *path) {
    return root && !strncmp(path, root, strlen(root)) && (path[strlen(root)] == '/' || !path[strlen(root)]);
}

static void note(char operation, uint64_t node, uint64_t number, const char *path, const void *bytes, uint32_t count) {
    uint32_t length = path ? strlen(path) : 0;
    char head[25];
    head[0] = operation;
    memcpy(head + 1, &node, 8);
    memcpy(head + 9, &number, 8);
    memcpy(head + 17, &length, 4);
    memcpy(head + 21, &count, 4);
    struct iovec parts[3] = {{head, 25}, {(void *)path, length}, {(void *)bytes, count}};
    REAL(ssize_t, writev, int, const struct iovec *, int);
    if (real_writev(journal, parts, 3) != 25 + (ssize_t)length + (ssize_t)count) abort();
    records++;
}

// Before a change: the power may go.
static void change(void) {
    if (kill_at && ++changes == kill_at) {
        kill(getpid(), SIGKILL);
        pause();
    }
}

// Whether there is room for so many bytes more.
static int has_room(long more) {
    const char *path = getenv("POWERCUT_ROOM");
    if (!path || more <= 0) return 1;
    REAL(int, open, const char *, int, ...);
    int file = real_open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 1;
    char text[32] = {0};
    ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    return got > 0 && grown + more <= atol(text);
}

static uint64_t node_of(int file) {
    struct stat status;
    return fstat(file, &status) ? 0 : status.st_ino;
}

int open(const char *path, int flags, ...) {
    REAL(int, open, const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    int mode = va_arg(rest, int);
    va_end(rest);
    if (!is_ours(path)) return real_open(path, flags, mode);
    pthread_mutex_lock(&lock);
    int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
    int is_cut = (flags & O_TRUNC) && !is_new;
    if (is_new || is_cut) change();
    int file = -1;
    if (is_new && !has_room(1)) errno = ENOSPC;
    else file = real_open(path, flags, mode);
    int error = errno;
    if (file >= FILES) abort();
    if (file >= 0) {
        files[file].is_ours = 1;
        files[file].is_directory = (flags & O_DIRECTORY) != 0;
        files[file].node = node_of(file);
        free(files[file].path);
        files[file].path = files[file].is_directory ? strdup(path) : NULL;
        if (is_new) note(CREATE, files[file].node, 0, path, NULL, 0);
        if (is_cut) note(CUT, files[file].node, 0, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return file;
}

int close(int file) {
    REAL(int, close, int);
    if (file < 0 || file >= FILES || !files[file].is_ours) return real_close(file);
    pthread_mutex_lock(&lock);
    files[file].is_ours = 0;
    int result = real_close(file);
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t position) {
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    if (file < 0 || file >= FILES || !files[file].is_ours) return real_pwrite(file, bytes, count, position);
    pthread_mutex_lock(&lock);
    change();
    struct stat status;
    long more = fstat(file, &status) ? 0 : position + (off_t)count - status.st_size;
    ssize_t took = -1;
    if (!has_room(more)) errno = ENOSPC;
    else took = real_pwrite(file, bytes, count, position);
    int error = errno;
    if (took > 0) {
        if (more > 0) grown += more;
        note(WRITE, files[file].node, position, NULL, bytes, took);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return took;
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t position) {
    REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
    if (file < 0 || file >= FILES || !files[file].is_ours) return real_pwritev(file, pieces, count, position);
    // As one write, so that it has one record.
    size_t total = 0, filled = 0;
    for (int index = 0; index < count; index++) total += pieces[index].iov_len;
    char *bytes = malloc(total ? total : 1);
    for (int index = 0; index < count; index++) {
        memcpy(bytes + filled, pieces[index].iov_base, pieces[index].iov_len);
        filled += pieces[index].iov_len;
    }
    ssize_t took = pwrite(file, bytes, total, position);
    int error = errno;
    free(bytes);
    errno = error;
    return took;
}

int ftruncate(int file, off_t size) {
    REAL(int, ftruncate, int, off_t);
    if (file < 0 || file >= FILES || !files[file].is_ours) return real_ftruncate(file, size);
    pthread_mutex_lock(&lock);
    change();
    int result = real_ftruncate(file, size);
    if (!result) note(CUT, files[file].node, size, NULL, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

static int synced(int file, int (*real)(int)) {
    pthread_mutex_lock(&lock);
    change();
    uint64_t before = records;
    int lies = lie_after >= 0 && ++syncs > lie_after;
    pthread_mutex_unlock(&lock);
    // What is written while the disk works is not covered.
    int result = real(file);
    pthread_mutex_lock(&lock);
    if (!result && !lies) {
        if (files[file].is_directory) note(SYNC_DIRECTORY, 0, before, files[file].path, NULL, 0);
        else note(SYNC, files[file].node, before, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int fdatasync(int file) {
    REAL(int, fdatasync, int);
    return file >= 0 && file < FILES && files[file].is_ours ? synced(file, real_fdatasync) : real_fdatasync(file);
}

int fsync(int file) {
    REAL(int, fsync, int);
    return file >= 0 && file < FILES && files[file].is_ours ? synced(file, real_fsync) : real_fsync(file);
}

int rename(const char *path, const char *new_path) {
    REAL(int, rename, const char *, const char *);
    if (!is_ours(path)) return real_rename(path, new_path);
    pthread_mutex_lock(&lock);
    change();
    int result = real_rename(path, new_path);
    if (!result) note(RENAME, 0, 0, path, new_path, strlen(new_path));
    pthread_mutex_unlock(&lock);
    return result;
}

static int removed(const char *path, int (*real)(const char *)) {
    pthread_mutex_lock(&lock);
    change();
    struct stat status;
    long size = stat(path, &status) ? 0 : status.st_size;
    int result = real(path);
    if (!result) {
        grown -= size;
        note(REMOVE, 0, 0, path, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return is_ours(path) ? removed(path, real_unlink) : real_unlink(path);
}

int rmdir(const char *path) {
    REAL(int, rmdir, const char *);
    return is_ours(path) ? removed(path, real_rmdir) : real_rmdir(path);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    if (!is_ours(path)) return real_mkdir(path, mode);
    pthread_mutex_lock(&lock);
    change();
    int result = real_mkdir(path, mode);
    if (!result) note(MAKE, 0, 0, path, NULL, 0);
    pthread_mutex_unlock(&lock);
    return result;
}
