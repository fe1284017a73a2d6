/* Threads share campaigns: who waits gets its turn, who does not is told PC_STATUS_BUSY and changes nothing, and nothing is
 * torn. Each program of threads here ends by itself, or the alarm ends it: then somebody waited for ever. */
#define _POSIX_C_SOURCE 200112L
#include "checks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WRITERS = 3, READERS = 2, COMMANDS = 60, PRODUCTS = 20, TRIES = 100, SECONDS_MAX = 600 };

static const char CREATE[] =
    "{\"command\": \"create_campaign\", \"by\": {\"agency\": \"A-1\"}, \"at\": \"2026-05-01T12:00:00Z\", \"id\": \"C-1\","
    " \"account\": {\"agency\": \"A-1\", \"name\": \"North\", \"market\": \"US\", \"categories\": [\"content_management\"],"
    " \"tax\": {\"form\": \"w9\", \"legal_name\": \"North LLC\", \"contact\": \"tax@example.test\","
    " \"tax_number\": \"12-3456789\", \"documents\": [\"w9.pdf\"]}, \"bank\": {\"status\": \"linked\"}},"
    " \"draft\": {\"market\": \"US\", \"time_zone\": \"UTC\", \"name\": \"Spring\", \"description\": \"d\","
    " \"registration_period\": {\"first_day\": \"2026-05-01\", \"last_day\": \"2026-05-31\"},"
    " \"campaign_period\": {\"first_day\": \"2026-05-01\", \"last_day\": \"2026-07-31\"},"
    " \"contact\": {\"email\": \"hi@example.test\"}}}";
static const char PUBLISH[] =
    "{\"command\": \"publish\", \"by\": {\"agency\": \"A-1\"}, \"at\": \"2026-05-01T12:00:00Z\"}";

/* What one thread does, and what it saw. `stop` of a reader is when all writers are done. */
typedef struct {
    pc_campaign *campaign;
    pthread_mutex_t *lock;
    int *writing;
    int number;
    size_t done;
    size_t busy;
    size_t bad;
} thread;

static int writing(const thread *own)
{
    int left;
    pthread_mutex_lock(own->lock);
    left = *own->writing;
    pthread_mutex_unlock(own->lock);
    return left;
}

/* How often a text stands in another. */
static size_t count(pc_str text, const char *part)
{
    size_t found = 0;
    const char *at = text.data;
    while ((at = strstr(at, part)) != NULL) {
        found++;
        at += strlen(part);
    }
    return found;
}

/* One command that registers PRODUCTS products, which no other command names. */
static void registering(char *command, size_t size, int writer, int number)
{
    int product;
    size_t at = (size_t)snprintf(
        command, size,
        "{\"command\": \"register_products\", \"by\": {\"seller\": \"SHOP1\"}, \"at\": \"2026-05-02T12:00:00Z\", "
        "\"products\": [");
    for (product = 0; product < PRODUCTS; product++) {
        at += (size_t)snprintf(command + at, size - at, "%s{\"product\": \"P-%d-%d-%d\", \"total_rate_bps\": 3000}",
                               product == 0 ? "" : ", ", writer, number, product);
    }
    snprintf(command + at, size - at, "]}");
}

/* The last writer tries first, and waits when it was turned away often enough; the others wait at once. */
static void *write_commands(void *argument)
{
    thread *own = argument;
    char command[PRODUCTS * 80 + 200];
    int number;
    for (number = 0; number < COMMANDS; number++) {
        pc_status status = PC_STATUS_BUSY;
        size_t tries = own->number == WRITERS - 1 ? 0 : TRIES;
        registering(command, sizeof command, own->number, number);
        while (status == PC_STATUS_BUSY) {
            pc_text *outcome = NULL;
            pc_error *error = NULL;
            if (tries++ < TRIES) {
                status = pc_campaign_try_execute(own->campaign, command, strlen(command), &outcome, &error);
            } else {
                status = pc_campaign_execute(own->campaign, command, strlen(command), &outcome, &error);
                own->bad += status == PC_STATUS_BUSY;
            }
            if (status == PC_STATUS_BUSY) {
                own->busy++;
                own->bad += outcome != NULL || pc_error_status(error) != PC_STATUS_BUSY;
            } else {
                own->done++;
                own->bad += status != PC_STATUS_OK || strstr(pc_text_view(outcome).data, "\"events\":[{") == NULL;
            }
            pc_text_free(outcome);
            pc_error_free(error);
        }
    }
    pthread_mutex_lock(own->lock);
    --*own->writing;
    pthread_mutex_unlock(own->lock);
    return NULL;
}

