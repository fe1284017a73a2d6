/* What a careless caller does: each gives a status and leaves the outputs as they were. */
#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const pc_currency USD = {"USD", 3, PC_MINOR_UNITS_OF_PLATFORM};

static pc_split_input sale(void)
{
    pc_split_input input = PC_SPLIT_INPUT_INIT;
    input.base_minor = 10000;
    input.total_rate_bps = 3000;
    input.creator_rate_bps = 1500;
    return input;
}

static void versions(void)
{
    char version[64];
    unsigned number;
    CHECK(pc_abi_version() == PC_ABI_VERSION);
    snprintf(version, sizeof version, "%d.%d.%d", PC_VERSION_MAJOR, PC_VERSION_MINOR, PC_VERSION_PATCH);
    CHECK(strcmp(pc_version(), version) == 0);
    CHECK(strcmp(pc_status_name(PC_STATUS_BAD_UTF8), "PC_STATUS_BAD_UTF8") == 0);
    CHECK(strcmp(pc_status_name(4711), "unknown status") == 0);
    CHECK(strcmp(pc_reason_rule(3).data, "M003") == 0 && pc_reason_rule(3).length == 4);
    for (number = 0; number < 256; number++) {
        CHECK(pc_reason_rule((uint8_t)number).data != NULL);
    }
    CHECK(pc_reason_rule(0).length == 0);
}

static void inits(void)
{
    static const pc_split_columns_input no_columns = PC_SPLIT_COLUMNS_INPUT_INIT;
    pc_split_columns_input input;
    memset(&input, 0, sizeof input);
    input.size = sizeof input;
    CHECK(no_columns.size == input.size && no_columns.policy.managing_share == 0);
    CHECK(no_columns.tax_minor.data == NULL && no_columns.tax_minor.length == 0);
}

static void handles_of_nothing(void)
{
    CHECK(pc_error_status(NULL) == PC_STATUS_OK);
    CHECK(pc_error_message(NULL).data != NULL && pc_error_message(NULL).length == 0);
    CHECK(pc_error_violation_count(NULL) == 0);
    CHECK(pc_error_violation_rule(NULL, 0).length == 0);
    CHECK(pc_error_violations_json(NULL).length == 0);
    CHECK(pc_text_view(NULL).data != NULL && pc_text_view(NULL).length == 0);
    pc_error_free(NULL);
    pc_text_free(NULL);
}

static void one_split(void)
{
    pc_split_input input = sale();
    pc_split_output output = PC_SPLIT_OUTPUT_INIT;
    pc_error *kept = NULL;
    int64_t memory[16];
    char *odd = (char *)memory + 1;
    memset(memory, 0, sizeof memory);

    REFUSES(PC_STATUS_NULL_POINTER, pc_split(NULL, &output, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_split(&input, NULL, &error));
    REFUSES(PC_STATUS_MISALIGNED, pc_split((const pc_split_input *)(const void *)odd, &output, &error));
    REFUSES(PC_STATUS_MISALIGNED, pc_split(&input, (pc_split_output *)(void *)odd, &error));
    CHECK(pc_split(NULL, NULL, NULL) == PC_STATUS_NULL_POINTER);
    CHECK(pc_split(&input, &output, (pc_error **)(void *)odd) == PC_STATUS_MISALIGNED);

    input.size = 0;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split(&input, &output, &error));
    input.size = sizeof input - 1;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split(&input, &output, &error));
    input.size = sizeof input + 8;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split(&input, &output, &error));
    input.size = SIZE_MAX;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split(&input, &output, &error));
    input = sale();
    output.size = 0;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split(&input, &output, &error));
    output.size = sizeof output;

    input.manager = 3;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split(&input, &output, &error));
    input.manager = UINT32_MAX;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split(&input, &output, &error));
    input = sale();
    input.policy.rounding = 4;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split(&input, &output, &error));
    input = sale();
    input.policy.remainder = 3;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split(&input, &output, &error));
    input = sale();
    input.policy.managing_share = 2;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split(&input, &output, &error));

    input = sale();
    input.base_minor = -1;
    input.creator_rate_bps = 10001;
    CHECK(pc_split(&input, &output, &kept) == PC_STATUS_VIOLATION);
    CHECK(pc_error_violation_count(kept) == 3);
    CHECK(strcmp(pc_error_violation_rule(kept, 0).data, "M003") == 0);
    CHECK(pc_error_violation_rule(kept, 3).length == 0);
    CHECK(strncmp(pc_error_violations_json(kept).data, "{\"violations\":[{", 16) == 0);
    pc_error_free(kept);
    kept = NULL;

    CHECK(output.agency_minor == 0 && output.creator_minor == 0 && output.total_minor.low == 0);
    input = sale();
    CHECK(pc_split(&input, &output, &kept) == PC_STATUS_OK && kept == NULL);
    CHECK(output.agency_minor == 1500 && output.creator_minor == 1500 && output.total_minor.low == 3000);
    CHECK(output.size == sizeof output);
}

