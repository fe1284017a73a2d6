/* Threads race on one campaign: whoever comes in between is told PC_STATUS_BUSY and changes nothing, and nothing is torn. */
#define _POSIX_C_SOURCE 200112L
#include "checks.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WRITERS = 3, READERS = 2, COMMANDS = 60, PRODUCTS = 20, TRIES = 1000000 };

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

static void *write_commands(void *argument)
{
    thread *own = argument;
    char command[PRODUCTS * 80 + 200];
    int number;
    size_t tries = 0;
    for (number = 0; number < COMMANDS; number++) {
        pc_status status;
        registering(command, sizeof command, own->number, number);
        do {
            pc_text *outcome = NULL;
            pc_error *error = NULL;
            status = pc_campaign_execute(own->campaign, command, strlen(command), &outcome, &error);
            if (status == PC_STATUS_BUSY) {
                own->busy++;
                own->bad += outcome != NULL || pc_error_status(error) != PC_STATUS_BUSY;
            } else {
                own->done++;
                own->bad += status != PC_STATUS_OK || strstr(pc_text_view(outcome).data, "\"events\":[{") == NULL;
            }
            pc_text_free(outcome);
            pc_error_free(error);
        } while (status == PC_STATUS_BUSY && ++tries < TRIES);
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
        if (status == PC_STATUS_BUSY) {
            own->busy++;
            own->bad += snapshot != NULL;
        } else if (status != PC_STATUS_OK) {
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

/* Both kinds of thread must have been turned away, or nothing was shown: how often says the answer. */
static int race(size_t *turned_away_writing, size_t *turned_away_reading)
{
    pc_campaign *campaign = NULL;
    pc_text *text = NULL;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_t ids[WRITERS + READERS];
    thread threads[WRITERS + READERS];
    int left = WRITERS, at;
    size_t executed = 0;

    CHECK(pc_campaign_new(NULL, 0, &campaign, NULL) == PC_STATUS_OK);
    CHECK(pc_campaign_execute(campaign, CREATE, sizeof CREATE - 1, &text, NULL) == PC_STATUS_OK);
    pc_text_free(text);
    CHECK(pc_campaign_execute(campaign, PUBLISH, sizeof PUBLISH - 1, &text, NULL) == PC_STATUS_OK);
    pc_text_free(text);
    text = NULL;

    for (at = 0; at < WRITERS + READERS; at++) {
        const thread fresh = {campaign, &lock, &left, at, 0, 0, 0};
        threads[at] = fresh;
        if (pthread_create(&ids[at], NULL, at < WRITERS ? write_commands : read_snapshots, &threads[at]) != 0) {
            fprintf(stderr, "races.c: no thread could be made\n");
            exit(1);
        }
    }
    for (at = 0; at < WRITERS + READERS; at++) {
        pthread_join(ids[at], NULL);
        CHECK(threads[at].bad == 0);
        *(at < WRITERS ? turned_away_writing : turned_away_reading) += threads[at].busy;
        executed += at < WRITERS ? threads[at].done : 0;
    }
    CHECK(executed == WRITERS * COMMANDS);
    CHECK(pc_campaign_snapshot(campaign, &text, NULL) == PC_STATUS_OK);
    CHECK(count(pc_text_view(text), "\"product\":") == WRITERS * COMMANDS * PRODUCTS);
    pc_text_free(text);
    pc_campaign_free(campaign);
    return wrong == 0;
}

int main(void)
{
    size_t write_busy = 0, read_busy = 0;
    int rounds = 0;
    /* A machine of one processor changes threads seldom: it may take a few rounds until each kind is turned away. */
    while (race(&write_busy, &read_busy) && (write_busy == 0 || read_busy == 0) && rounds < 50) {
        rounds++;
    }
    CHECK(write_busy > 0);
    CHECK(read_busy > 0);
    printf("c races: writers turned away %lu times, readers %lu times\n", (unsigned long)write_busy,
           (unsigned long)read_busy);
    return checked("c races");
}
