// A plain client on librdkafka in a process of its own: what a server is loaded with where the client must cost little.
//
//   load produce BROKER TOPIC BYTES COUNT ACKS PARTITIONS    COUNT records of BYTES random bytes, round robin over PARTITIONS
//   load consume BROKER TOPIC COUNT PARTITIONS               COUNT records from the start
//   load paced BROKER TOPIC BYTES RATE SECONDS ACKS          RATE single sends a second, each timed until it is answered
//   load fetch HOST PORT TOPIC BYTES                         BYTES of partition 0 from the start by Fetch requests, none of them looked into
//   load one-by-one BROKER TOPIC BYTES COUNT ACKS            each sent when the one before is answered
//
// Prints one line of name=value: seconds, records, p50_us, p99_us. The first record is sent and answered, or read, before the clock
// runs. Exits with 1 and a sentence if anything failed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <librdkafka/rdkafka.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char error[512];
    if (rd_kafka_conf_set(conf, name, value, error, sizeof error) != RD_KAFKA_CONF_OK) fail("cannot set %s: %s", name, error);
}

// Of single sends: when each was sent, then how long it took. Nanoseconds.
static int64_t *times;
static atomic_long answered;

static void delivered(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    (void)opaque;
    if (message->err) fail("a record was not taken: %s", rd_kafka_err2str(message->err));
    int64_t *slot = message->_private;
    if (slot) *slot = now_ns() - *slot;
    answered++;
}

static rd_kafka_t *producer(const char *broker, const char *acks, const char *linger) {
    char error[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", broker);
    set(conf, "acks", acks);
    set(conf, "linger.ms", linger);
    set(conf, "queue.buffering.max.messages", "1000000");
    set(conf, "queue.buffering.max.kbytes", "1000000");
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof error);
    if (!client) fail("cannot make a producer: %s", error);
    return client;
}

static char *noise(int count) {
    char *bytes = malloc(count);
    srand(1);
    for (int i = 0; i < count; i++) bytes[i] = rand();
    return bytes;
}

static void send_one(rd_kafka_t *client, rd_kafka_topic_t *topic, int partition, char *bytes, int count, int64_t *slot) {
    while (rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, bytes, count, NULL, 0, slot)) {
        if (rd_kafka_last_error() != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            fail("cannot send: %s", rd_kafka_err2str(rd_kafka_last_error()));
        }
        rd_kafka_poll(client, 10);
    }
}

static void flush(rd_kafka_t *client) {
    if (rd_kafka_flush(client, 120000)) fail("records are not answered after two minutes");
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void report(int64_t start, long count) {
    double seconds = (now_ns() - start) / 1e9;
    printf("seconds=%.6f records=%ld", seconds, count);
    if (times) {
        qsort(times, count, sizeof *times, by_value);
        printf(" p50_us=%.1f p99_us=%.1f", times[count / 2] / 1e3, times[count * 99 / 100] / 1e3);
    }
    puts("");
}

static void produce(char **v) {
    int size = atoi(v[4]), partitions = atoi(v[7]);
    long count = atol(v[5]);
    rd_kafka_t *client = producer(v[2], v[6], "5");
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, v[3], NULL);
    char *bytes = noise(size);
    for (int i = 0; i < partitions; i++) send_one(client, topic, i, bytes, size, NULL);
    flush(client);
    int64_t start = now_ns();
    for (long i = 0; i < count; i++) {
        send_one(client, topic, i % partitions, bytes, size, NULL);
        if (i % 1000 == 0) rd_kafka_poll(client, 0);
    }
    flush(client);
    report(start, count);
}

static void *poll_always(void *client) {
    for (;;) rd_kafka_poll(client, 100);
    return NULL;
}

static void paced(char **v) {
    int size = atoi(v[4]);
    long rate = atol(v[5]), count = rate * atol(v[6]);
    rd_kafka_t *client = producer(v[2], v[7], "0");
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, v[3], NULL);
    char *bytes = noise(size);
    send_one(client, topic, 0, bytes, size, NULL);
    flush(client);
    answered = 0;
    times = calloc(count, sizeof *times);
    pthread_t thread;
    pthread_create(&thread, NULL, poll_always, client);
    int64_t start = now_ns();
    for (long i = 0; i < count; i++) {
        int64_t due = start + i * 1000000000LL / rate;
        struct timespec time = {due / 1000000000, due % 1000000000};
        if (now_ns() < due) clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
        times[i] = now_ns();
        send_one(client, topic, 0, bytes, size, &times[i]);
    }
    while (answered < count) {
        struct timespec pause = {0, 1000000};
        nanosleep(&pause, NULL);
        if (now_ns() - start > 300000000000LL) fail("%ld of %ld sends are answered after five minutes", answered, count);
    }
    report(start, count);
}

static void one_by_one(char **v) {
    int size = atoi(v[4]);
    long count = atol(v[5]);
    rd_kafka_t *client = producer(v[2], v[6], "0");
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, v[3], NULL);
    char *bytes = noise(size);
    send_one(client, topic, 0, bytes, size, NULL);
    flush(client);
    answered = 0;
    times = calloc(count, sizeof *times);
    int64_t start = now_ns();
    for (long i = 0; i < count; i++) {
        times[i] = now_ns();
        send_one(client, topic, 0, bytes, size, &times[i]);
        while (answered <= i) rd_kafka_poll(client, 1000);
    }
    report(start, count);
}