static void adjustments(void)
{
    const pc_split_input sold = sale();
    const pc_paid paid = {1500, 1500, 0};
    pc_paid change = {7, 7, 7};
    REFUSES(PC_STATUS_NULL_POINTER, pc_adjust(NULL, 0, &paid, &change, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_adjust(&sold, 0, NULL, &change, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_adjust(&sold, 0, &paid, NULL, &error));
    REFUSES(PC_STATUS_VIOLATION, pc_adjust(&sold, 10001, &paid, &change, &error));
    CHECK(change.agency_minor == 7 && change.creator_minor == 7 && change.manager_minor == 7);
    CHECK(pc_adjust(&sold, 5000, &paid, &change, NULL) == PC_STATUS_OK);
    CHECK(change.agency_minor == -750 && change.creator_minor == -750 && change.manager_minor == 0);
}

enum { ROWS = 4 };

static int64_t base[ROWS] = {10000, -1, INT64_MAX, 10000};
static uint16_t total_rate[ROWS] = {3000, 3000, 10000, 1000};
static uint16_t creator_rate[ROWS] = {1500, 1500, 5000, 1500};
static uint16_t share[ROWS] = {1000, 0, 0, 0};
static int64_t tax[ROWS];
static int64_t agency[ROWS], creator[ROWS], manager[ROWS];
static uint8_t reason[ROWS];

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

static pc_split_columns_output parts(void)
{
    pc_split_columns_output output = PC_SPLIT_COLUMNS_OUTPUT_INIT;
    output.agency_minor.data = agency;
    output.creator_minor.data = creator;
    output.manager_minor.data = manager;
    output.reason.data = reason;
    output.agency_minor.length = output.creator_minor.length = output.manager_minor.length = ROWS;
    output.reason.length = ROWS;
    return output;
}

static void bad_columns(void)
{
    pc_split_columns_input in = columns();
    pc_split_columns_output out = parts();
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
    size_t row;
    for (row = 0; row < ROWS; row++) {
        agency[row] = creator[row] = manager[row] = 77;
        reason[row] = 77;
    }
    REFUSES(PC_STATUS_NULL_POINTER, pc_split_columns(NULL, &out, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_split_columns(&in, NULL, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_split_columns(&in, &out, NULL, &error));
    in.size--;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split_columns(&in, &out, &totals, &error));
    in = columns();
    out.size++;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split_columns(&in, &out, &totals, &error));
    out = parts();
    totals.size = 1;
    REFUSES(PC_STATUS_BAD_SIZE, pc_split_columns(&in, &out, &totals, &error));
    totals.size = sizeof totals;
    in.policy.rounding = 99;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split_columns(&in, &out, &totals, &error));
    in = columns();

    in.total_rate_bps.length = ROWS - 1;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    in = columns();
    in.tax_minor.data = tax;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    in = columns();
    out.reason.length = ROWS - 1;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    out = parts();
    out.reason.length = 0;
    out.reason.data = NULL;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    out = parts();
    in.base_minor.length = SIZE_MAX;
    in.base_minor.data = (const int64_t *)16;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    in.base_minor.length = SIZE_MAX / 16 + 1;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    in = columns();

    in.base_minor.data = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_split_columns(&in, &out, &totals, &error));
    in = columns();
    in.tax_minor.length = ROWS;
    REFUSES(PC_STATUS_NULL_POINTER, pc_split_columns(&in, &out, &totals, &error));
    in = columns();
    in.base_minor.data = (const int64_t *)(const void *)((const char *)base + 1);
    in.base_minor.length = ROWS - 1;
    REFUSES(PC_STATUS_MISALIGNED, pc_split_columns(&in, &out, &totals, &error));
    in = columns();

    out.creator_minor.data = agency;
    REFUSES(PC_STATUS_OVERLAP, pc_split_columns(&in, &out, &totals, &error));
    out = parts();
    out.manager_minor.data = base;
    REFUSES(PC_STATUS_OVERLAP, pc_split_columns(&in, &out, &totals, &error));
    out = parts();
    out.reason.data = (uint8_t *)&manager[1];
    REFUSES(PC_STATUS_OVERLAP, pc_split_columns(&in, &out, &totals, &error));
    out = parts();

    for (row = 0; row < ROWS; row++) {
        CHECK(agency[row] == 77 && creator[row] == 77 && manager[row] == 77 && reason[row] == 77);
    }
    CHECK(totals.rows == 0 && totals.refused == 0);
}