/* Every snapshot is of whole commands, and never of fewer than the one before. */
static void *read_snapshots(void *argument)
{
    thread *own = argument;
    size_t before = 0;
    while (writing(own)) {
        pc_text *snapshot = NULL;
        const pc_status status = pc_campaign_snapshot(own->campaign, &snapshot, NULL);
        if (status != PC_STATUS_OK) {
            own->bad++;
        } else {
            const pc_str text = pc_text_view(snapshot);
            const size_t products = count(text, "\"product\":");
            pc_campaign *again = NULL;
            own->done++;
            own->bad += products % PRODUCTS != 0 || products < before;
            before = products;
            own->bad += pc_campaign_load(text.data, text.length, &again, NULL) != PC_STATUS_OK;
            pc_campaign_free(again);
        }
        pc_text_free(snapshot);
    }
    return NULL;
}

/* A campaign that takes registrations. */
static pc_campaign *published(void)
{
    pc_campaign *campaign = NULL;
    pc_text *text = NULL;
    CHECK(pc_campaign_new(NULL, 0, &campaign, NULL) == PC_STATUS_OK);
    CHECK(pc_campaign_execute(campaign, CREATE, sizeof CREATE - 1, &text, NULL) == PC_STATUS_OK);
    pc_text_free(text);
    CHECK(pc_campaign_try_execute(campaign, PUBLISH, sizeof PUBLISH - 1, &text, NULL) == PC_STATUS_OK);
    pc_text_free(text);
    return campaign;
}

static void start(pthread_t *id, void *(*work)(void *), void *argument)
{
    if (pthread_create(id, NULL, work, argument) != 0) {
        fprintf(stderr, "races.c: no thread could be made\n");
        exit(1);
    }
}

/* The writer that tries must have been turned away, or nothing was shown: how often says the answer. */
static int race(size_t *turned_away)
{
    pc_campaign *campaign = published();
    pc_text *text = NULL;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t ids[WRITERS + READERS];
    thread threads[WRITERS + READERS];
    int left = WRITERS, at;
    size_t executed = 0;

    for (at = 0; at < WRITERS + READERS; at++) {
        const thread fresh = {campaign, &lock, &left, at, 0, 0, 0};
        threads[at] = fresh;
        start(&ids[at], at < WRITERS ? write_commands : read_snapshots, &threads[at]);
    }
    for (at = 0; at < WRITERS + READERS; at++) {
        pthread_join(ids[at], NULL);
        CHECK(threads[at].bad == 0);
        *turned_away += threads[at].busy;
        executed += at < WRITERS ? threads[at].done : 0;
    }
    CHECK(executed == WRITERS * COMMANDS);
    CHECK(pc_campaign_snapshot(campaign, &text, NULL) == PC_STATUS_OK);
    CHECK(count(pc_text_view(text), "\"product\":") == WRITERS * COMMANDS * PRODUCTS);
    pc_text_free(text);
    pc_campaign_free(campaign);
    return wrong == 0;
}

/* Readers in a loop whose looks overlap, as each takes its time, and one writer: it must get in long before they have read
 * as often as they may. */
enum { LOOPING = 3, WRITES = 20, BEFORE = 30, READS_MAX = 1000 };

typedef struct {
    pc_campaign *campaign;
    pthread_mutex_t *lock;
    int *written;
    size_t reads;
    size_t bad;
} looper;

static void *read_in_a_loop(void *argument)
{
    looper *own = argument;
    int written = 0;
    while (own->reads < READS_MAX && !written) {
        pc_text *snapshot = NULL;
        own->bad += pc_campaign_snapshot(own->campaign, &snapshot, NULL) != PC_STATUS_OK;
        own->reads++;
        pc_text_free(snapshot);
        pthread_mutex_lock(own->lock);
        written = *own->written;
        pthread_mutex_unlock(own->lock);
    }
    return NULL;
}

