/* Reported columns against the split: what is listed, what is counted, and what a careless caller does. */
#include "checks.h"

enum { ROWS = 5, ROOM = 4, MANY = 20000 };

static const int64_t base[ROWS] = {10000, 10000, -1, 10000, INT64_MAX};
static const uint16_t total_rate[ROWS] = {3000, 3000, 3000, 1000, 10000};
static const uint16_t creator_rate[ROWS] = {1500, 1500, 1500, 1500, 0};
static const uint16_t share[ROWS] = {1000, 1000, 0, 0, 0};
static int64_t paid_agency[ROWS] = {1500, 1501, 7, 8, INT64_MIN};
static const int64_t paid_creator[ROWS] = {1350, 1350, 7, 8, 0};
static const int64_t paid_manager[ROWS] = {150, 150, 7, 8, 0};
static uint64_t row[ROOM];
static uint8_t reason[ROOM];
static int64_t due_agency[ROOM], due_creator[ROOM], due_manager[ROOM];

static pc_split_columns_input columns(void)
{
    pc_split_columns_input input = PC_SPLIT_COLUMNS_INPUT_INIT;
    input.base_minor.data = base;
    input.total_rate_bps.data = total_rate;
    input.creator_rate_bps.data = creator_rate;
    input.manager_share_bps.data = share;
    input.base_minor.length = input.total_rate_bps.length = input.creator_rate_bps.length = ROWS;
    input.manager_share_bps.length = ROWS;
    return input;
}

static pc_reported_columns paid(void)
{
    pc_reported_columns reported = PC_REPORTED_COLUMNS_INIT;
    reported.agency_minor.data = paid_agency;
    reported.creator_minor.data = paid_creator;
    reported.manager_minor.data = paid_manager;
    reported.agency_minor.length = reported.creator_minor.length = reported.manager_minor.length = ROWS;
    return reported;
}

static pc_differences room_for(size_t rows)
{
    pc_differences differences = PC_DIFFERENCES_INIT;
    differences.row.data = row;
    differences.reason.data = reason;
    differences.expected_agency_minor.data = due_agency;
    differences.expected_creator_minor.data = due_creator;
    differences.expected_manager_minor.data = due_manager;
    differences.row.length = differences.reason.length = rows;
    differences.expected_agency_minor.length = differences.expected_creator_minor.length = rows;
    differences.expected_manager_minor.length = rows;
    return differences;
}

static void clear(void)
{
    size_t place;
    for (place = 0; place < ROOM; place++) {
        row[place] = 77;
        reason[place] = 77;
        due_agency[place] = due_creator[place] = due_manager[place] = 77;
    }
}

static int untouched_from(size_t place)
{
    for (; place < ROOM; place++) {
        if (row[place] != 77 || reason[place] != 77 || due_agency[place] != 77 || due_creator[place] != 77 ||
            due_manager[place] != 77) {
            return 0;
        }
    }
    return 1;
}