static void good_columns(void)
{
    const pc_split_columns_input nothing = PC_SPLIT_COLUMNS_INPUT_INIT;
    const pc_split_columns_output nowhere = PC_SPLIT_COLUMNS_OUTPUT_INIT;
    pc_split_columns_input in = columns();
    pc_split_columns_output out = parts();
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
    pc_text *text = NULL;
    CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(reason[0] == 0 && reason[1] == 3 && reason[2] == 0 && reason[3] == 8);
    CHECK(agency[0] == 1500 && creator[0] == 1350 && manager[0] == 150);
    CHECK(agency[1] == 0 && creator[1] == 0 && manager[1] == 0);
    CHECK(agency[2] + creator[2] == INT64_MAX);
    CHECK(totals.rows == 2 && totals.refused == 2);
    in.tax_minor.data = tax;
    in.tax_minor.length = ROWS;
    CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK && totals.rows == 2);
    CHECK(pc_split_columns(&nothing, &nowhere, &totals, NULL) == PC_STATUS_OK && totals.rows == 0);

    /* Sums need more than 64 bits. */
    {
        const int64_t bases[3] = {INT64_MAX, INT64_MAX, INT64_MAX};
        const uint16_t whole[3] = {10000, 10000, 10000};
        const uint16_t none[3] = {0, 0, 0};
        const pc_int128 smallest = {INT64_MIN, 0};
        in.base_minor.data = bases;
        in.total_rate_bps.data = whole;
        in.creator_rate_bps.data = in.manager_share_bps.data = none;
        in.base_minor.length = in.total_rate_bps.length = in.creator_rate_bps.length = 3;
        in.manager_share_bps.length = in.tax_minor.length = 3;
        out.agency_minor.length = out.creator_minor.length = out.manager_minor.length = out.reason.length = 3;
        CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK);
        CHECK(totals.agency_minor.high == 1 && totals.agency_minor.low == (uint64_t)INT64_MAX - 2);
        CHECK(pc_format_total(totals.agency_minor, &USD, &text, NULL) == PC_STATUS_OK);
        CHECK(strcmp(pc_text_view(text).data, "276701161105643274.21") == 0);
        pc_text_free(text);
        CHECK(pc_format_total(smallest, &USD, &text, NULL) == PC_STATUS_OK);
        CHECK(strcmp(pc_text_view(text).data, "-1701411834604692317316873037158841057.28") == 0);
        pc_text_free(text);
    }
}

