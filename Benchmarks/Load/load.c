// A plain client on librdkafka in a process of its own: what a server is loaded with where the client must cost little.
//
//   load produce BROKER TOPIC BYTES COUNT ACKS PARTITIONS    COUNT records of BYTES random bytes, round robin over PARTITIONS
//   load consume BROKER TOPIC COUNT PARTITIONS               COUNT records from the start
//   load paced BROKER TOPIC BYTES RATE SECONDS ACKS          RATE single sends a second, each timed until it is answered
//   load one-by-one BROKER TOPIC BYTES COUNT ACKS            each sent when the one before is answered
//
// Prints one line of name=value: seconds, records, p50_us, p99_us. The first record is sent and answered, or read, before the clock
// runs. Exits with 1 and a sentence if anything failed.
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

int main(int c, char **v) {
    const char *mode = c > 1 ? v[1] : "";
    if (c == 8 && !strcmp(mode, "produce")) produce(v);
    else if (c == 8 && !strcmp(mode, "paced")) paced(v);
    else if (c == 7 && !strcmp(mode, "one-by-one")) one_by_one(v);
    else if (c == 6 && !strcmp(mode, "consume")) consume(v);
    else fail("load.c says at its top how it is called");
    fflush(stdout);
    // What the client still waits for is of no interest.
    _Exit(0);
}