static void what_is_found(void)
{
    pc_split_columns_input in = columns();
    pc_reported_columns reported = paid();
    pc_differences out = room_for(ROOM);
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
    const pc_differences nowhere = PC_DIFFERENCES_INIT;
    clear();
    CHECK(pc_compare_columns(&in, &reported, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.size == sizeof totals);
    CHECK(totals.rows == 3 && totals.differing == 2 && totals.refused == 2 && totals.listed == 4);
    CHECK(row[0] == 1 && row[1] == 2 && row[2] == 3 && row[3] == 4);
    CHECK(strcmp(pc_reason_rule(reason[0]).data, "F001") == 0);
    CHECK(reason[0] == 101 && reason[1] == 3 && reason[2] == 8 && reason[3] == 101);
    CHECK(due_agency[0] == 1500 && due_creator[0] == 1350 && due_manager[0] == 150);
    CHECK(due_agency[1] == 0 && due_creator[1] == 0 && due_manager[1] == 0);
    CHECK(due_agency[3] == INT64_MAX && due_creator[3] == 0 && due_manager[3] == 0);
    CHECK(totals.expected_agency_minor.high == 0);
    CHECK(totals.expected_agency_minor.low == (uint64_t)INT64_MAX + 3000);
    CHECK(totals.reported_agency_minor.high == -1);
    CHECK(totals.reported_agency_minor.low == (uint64_t)INT64_MIN + 3001);
    CHECK(totals.expected_creator_minor.low == 2700 && totals.reported_creator_minor.low == 2700);
    CHECK(totals.expected_manager_minor.low == 300 && totals.reported_manager_minor.low == 300);

    /* Room for fewer, and for none: all are counted. */
    clear();
    out = room_for(1);
    CHECK(pc_compare_columns(&in, &reported, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.listed == 1 && totals.differing == 2 && totals.refused == 2 && row[0] == 1);
    CHECK(untouched_from(1));
    clear();
    CHECK(pc_compare_columns(&in, &reported, &nowhere, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.listed == 0 && totals.differing == 2 && totals.refused == 2 && untouched_from(0));

    /* Nobody manages. */
    out = room_for(ROOM);
    reported.manager_minor.data = NULL;
    reported.manager_minor.length = 0;
    CHECK(pc_compare_columns(&in, &reported, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.differing == 3 && row[0] == 0 && totals.reported_manager_minor.low == 0);

    in.base_minor.length = in.total_rate_bps.length = in.creator_rate_bps.length = 0;
    in.manager_share_bps.length = reported.agency_minor.length = reported.creator_minor.length = 0;
    CHECK(pc_compare_columns(&in, &reported, &out, &totals, NULL) == PC_STATUS_OK && totals.rows == 0);
}

/* Terms by id, adjustments, and as many threads as one likes. */
static void other_inputs(void)
{
    const uint16_t totals_bps[2] = {0, 3000}, creators_bps[2] = {0, 1500};
    const pc_u16_column total_rates = {totals_bps, 2}, creator_rates = {creators_bps, 2}, no_shares = {NULL, 0};
    const int64_t sold[3] = {10000, 10000, 10000};
    const uint32_t ids[3] = {1, 2, 0};
    const int64_t before[3] = {1000, 0, 0}, adjusted[3] = {500, 9, 0};
    pc_split_columns_input in = PC_SPLIT_COLUMNS_INPUT_INIT;
    pc_reported_columns reported = PC_REPORTED_COLUMNS_INIT;
    pc_differences out = room_for(ROOM);
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
    pc_terms *made = NULL;
    CHECK(pc_terms_new(total_rates, creator_rates, no_shares, &made, NULL) == PC_STATUS_OK);
    in.base_minor.data = sold;
    in.terms = made;
    in.terms_id.data = ids;
    in.base_minor.length = in.terms_id.length = 3;
    in.threads = 3;
    in.paid_agency_minor.data = in.paid_creator_minor.data = in.paid_manager_minor.data = before;
    in.paid_agency_minor.length = in.paid_creator_minor.length = in.paid_manager_minor.length = 3;
    reported.agency_minor.data = reported.creator_minor.data = adjusted;
    reported.agency_minor.length = reported.creator_minor.length = 3;
    CHECK(pc_compare_columns(&in, &reported, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(totals.rows == 2 && totals.differing == 1 && totals.refused == 1 && totals.listed == 2);
    CHECK(row[0] == 0 && reason[0] == 101 && due_agency[0] == 500 && due_manager[0] == -1000);
    CHECK(row[1] == 1 && reason[1] == 108);
    out.row.data = (uint64_t *)(void *)&paid_agency[0];
    in.paid_agency_minor.data = paid_agency;
    REFUSES(PC_STATUS_OVERLAP, pc_compare_columns(&in, &reported, &out, &totals, &error));
    pc_terms_free(made);
}

/* The same rows whatever threads and instructions, and the whole list in two calls. */
static void many(void)
{
    static int64_t bases[MANY], agencies[MANY], creators[MANY], due[3][MANY];
    static uint16_t rates[MANY], halves[MANY], none[MANY];
    static uint64_t rows[MANY];
    static uint8_t reasons[MANY];
    pc_split_columns_input in = PC_SPLIT_COLUMNS_INPUT_INIT;
    pc_reported_columns reported = PC_REPORTED_COLUMNS_INIT;
    const pc_differences nowhere = PC_DIFFERENCES_INIT;
    pc_differences out;
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
    pc_instructions instructions;
    size_t place;
    for (place = 0; place < MANY; place++) {
        bases[place] = (int64_t)place * 100;
        rates[place] = 2000;
        halves[place] = 1000;
        agencies[place] = creators[place] = (int64_t)place * 10;
    }
    for (place = 3; place < MANY; place += 7) {
        creators[place]++;
    }
    in.base_minor.data = bases;
    in.total_rate_bps.data = rates;
    in.creator_rate_bps.data = halves;
    in.manager_share_bps.data = none;
    in.base_minor.length = in.total_rate_bps.length = in.creator_rate_bps.length = MANY;
    in.manager_share_bps.length = MANY;
    reported.agency_minor.data = agencies;
    reported.creator_minor.data = creators;
    reported.agency_minor.length = reported.creator_minor.length = MANY;
    for (instructions = PC_INSTRUCTIONS_AUTO; instructions <= PC_INSTRUCTIONS_AVX512; instructions++) {
        const size_t room = MANY / 2;
        pc_status status;
        in.instructions = instructions;
        in.threads = instructions + 1;
        out = nowhere;
        status = pc_compare_columns(&in, &reported, &out, &totals, NULL);
        if (status == PC_STATUS_INVALID_ARGUMENT && instructions >= PC_INSTRUCTIONS_SSE2) {
            continue; /* this processor has not the instructions */
        }
        CHECK(status == PC_STATUS_OK && totals.differing == (MANY - 3 + 6) / 7 && totals.listed == 0);
        out.row.data = rows;
        out.reason.data = reasons;
        out.expected_agency_minor.data = due[0];
        out.expected_creator_minor.data = due[1];
        out.expected_manager_minor.data = due[2];
        out.row.length = out.reason.length = out.expected_agency_minor.length = room;
        out.expected_creator_minor.length = out.expected_manager_minor.length = room;
        CHECK(pc_compare_columns(&in, &reported, &out, &totals, NULL) == PC_STATUS_OK);
        CHECK(totals.listed == totals.differing && totals.rows == MANY);
        for (place = 0; place < totals.listed; place++) {
            if (rows[place] != 7 * place + 3 || due[1][place] != (int64_t)rows[place] * 10) {
                break;
            }
        }
        CHECK(place == totals.listed);
    }
}

static void what_is_refused(void)
{
    pc_split_columns_input in = columns();
    pc_reported_columns reported = paid();
    pc_differences out = room_for(ROOM);
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
    clear();
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(NULL, &reported, &out, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(&in, NULL, &out, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(&in, &reported, NULL, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(&in, &reported, &out, NULL, &error));
    reported.size--;
    REFUSES(PC_STATUS_BAD_SIZE, pc_compare_columns(&in, &reported, &out, &totals, &error));
    reported = paid();
    out.size = 0;
    REFUSES(PC_STATUS_BAD_SIZE, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);
    totals.size++;
    REFUSES(PC_STATUS_BAD_SIZE, pc_compare_columns(&in, &reported, &out, &totals, &error));
    totals.size = sizeof totals;
    in.policy.remainder = 99;
    REFUSES(PC_STATUS_BAD_ENUM, pc_compare_columns(&in, &reported, &out, &totals, &error));
    in = columns();
    in.instructions = 99;
    REFUSES(PC_STATUS_BAD_ENUM, pc_compare_columns(&in, &reported, &out, &totals, &error));
    in = columns();

    in.base_minor.length--;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_compare_columns(&in, &reported, &out, &totals, &error));
    in = columns();
    reported.creator_minor.length--;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_compare_columns(&in, &reported, &out, &totals, &error));
    reported = paid();
    reported.manager_minor.length = 0;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_compare_columns(&in, &reported, &out, &totals, &error));
    reported = paid();
    out.reason.length--;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);
    out.expected_manager_minor.length = 0;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);
    out.row.length = SIZE_MAX / 2;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);

    reported.agency_minor.data = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(&in, &reported, &out, &totals, &error));
    reported = paid();
    reported.manager_minor.data = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(&in, &reported, &out, &totals, &error));
    reported = paid();
    out.row.data = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);
    out.row.data = (uint64_t *)(void *)((char *)row + 1);
    REFUSES(PC_STATUS_MISALIGNED, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);

    out.expected_creator_minor.data = due_agency;
    REFUSES(PC_STATUS_OVERLAP, pc_compare_columns(&in, &reported, &out, &totals, &error));
    out = room_for(ROOM);
    out.expected_manager_minor.data = paid_agency;
    REFUSES(PC_STATUS_OVERLAP, pc_compare_columns(&in, &reported, &out, &totals, &error));
    CHECK(untouched_from(0) && totals.rows == 0 && totals.listed == 0 && paid_agency[0] == 1500);
}

int main(void)
{
    what_is_found();
    other_inputs();
    many();
    what_is_refused();
    return checked("c compare");
}
