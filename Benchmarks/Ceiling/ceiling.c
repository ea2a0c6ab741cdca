// What a log's server cannot do without, and nothing else: the ceilings that Herald is held against.
//
//   ceiling produce FRAME COUNT FILE     receive COUNT frames of FRAME bytes, CRC-32C and write each, answer 8 bytes
//   ceiling fetch PIECE COUNT FILE       send COUNT pieces of PIECE bytes of a file by sendfile, each asked for with 8 bytes
//   ceiling echo BYTES RATE SECONDS      answer RATE messages a second, each sent when it is due; timed at the sender
//   ceiling sync BYTES COUNT FILE        write and fdatasync, one behind the other
//
// Server and client are two processes on a loopback connection; up to five frames are under way at a time. Prints one line of
// name=value: seconds, cpu_seconds of the server, bytes, p50_us, p99_us.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../Sources/Shims/CChecksums/include/checksums.h"

enum { window = 5 };

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void check(int is_good, const char *doing) {
    if (is_good) return;
    perror(doing);
    exit(1);
}

static int fill(int fd, char *bytes, size_t count) {
    for (size_t got = 0; got < count;) {
        ssize_t part = read(fd, bytes + got, count - got);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) return 0;
        got += part;
    }
    return 1;
}

static void put(int fd, const char *bytes, size_t count) {
    for (size_t done = 0; done < count;) {
        ssize_t part = write(fd, bytes + done, count - done);
        if (part < 0 && errno == EINTR) continue;
        check(part > 0, "write");
        done += part;
    }
}

static char *noise(size_t count) {
    char *bytes = malloc(count);
    for (size_t i = 0; i < count; i++) bytes[i] = rand();
    return bytes;
}

// A loopback connection between this process, which gets one end, and a child, which runs `client` with the other.
static int connected(void (*client)(int, long, long), long a, long b) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    check(!bind(listener, (struct sockaddr *)&address, length) && !listen(listener, 1), "listen");
    getsockname(listener, (struct sockaddr *)&address, &length);
    fflush(stdout);
    if (fork() == 0) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        check(!connect(fd, (struct sockaddr *)&address, length), "connect");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        client(fd, a, b);
        exit(0);
    }
    int fd = accept(listener, NULL, NULL);
    check(fd >= 0, "accept");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void await_client(void) {
    int status = 0;
    wait(&status);
    check(status == 0, "run the client");
}

static void send_frames(int fd, long size, long count) {
    char *frame = noise(size), reply[8];
    for (long sent = 0, open = 0; sent < count || open > 0;) {
        if (sent < count && open < window) {
            put(fd, frame, size);
            sent++, open++;
        } else {
            check(fill(fd, reply, sizeof reply), "be answered");
            open--;
        }
    }
}

static void produce(long size, long count, const char *path) {
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    check(file >= 0, path);
    char *frame = malloc(size), reply[8] = {0};
    int fd = connected(send_frames, size, count);
    int64_t start = now_ns();
    double cpu = cpu_seconds();
    for (long i = 0; i < count; i++) {
        check(fill(fd, frame, size), "receive");
        uint32_t checksum = herald_crc32c(0, frame, size);
        memcpy(reply, &checksum, sizeof checksum);
        check(pwrite(file, frame, size, (off_t)i * size) == size, "write");
        put(fd, reply, sizeof reply);
    }
    printf("seconds=%.6f cpu_seconds=%.6f bytes=%ld\n", (now_ns() - start) / 1e9, cpu_seconds() - cpu, size * count);
    await_client();
    unlink(path);
}

static void ask_for_pieces(int fd, long size, long count) {
    char *piece = malloc(size), ask[8] = {0};
    for (long i = 0; i < count; i++) {
        put(fd, ask, sizeof ask);
        check(fill(fd, piece, size), "receive");
    }
}

static void fetch(long size, long count, const char *path) {
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    check(file >= 0, path);
    char *bytes = noise(size), ask[8];
    for (long i = 0; i < count; i++) check(pwrite(file, bytes, size, (off_t)i * size) == size, "write");
    int fd = connected(ask_for_pieces, size, count);
    int64_t start = now_ns();
    double cpu = cpu_seconds();
    for (long i = 0; i < count; i++) {
        check(fill(fd, ask, sizeof ask), "be asked");
        off_t position = (off_t)i * size, end = position + size;
        while (position < end) check(sendfile(fd, file, &position, end - position) > 0, "sendfile");
    }
    printf("seconds=%.6f cpu_seconds=%.6f bytes=%ld\n", (now_ns() - start) / 1e9, cpu_seconds() - cpu, size * count);
    await_client();
    unlink(path);
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void report_times(int64_t *times, long count, int64_t start) {
    double seconds = (now_ns() - start) / 1e9;
    qsort(times, count, sizeof *times, by_value);
    printf("seconds=%.6f p50_us=%.1f p99_us=%.1f\n", seconds, times[count / 2] / 1e3, times[count * 99 / 100] / 1e3);
    fflush(stdout);
}

struct reading {
    int fd;
    long size, count;
    int64_t *times;
};

static void *read_answers(void *argument) {
    struct reading *reading = argument;
    char *message = malloc(reading->size);
    for (long i = 0; i < reading->count; i++) {
        check(fill(reading->fd, message, reading->size), "be answered");
        reading->times[i] = now_ns() - reading->times[i];
    }
    return NULL;
}

static long echo_rate, echo_seconds;

static void send_paced(int fd, long size, long unused) {
    (void)unused;
    long count = echo_rate * echo_seconds;
    struct reading reading = {fd, size, count, calloc(count, sizeof(int64_t))};
    char *message = noise(size);
    pthread_t thread;
    pthread_create(&thread, NULL, read_answers, &reading);
    int64_t start = now_ns();
    for (long i = 0; i < count; i++) {
        int64_t due = start + i * 1000000000LL / echo_rate;
        struct timespec time = {due / 1000000000, due % 1000000000};
        if (now_ns() < due) clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
        reading.times[i] = now_ns();
        put(fd, message, size);
    }
    pthread_join(thread, NULL);
    report_times(reading.times, count, start);
}

static void echo(long size, long rate, long seconds) {
    echo_rate = rate, echo_seconds = seconds;
    char *message = malloc(size);
    int fd = connected(send_paced, size, 0);
    while (fill(fd, message, size)) put(fd, message, size);
    await_client();
}

static void sync_each(long size, long count, const char *path) {
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    check(file >= 0, path);
    char *bytes = noise(size);
    int64_t *times = calloc(count, sizeof *times), start = now_ns();
    for (long i = 0; i < count; i++) {
        int64_t before = now_ns();
        check(pwrite(file, bytes, size, (off_t)i * size) == size, "write");
        check(!fdatasync(file), "sync");
        times[i] = now_ns() - before;
    }
    report_times(times, count, start);
    unlink(path);
}

int main(int c, char **v) {
    const char *mode = c == 5 ? v[1] : "";
    if (!strcmp(mode, "produce")) produce(atol(v[2]), atol(v[3]), v[4]);
    else if (!strcmp(mode, "fetch")) fetch(atol(v[2]), atol(v[3]), v[4]);
    else if (!strcmp(mode, "echo")) echo(atol(v[2]), atol(v[3]), atol(v[4]));
    else if (!strcmp(mode, "sync")) sync_each(atol(v[2]), atol(v[3]), v[4]);
    else fputs("ceiling.c says at its top how it is called\n", stderr);
    return *mode ? 0 : 1;
}