static void texts(void)
{
    const pc_split_input input = sale();
    pc_currency other = USD;
    pc_text *text = NULL;
    int64_t minor = 77;
    uint16_t rate_bps = 77;
    REFUSES(PC_STATUS_BAD_UTF8, pc_parse_amount("\xff\xfe", 2, &USD, &minor, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_parse_amount("12\xe2\x82", 4, &USD, &minor, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_parse_rate("\xc0\xaf%", 3, &rate_bps, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_parse_amount(NULL, 1, &USD, &minor, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_parse_amount("1", 1, NULL, &minor, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_parse_amount("1", 1, &USD, NULL, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_parse_rate(NULL, 1, &rate_bps, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_parse_rate("1%", 2, NULL, &error));
    REFUSES(PC_STATUS_VIOLATION, pc_parse_amount(NULL, 0, &USD, &minor, &error));
    CHECK(pc_parse_amount("1\0002", 3, &USD, &minor, NULL) == PC_STATUS_VIOLATION);
    REFUSES(PC_STATUS_BAD_LENGTH, pc_parse_amount("1", SIZE_MAX, &USD, &minor, &error));
    CHECK(pc_parse_amount("1.0099", 3, &USD, &minor, NULL) == PC_STATUS_OK && minor == 100);
    minor = 77;

    other.code = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_parse_amount("1", 1, &other, &minor, &error));
    other.code = "\xff\xff\xff";
    REFUSES(PC_STATUS_BAD_UTF8, pc_parse_amount("1", 1, &other, &minor, &error));
    other.code = "usd";
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_parse_amount("1", 1, &other, &minor, &error));
    other = USD;
    other.code_length = 2;
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_format_amount(1, &other, &text, &error));
    other = USD;
    other.minor_units = 7;
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_format_amount(1, &other, &text, &error));
    other.minor_units = 256;
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_format_amount(1, &other, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_format_amount(1, &USD, NULL, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_explain_text(NULL, &USD, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_explain_json(&input, NULL, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_explain_json(&input, &USD, NULL, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_rules_json(NULL, &error));
    CHECK(minor == 77 && rate_bps == 77 && text == NULL);

    CHECK(pc_explain_text(&input, &USD, &text, NULL) == PC_STATUS_OK);
    CHECK(strstr(pc_text_view(text).data, "30.00%") != NULL);
    CHECK(strlen(pc_text_view(text).data) == pc_text_view(text).length);
    pc_text_free(text);
    CHECK(pc_explain_json(&input, &USD, &text, NULL) == PC_STATUS_OK);
    CHECK(strncmp(pc_text_view(text).data, "{\"currency\":\"USD\"", 17) == 0);
    pc_text_free(text);
    CHECK(pc_rules_json(&text, NULL) == PC_STATUS_OK);
    CHECK(pc_text_view(text).data[0] == '[');
    CHECK(strstr(pc_text_view(text).data, "\"M003\"") != NULL);
    pc_text_free(text);
}

static void checking(void)
{
    static const char file[] = "{\"at\": \"2026-04-01T00:00:00Z\", \"draft\": {\"time_zone\": \"UTC\"}}";
    static const char mine[] = " {\"id\": \"acme\", \"limits\": {\"shop_codes\": 3}}";
    const size_t length = sizeof file - 1;
    pc_text *answer = NULL;

    REFUSES(PC_STATUS_NULL_POINTER, pc_check_json(file, length, NULL, 0, NULL, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_check_json(NULL, 1, NULL, 0, &answer, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_check_json(file, length, NULL, 5, &answer, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_check_json("\xff", 1, NULL, 0, &answer, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_check_json(file, length, "\xc0", 1, &answer, &error));
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_check_json(file, length, "nobody", 6, &answer, &error));
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_check_json(file, length, "{}", 2, &answer, &error));
    REFUSES(PC_STATUS_NULL_POINTER,
            pc_check_request_json("{}", 2, "US", 2, "UTC", 3, "2026-04-01T00:00:00Z", 20, NULL, 0, NULL, &error));
    REFUSES(PC_STATUS_NULL_POINTER,
            pc_check_request_json("{}", 2, NULL, 2, "UTC", 3, "2026-04-01T00:00:00Z", 20, NULL, 0, &answer, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_shop_codes_json("A", 1, NULL, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_shop_codes_json("\xed\xa0\x80", 3, &answer, &error));
    CHECK(answer == NULL);

    CHECK(pc_check_json(NULL, 0, NULL, 0, &answer, NULL) == PC_STATUS_OK);
    CHECK(strncmp(pc_text_view(answer).data, "{\"invalid\":[", 12) == 0);
    pc_text_free(answer);
    CHECK(pc_check_json(file, length, mine, sizeof mine - 1, &answer, NULL) == PC_STATUS_OK);
    CHECK(strstr(pc_text_view(answer).data, "{\"profile\":{\"id\":\"acme\",\"sha256\":\"") != NULL);
    pc_text_free(answer);
    CHECK(pc_shop_codes_json("A, \"B\";C\n", 9, &answer, NULL) == PC_STATUS_OK);
    CHECK(strcmp(pc_text_view(answer).data, "[\"A\",\"B\",\"C\"]") == 0);
    pc_text_free(answer);
}

static void campaigns(void)
{
    static const char query[] = "{\"query\": \"version\"}";
    static const char publish[] =
        "{\"command\": \"publish\", \"by\": {\"agency\": \"A\"}, \"at\": \"2026-05-01T12:00:00Z\"}";
    pc_campaign *campaign = NULL, *other = NULL;
    const pc_campaign *both[2] = {NULL, NULL};
    pc_text *text = NULL;

    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_new(NULL, 0, NULL, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_new(NULL, 1, &campaign, &error));
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_campaign_new("nobody", 6, &campaign, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_campaign_load("\xff", 1, &campaign, &error));
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_campaign_load("{}", 2, &campaign, &error));
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_campaign_load(NULL, 0, &campaign, &error));
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_campaign_replay("[{}]", 4, NULL, 0, &campaign, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_execute(NULL, publish, sizeof publish - 1, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_try_execute(NULL, publish, sizeof publish - 1, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_decide(NULL, publish, sizeof publish - 1, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_query(NULL, query, sizeof query - 1, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_snapshot(NULL, &text, &error));
    CHECK(campaign == NULL && text == NULL);
    pc_campaign_free(NULL);

    CHECK(pc_campaign_new("open-api", 8, &campaign, NULL) == PC_STATUS_OK);
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_execute(campaign, publish, sizeof publish - 1, NULL, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_campaign_execute(campaign, "\xff", 1, &text, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_try_execute(campaign, publish, sizeof publish - 1, NULL, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_campaign_try_execute(campaign, "\xff", 1, &text, &error));
    CHECK(pc_campaign_try_execute(campaign, publish, sizeof publish - 1, &text, NULL) == PC_STATUS_OK);
    CHECK(strncmp(pc_text_view(text).data, "{\"invalid\":[", 12) == 0);
    pc_text_free(text);
    CHECK(pc_campaign_execute(campaign, publish, sizeof publish - 1, &text, NULL) == PC_STATUS_OK);
    CHECK(strncmp(pc_text_view(text).data, "{\"invalid\":[", 12) == 0);
    pc_text_free(text);
    CHECK(pc_campaign_decide(campaign, NULL, 0, &text, NULL) == PC_STATUS_OK);
    CHECK(strncmp(pc_text_view(text).data, "{\"invalid\":[", 12) == 0);
    pc_text_free(text);
    CHECK(pc_campaign_query(campaign, query, sizeof query - 1, &text, NULL) == PC_STATUS_OK);
    CHECK(strcmp(pc_text_view(text).data, "0") == 0);
    pc_text_free(text);
    CHECK(pc_campaign_snapshot(campaign, &text, NULL) == PC_STATUS_OK);
    CHECK(pc_campaign_load(pc_text_view(text).data, pc_text_view(text).length, &other, NULL) == PC_STATUS_OK);
    pc_text_free(text);
    both[0] = campaign;
    REFUSES(PC_STATUS_NULL_POINTER, pc_marketplace_json(both, 2, "{}", 2, &text, &error));
    both[1] = other;
    CHECK(pc_marketplace_json(both, 2, "{\"shop\": \"S\", \"at\": \"2026-05-01T12:00:00Z\"}", 43, &text, NULL) ==
          PC_STATUS_OK);
    CHECK(strcmp(pc_text_view(text).data, "[]") == 0);
    pc_text_free(text);
    pc_campaign_free(other);
    pc_campaign_free(campaign);
}

static void terms(void)
{
    const uint16_t totals_bps[2] = {0, 3000}, creators_bps[2] = {0, 1500};
    const uint16_t wrong_bps[2] = {0, 3001};
    const pc_u16_column total_rates = {totals_bps, 2}, creator_rates = {creators_bps, 2}, no_shares = {NULL, 0};
    const pc_u16_column above_total = {wrong_bps, 2}, shorter = {creators_bps, 1};
    const int64_t bases[4] = {10000, 1999, 10000, -1};
    const uint32_t ids[4] = {1, 1, 2, 1};
    const int64_t paid[4] = {0, INT64_MIN, 0, 0};
    const pc_policy policy = {0, 0, 0};
    int64_t out_agency[4], out_creator[4], out_manager[4];
    uint8_t out_reason[4];
    pc_split_columns_input in = PC_SPLIT_COLUMNS_INPUT_INIT;
    pc_split_columns_output out = PC_SPLIT_COLUMNS_OUTPUT_INIT;
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
    pc_split_output one = PC_SPLIT_OUTPUT_INIT;
    pc_terms *made = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_terms_new(total_rates, creator_rates, no_shares, NULL, &error));
    REFUSES(PC_STATUS_BAD_LENGTH, pc_terms_new(total_rates, shorter, no_shares, &made, &error));
    REFUSES(PC_STATUS_VIOLATION, pc_terms_new(total_rates, above_total, no_shares, &made, &error));
    CHECK(made == NULL);
    CHECK(pc_terms_new(total_rates, creator_rates, no_shares, &made, NULL) == PC_STATUS_OK);

    CHECK(pc_terms_split(made, 1, 10000, 0, &policy, &one, NULL) == PC_STATUS_OK);
    CHECK(one.agency_minor == 1500 && one.creator_minor == 1500);
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_terms_split(made, 2, 10000, 0, &policy, &one, &error));
    REFUSES(PC_STATUS_VIOLATION, pc_terms_split(made, 1, -1, 0, &policy, &one, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_terms_split(NULL, 1, 1, 0, &policy, &one, &error));

    in.base_minor.data = bases;
    in.terms = made;
    in.terms_id.data = ids;
    in.base_minor.length = in.terms_id.length = 4;
    in.threads = 2;
    out.agency_minor.data = out_agency;
    out.creator_minor.data = out_creator;
    out.manager_minor.data = out_manager;
    out.reason.data = out_reason;
    out.agency_minor.length = out.creator_minor.length = out.manager_minor.length = out.reason.length = 4;
    CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(out_agency[0] == 1500 && out_agency[1] == 300 && out_agency[2] == 0 && totals.refused == 2);
    CHECK(out_reason[0] == 0 && out_reason[2] == 108 && out_reason[3] == 3);
    CHECK(strcmp(pc_reason_rule(108).data, "F008") == 0);

    in.paid_agency_minor.data = in.paid_creator_minor.data = in.paid_manager_minor.data = paid;
    in.paid_agency_minor.length = in.paid_creator_minor.length = in.paid_manager_minor.length = 4;
    CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK);
    CHECK(out_agency[0] == 1500 && out_reason[1] == 6);
    in.paid_manager_minor.length = 3;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_split_columns(&in, &out, &totals, &error));
    in.paid_manager_minor.length = 4;

    in.instructions = PC_INSTRUCTIONS_AVX512 + 1;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split_columns(&in, &out, &totals, &error));
    in.instructions = PC_INSTRUCTIONS_PORTABLE;
    in.streaming = PC_STREAMING_OFF + 1;
    REFUSES(PC_STATUS_BAD_ENUM, pc_split_columns(&in, &out, &totals, &error));
    in.streaming = PC_STREAMING_ON;
    CHECK(pc_split_columns(&in, &out, &totals, NULL) == PC_STATUS_OK && totals.rows == 1);
    in.total_rate_bps = total_rates;
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_split_columns(&in, &out, &totals, &error));
    pc_terms_free(made);
    pc_terms_free(NULL);
}

int main(void)
{
    versions();
    inits();
    handles_of_nothing();
    one_split();
    adjustments();
    bad_columns();
    good_columns();
    terms();
    texts();
    checking();
    campaigns();
    return checked("c doors");
}