static void no_writer_starves(void)
{
    pc_campaign *campaign = published();
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t ids[LOOPING];
    looper readers[LOOPING];
    char command[PRODUCTS * 80 + 200];
    int written = 0, at;
    for (at = 0; at < BEFORE; at++) {
        pc_text *outcome = NULL;
        registering(command, sizeof command, 1, at);
        CHECK(pc_campaign_execute(campaign, command, strlen(command), &outcome, NULL) == PC_STATUS_OK);
        pc_text_free(outcome);
    }
    for (at = 0; at < LOOPING; at++) {
        const looper fresh = {campaign, &lock, &written, 0, 0};
        readers[at] = fresh;
        start(&ids[at], read_in_a_loop, &readers[at]);
    }
    for (at = 0; at < WRITES; at++) {
        pc_text *outcome = NULL;
        registering(command, sizeof command, 0, at);
        CHECK(pc_campaign_execute(campaign, command, strlen(command), &outcome, NULL) == PC_STATUS_OK);
        pc_text_free(outcome);
    }
    pthread_mutex_lock(&lock);
    written = 1;
    pthread_mutex_unlock(&lock);
    for (at = 0; at < LOOPING; at++) {
        pthread_join(ids[at], NULL);
        CHECK(readers[at].bad == 0);
        CHECK(readers[at].reads < READS_MAX);
    }
    pc_campaign_free(campaign);
}

/* Shops that look through the same campaigns, each in its own order and one of them twice, while all of them change. */
enum { CAMPAIGNS = 4, SHOPS = 4, LOOKS = 400 };

typedef struct {
    pc_campaign **campaigns;
    int number;
    size_t bad;
} shopper;

static void *look_through_all(void *argument)
{
    shopper *own = argument;
    static const char query[] = "{\"shop\": \"SHOP1\", \"at\": \"2026-05-03T12:00:00Z\"}";
    char command[PRODUCTS * 80 + 200];
    int look, at;
    for (look = 0; look < LOOKS; look++) {
        const pc_campaign *order[CAMPAIGNS + 1];
        pc_text *text = NULL;
        for (at = 0; at <= CAMPAIGNS; at++) {
            const int place = own->number % 2 == 0 ? at + look : 3 * at + look;
            order[at] = own->campaigns[place % CAMPAIGNS];
        }
        own->bad += pc_marketplace_json(order, CAMPAIGNS + 1, query, sizeof query - 1, &text, NULL) != PC_STATUS_OK;
        own->bad += count(pc_text_view(text), "\"targeted\":") != CAMPAIGNS + 1;
        pc_text_free(text);
        text = NULL;
        if (look % 8 == 0) {
            registering(command, sizeof command, own->number, look);
            own->bad += pc_campaign_execute(own->campaigns[(look / 8 + own->number) % CAMPAIGNS], command,
                                            strlen(command), &text, NULL) != PC_STATUS_OK;
            pc_text_free(text);
        }
    }
    return NULL;
}

static void nobody_waits_in_a_circle(void)
{
    pc_campaign *campaigns[CAMPAIGNS];
    pthread_t ids[SHOPS];
    shopper shops[SHOPS];
    int at;
    for (at = 0; at < CAMPAIGNS; at++) {
        campaigns[at] = published();
    }
    for (at = 0; at < SHOPS; at++) {
        const shopper fresh = {campaigns, at, 0};
        shops[at] = fresh;
        start(&ids[at], look_through_all, &shops[at]);
    }
    for (at = 0; at < SHOPS; at++) {
        pthread_join(ids[at], NULL);
        CHECK(shops[at].bad == 0);
    }
    for (at = 0; at < CAMPAIGNS; at++) {
        pc_campaign_free(campaigns[at]);
    }
}

int main(void)
{
    size_t busy = 0;
    int rounds = 0;
    alarm(SECONDS_MAX);
    /* A machine of one processor changes threads seldom: it may take a few rounds until one is turned away. */
    while (race(&busy) && busy == 0 && rounds < 50) {
        rounds++;
    }
    CHECK(busy > 0);
    printf("c races: turned away %lu times\n", (unsigned long)busy);
    no_writer_starves();
    nobody_waits_in_a_circle();
    return checked("c races");
}