static void consume(char **v) {
    long count = atol(v[4]), seen = 0, first = 0;
    int partitions = atoi(v[5]);
    char error[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", v[2]);
    set(conf, "group.id", "load");
    set(conf, "enable.auto.commit", "false");
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    if (!client) fail("cannot make a consumer: %s", error);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, v[3], NULL);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    for (int i = 0; i < partitions; i++) {
        if (rd_kafka_consume_start_queue(topic, i, RD_KAFKA_OFFSET_BEGINNING, queue)) {
            fail("cannot consume: %s", rd_kafka_err2str(rd_kafka_last_error()));
        }
    }
    static rd_kafka_message_t *batch[10000];
    int64_t start = 0, patience = now_ns() + 120000000000LL;
    while (seen < count) {
        ssize_t got = rd_kafka_consume_batch_queue(queue, 1000, batch, 10000);
        if (got < 0) fail("cannot consume: %s", rd_kafka_err2str(rd_kafka_last_error()));
        if (now_ns() > patience) fail("%ld of %ld records came in two minutes", seen, count);
        for (ssize_t i = 0; i < got; i++) {
            if (batch[i]->err && batch[i]->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                fail("cannot consume: %s", rd_kafka_message_errstr(batch[i]));
            }
            if (!batch[i]->err) seen++;
            rd_kafka_message_destroy(batch[i]);
        }
        // Finding the partitions is not part of it.
        if (!start && seen) {
            start = now_ns();
            first = seen;
        }
    }
    report(start, seen - first);
}

// Fetch, version 4, by hand: what a server can give where the client does nothing with it.

static char request[256], *request_end;

static void put_int(int64_t value, int bytes) {
    while (bytes--) *request_end++ = value >> (8 * bytes);
}

static void put_text(const char *text) {
    put_int(strlen(text), 2);
    request_end = stpcpy(request_end, text);
}

static int64_t get_int(const unsigned char *at, int bytes) {
    int64_t value = (signed char)*at;
    while (--bytes) value = value << 8 | *++at;
    return value;
}

static void receive(int fd, void *into, size_t count) {
    for (size_t got = 0; got < count;) {
        ssize_t part = read(fd, (char *)into + got, count - got);
        if (part <= 0) fail("the server closed the connection");
        got += part;
    }
}

static void fetch(char **v) {
    enum { piece = 1 << 20 };
    long wanted = atol(v[5]), seen = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(v[3]))};
    inet_aton(v[2], &address.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("cannot connect to %s:%s", v[2], v[3]);
    static unsigned char reply[2 * piece];
    int64_t offset = 0, start = now_ns();
    while (seen < wanted) {
        request_end = request + 4;
        // Key, version, correlation id, client; replica, wait, least, most, isolation; one topic of one partition.
        put_int(1, 2), put_int(4, 2), put_int(0, 4), put_text("load");
        put_int(-1, 4), put_int(1000, 4), put_int(1, 4), put_int(piece, 4), put_int(0, 1);
        put_int(1, 4), put_text(v[4]), put_int(1, 4), put_int(0, 4), put_int(offset, 8), put_int(piece, 4);
        long length = request_end - request;
        request_end = request;
        put_int(length - 4, 4);
        if (write(fd, request, length) != length) fail("cannot ask");
        receive(fd, reply, 4);
        long size = get_int(reply, 4);
        if (size > (long)sizeof reply) fail("the server answers %ld bytes for %d", size, piece);
        receive(fd, reply, size);
        // Behind correlation id, throttle time, one topic, its name, one partition and its number.
        unsigned char *at = reply + 4 + 4 + 4 + 2 + strlen(v[4]) + 4 + 4;
        if (get_int(at, 2)) fail("error %ld", (long)get_int(at, 2));
        long aborted = get_int(at + 18, 4);
        at += 22 + (aborted > 0 ? aborted * 16 : 0);
        unsigned char *end = at + 4 + get_int(at, 4);
        at += 4;
        if (at == end) fail("%ld of %ld bytes are there", seen, wanted);
        for (long left = end - at; left > 61 && left >= 12 + get_int(at + 8, 4); left = end - at) {
            offset = get_int(at, 8) + get_int(at + 23, 4) + 1;
            seen += 12 + get_int(at + 8, 4);
            at += 12 + get_int(at + 8, 4);
        }
    }
    double seconds = (now_ns() - start) / 1e9;
    printf("seconds=%.6f bytes=%ld\n", seconds, seen);
}

int main(int c, char **v) {
    const char *mode = c > 1 ? v[1] : "";
    if (c == 8 && !strcmp(mode, "produce")) produce(v);
    else if (c == 8 && !strcmp(mode, "paced")) paced(v);
    else if (c == 7 && !strcmp(mode, "one-by-one")) one_by_one(v);
    else if (c == 6 && !strcmp(mode, "consume")) consume(v);
    else if (c == 6 && !strcmp(mode, "fetch")) fetch(v);
    else fail("load.c says at its top how it is called");
    fflush(stdout);
    // What the client still waits for is of no interest.
    _Exit(0);
}
