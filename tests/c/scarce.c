/* Where the system has no more threads, rows are split all the same; where it has no more memory, a status says so. */
#define _POSIX_C_SOURCE 200112L
#include "checks.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

enum { ROWS = 2000000 };

static int64_t *bases, *agencies, *creators, *managers, *reported;
static uint16_t *totals_bps, *creators_bps;
static uint8_t *reasons;
static uint64_t *rows;

static void *column(size_t size)
{
    void *made = calloc(ROWS, size);
    if (made == NULL) {
        fprintf(stderr, "scarce.c: no memory for the test itself\n");
        exit(1);
    }
    return made;
}

static pc_split_columns_input sold(void)
{
    pc_split_columns_input in = PC_SPLIT_COLUMNS_INPUT_INIT;
    const pc_i64_column base = {bases, ROWS};
    const pc_u16_column total = {totals_bps, ROWS}, creator = {creators_bps, ROWS};
    in.base_minor = base;
    in.total_rate_bps = total;
    in.creator_rate_bps = creator;
    in.manager_share_bps = creator;
    in.threads = 1000000;
    return in;
}

static void no_threads(void)
{
    const pc_split_columns_input in = sold();
    const pc_i64_buffer agency = {agencies, ROWS}, creator = {creators, ROWS}, manager = {managers, ROWS};
    const pc_u8_buffer reason = {reasons, ROWS};
    pc_split_columns_output out = PC_SPLIT_COLUMNS_OUTPUT_INIT;
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
    out.agency_minor = agency;
    out.creator_minor = creator;
    out.manager_minor = manager;
    out.reason = reason;
    CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.rows == ROWS && totals.agency_minor.low == (uint64_t)ROWS * 1500);
    CHECK(agencies[0] == 1500 && agencies[ROWS / 2] == 1500 && agencies[ROWS - 1] == 1500);
}

/* All rows differ; there is room for as many as `most`. */
static pc_status compared(size_t most, pc_compare_totals *totals, pc_error **error)
{
    const pc_split_columns_input in = sold();
    const pc_i64_column paid = {reported, ROWS};
    pc_reported_columns given = PC_REPORTED_COLUMNS_INIT;
    pc_differences out = PC_DIFFERENCES_INIT;
    const pc_i64_buffer agency = {agencies, most}, creator = {creators, most}, manager = {managers, most};
    const pc_u64_buffer row = {rows, most};
    const pc_u8_buffer reason = {reasons, most};
    given.agency_minor = paid;
    given.creator_minor = paid;
    out.row = row;
    out.reason = reason;
    out.expected_agency_minor = agency;
    out.expected_creator_minor = creator;
    out.expected_manager_minor = manager;
    return pc_compare_columns(&in, &given, &out, totals, error);
}

#ifndef SANITIZED
/* How many bytes of addresses the process has; 0 where nobody says. */
static rlim_t mapped(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%lu", &pages) != 1) {
            pages = 0;
        }
        fclose(file);
    }
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}
#endif

static void no_memory(void)
{
#ifndef SANITIZED
    const pc_u16_column total = {totals_bps, ROWS}, creator = {creators_bps, ROWS}, none = {NULL, 0};
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
    pc_terms *terms = NULL;
    const struct rlimit little = {mapped() + (16 << 20), RLIM_INFINITY}, enough = {RLIM_INFINITY, RLIM_INFINITY};
    if (little.rlim_cur == 16 << 20) {
        return; /* no Linux: nobody says how much memory there is */
    }
    CHECK(setrlimit(RLIMIT_AS, &little) == 0);
    REFUSES(PC_STATUS_NO_MEMORY, compared(ROWS, &totals, &error));
    CHECK(totals.rows == 0);
    REFUSES(PC_STATUS_NO_MEMORY, pc_terms_new(total, creator, none, &terms, &error));
    CHECK(terms == NULL);
    CHECK(compared(10, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.differing == ROWS && totals.listed == 10);
    CHECK(setrlimit(RLIMIT_AS, &enough) == 0);
    CHECK(pc_terms_new(total, creator, none, &terms, NULL) == PC_STATUS_OK);
    pc_terms_free(terms);
#endif
    {
        pc_compare_totals all = PC_COMPARE_TOTALS_INIT;
        CHECK(compared(ROWS, &all, NULL) == PC_STATUS_OK);
        CHECK(all.listed == ROWS && rows[ROWS - 1] == ROWS - 1);
    }
    pc_release_memory();
}

int main(void)
{
    size_t at;
    /* No system has so much memory for the stack of a thread. */
    if (setenv("RUST_MIN_STACK", "1152921504606846976", 1) != 0) {
        return 1;
    }
    bases = column(sizeof *bases);
    agencies = column(sizeof *agencies);
    creators = column(sizeof *creators);
    managers = column(sizeof *managers);
    reported = column(sizeof *reported);
    totals_bps = column(sizeof *totals_bps);
    creators_bps = column(sizeof *creators_bps);
    reasons = column(sizeof *reasons);
    rows = column(sizeof *rows);
    for (at = 0; at < ROWS; at++) {
        bases[at] = 10000;
        totals_bps[at] = 3000;
        creators_bps[at] = 1500;
        reported[at] = 1499;
    }
    no_threads();
    no_memory();
    free(bases);
    free(agencies);
    free(creators);
    free(managers);
    free(reported);
    free(totals_bps);
    free(creators_bps);
    free(reasons);
    free(rows);
    return checked("c scarce");
}
