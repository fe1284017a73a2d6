/* The shared vectors, through the C door: reads the lines that flatten.py writes, prints how many cases it ran. */
#include "partner_campaigns.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 32, LINE_MAX_BYTES = 262144 };

static char *fields[FIELDS_MAX];
static size_t field_count;
static size_t field_next;
static size_t wrong;

static void die(const char *why, const char *what)
{
    fprintf(stderr, "c: %s `%s`\n", why, what);
    exit(2);
}

static const char *text(void)
{
    if (field_next == field_count) {
        die("too few fields in", fields[1]);
    }
    return fields[field_next++];
}

static int64_t number(void)
{
    const char *field = text();
    char *end = NULL;
    intmax_t value;
    errno = 0;
    value = strtoimax(field, &end, 10);
    if (errno != 0 || end == field || *end != '\0') {
        die("not a number of 64 bits:", field);
    }
    return value;
}

static uint64_t unsigned_number(void)
{
    const char *field = text();
    char *end = NULL;
    uintmax_t value;
    errno = 0;
    value = strtoumax(field, &end, 10);
    if (errno != 0 || end == field || *end != '\0' || *field == '-') {
        die("not a number of 64 bits:", field);
    }
    return value;
}

static uint16_t bps(void)
{
    const int64_t value = number();
    if (value < 0 || value > UINT16_MAX) {
        die("a rate beyond 16 bits in", fields[1]);
    }
    return (uint16_t)value;
}

static uint32_t word(const char *const *words)
{
    const char *field = text();
    uint32_t index;
    for (index = 0; words[index] != NULL; index++) {
        if (strcmp(words[index], field) == 0) {
            return index;
        }
    }
    die("unknown word", field);
    return 0;
}

/* Text in hexadecimal, after an x. Returns how many bytes it has. */
static size_t bytes(char *out)
{
    const char *field = text();
    size_t length = 0;
    if (*field++ != 'x') {
        die("not hexadecimal:", field);
    }
    for (; *field != '\0'; field += 2) {
        const char pair[3] = {field[0], field[1], '\0'};
        char *end = NULL;
        out[length++] = (char)strtoul(pair, &end, 16);
        if (*end != '\0' || field[1] == '\0') {
            die("not hexadecimal:", field);
        }
    }
    return length;
}

static void fail(const char *why)
{
    wrong++;
    fprintf(stderr, "c: %s %s: %s\n", fields[0], fields[1], why);
}

static void expect(int holds, const char *what)
{
    if (!holds) {
        fail(what);
    }
}

/* Whether a refusal was expected, and then exactly these rules, each named in the JSON too. Takes the error. */
static int refused(pc_status status, pc_error *error)
{
    const int expected = strcmp(text(), "rules") == 0;
    char found[256] = "";
    char *wanted;
    size_t index;
    if (!expected) {
        if (status != PC_STATUS_OK) {
            fail(pc_error_message(error).data);
        }
        pc_error_free(error);
        return status != PC_STATUS_OK;
    }
    expect(status == PC_STATUS_VIOLATION, "is refused with PC_STATUS_VIOLATION");
    expect(pc_error_status(error) == status, "the error has the status");
    expect(pc_error_message(error).length > 0, "the error has a message");
    wanted = fields[field_next++];
    for (index = 0; index < pc_error_violation_count(error); index++) {
        const pc_str code = pc_error_violation_rule(error, index);
        char key[32];
        expect(strstr(wanted, code.data) != NULL, code.data);
        snprintf(key, sizeof key, "\"rule\":\"%s\"", code.data);
        expect(strstr(pc_error_violations_json(error).data, key) != NULL, "the JSON names the rule");
        if (strstr(found, code.data) == NULL) {
            strcat(strcat(found, code.data), ",");
        }
    }
    expect(strlen(found) == strlen(wanted) + 1, wanted);
    pc_error_free(error);
    return 1;
}

static pc_split_input split_input(void)
{
    static const char *const managers[] = {"none", "other_agency", "campaign_agency", NULL};
    static const char *const roundings[] = {"half_even", "half_up", "up", "down", NULL};
    static const char *const remainders[] = {"agency", "creator", "separate", NULL};
    static const char *const shares[] = {"before_tax", "after_tax", NULL};
    pc_split_input input = PC_SPLIT_INPUT_INIT;
    input.base_minor = number();
    input.total_rate_bps = bps();
    input.creator_rate_bps = bps();
    input.manager = word(managers);
    input.manager_share_bps = bps();
    input.tax_minor = number();
    input.policy.rounding = word(roundings);
    input.policy.remainder = word(remainders);
    input.policy.managing_share = word(shares);
    return input;
}

static int sum_is(pc_int128 sum, int64_t value)
{
    return sum.low == (uint64_t)value && sum.high == (value < 0 ? -1 : 0);
}

/* The same line as columns of one row, borrowed from it. */
static pc_split_columns_input one_row(const pc_split_input *line, const uint16_t *share)
{
    pc_split_columns_input input = PC_SPLIT_COLUMNS_INPUT_INIT;
    input.policy = line->policy;
    input.base_minor.data = &line->base_minor;
    input.total_rate_bps.data = &line->total_rate_bps;
    input.creator_rate_bps.data = &line->creator_rate_bps;
    input.manager_share_bps.data = share;
    input.tax_minor.data = &line->tax_minor;
    input.base_minor.length = input.total_rate_bps.length = input.creator_rate_bps.length = 1;
    input.manager_share_bps.length = input.tax_minor.length = 1;
    return input;
}

static void check_columns(const pc_split_input *line, const char *rules, const pc_split_output *parts)
{
    const uint16_t share = line->manager == PC_MANAGER_OTHER_AGENCY ? line->manager_share_bps : 0;
    int64_t agency = 9, creator = 9, manager = 9;
    uint8_t reason = 9;
    const pc_split_columns_input input = one_row(line, &share);
    pc_split_columns_output output = PC_SPLIT_COLUMNS_OUTPUT_INIT;
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
    if (share != line->manager_share_bps &&
        (line->manager == PC_MANAGER_NONE || line->manager_share_bps > 10000)) {
        return; /* what a bare column does not carry cannot be refused */
    }
    output.agency_minor.data = &agency;
    output.creator_minor.data = &creator;
    output.manager_minor.data = &manager;
    output.reason.data = &reason;
    output.agency_minor.length = output.creator_minor.length = output.manager_minor.length = 1;
    output.reason.length = 1;
    expect(pc_split_columns(&input, &output, &totals, NULL) == PC_STATUS_OK, "columns are split");
    if (rules != NULL) {
        expect(totals.rows == 0 && totals.refused == 1, "the refused row is counted");
        expect(strncmp(pc_reason_rule(reason).data, rules, 4) == 0, "the reason is the first rule");
        expect(agency == 0 && creator == 0 && manager == 0, "a refused row has no parts");
        return;
    }
    expect(reason == 0 && totals.rows == 1 && totals.refused == 0, "the row is counted");
    expect(agency == parts->agency_minor && creator == parts->creator_minor &&
           manager == parts->manager_minor, "columns split as one line is split");
    expect(sum_is(totals.agency_minor, agency) && sum_is(totals.creator_minor, creator) &&
           sum_is(totals.manager_minor, manager), "totals are the sums");
}

static void run_split(void)
{
    const pc_currency usd = {"USD", 3, PC_MINOR_UNITS_OF_PLATFORM};
    const pc_split_input input = split_input();
    pc_split_output parts = PC_SPLIT_OUTPUT_INIT;
    pc_error *error = NULL;
    pc_text *why = NULL;
    const pc_status status = pc_split(&input, &parts, &error);
    const pc_status explained = pc_explain_text(&input, &usd, &why, NULL);
    expect(explained == status, "an explanation is refused as the split is");
    expect((pc_text_view(why).length > 0) == (status == PC_STATUS_OK), "an explanation has a text");
    pc_text_free(why);
    if (refused(status, error)) {
        expect(parts.agency_minor == 0 && parts.total_minor.low == 0, "nothing is written");
        if (strcmp(fields[field_next - 1], "ok") != 0) {
            check_columns(&input, fields[field_next - 1], &parts);
        }
        return;
    }
    check_columns(&input, NULL, &parts);
    expect(parts.agency_minor == number(), "agency_minor");
    expect(parts.creator_minor == number(), "creator_minor");
    expect(parts.creator_commission_minor == number(), "creator_commission_minor");
    expect(parts.manager_minor == number(), "manager_minor");
    expect(parts.total_minor.high == number(), "total_minor, upper half");
    expect(parts.total_minor.low == unsigned_number(), "total_minor, lower half");
    expect(parts.share_waived == (uint32_t)number(), "share_waived");
}

static void run_adjust(void)
{
    const pc_split_input sold = split_input();
    const int64_t refunded_minor = number();
    pc_paid paid, change = {9, 9, 9};
    pc_error *error = NULL;
    pc_status status;
    paid.agency_minor = number();
    paid.creator_minor = number();
    paid.manager_minor = number();
    status = pc_adjust(&sold, refunded_minor, &paid, &change, &error);
    if (refused(status, error)) {
        expect(change.agency_minor == 9 && change.manager_minor == 9, "nothing is written");
        return;
    }
    expect(change.agency_minor == number(), "agency_minor");
    expect(change.creator_minor == number(), "creator_minor");
    expect(change.manager_minor == number(), "manager_minor");
    expect(pc_adjust(&sold, refunded_minor, &paid, &paid, NULL) == PC_STATUS_OK &&
           memcmp(&paid, &change, sizeof paid) == 0, "the change may replace what was paid");
}

static void run_compare(void)
{
    const pc_split_input line = split_input();
    const uint16_t share = line.manager == PC_MANAGER_OTHER_AGENCY ? line.manager_share_bps : 0;
    const pc_split_columns_input input = one_row(&line, &share);
    int64_t agency = number(), creator = number(), manager = 0, due[3] = {9, 9, 9}, want[3];
    uint64_t row = 9, differs;
    uint8_t reason = 9;
    pc_reported_columns reported = PC_REPORTED_COLUMNS_INIT;
    pc_differences found = PC_DIFFERENCES_INIT;
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
    reported.agency_minor.data = &agency;
    reported.creator_minor.data = &creator;
    reported.agency_minor.length = reported.creator_minor.length = 1;
    if (strcmp(fields[field_next], "none") == 0) {
        field_next++;
    } else {
        manager = number();
        reported.manager_minor.data = &manager;
        reported.manager_minor.length = 1;
    }
    found.row.data = &row;
    found.reason.data = &reason;
    found.expected_agency_minor.data = &due[0];
    found.expected_creator_minor.data = &due[1];
    found.expected_manager_minor.data = &due[2];
    found.row.length = found.reason.length = found.expected_agency_minor.length = 1;
    found.expected_creator_minor.length = found.expected_manager_minor.length = 1;
    expect(pc_compare_columns(&input, &reported, &found, &totals, NULL) == PC_STATUS_OK, "columns are compared");
    if (strcmp(text(), "rules") == 0) {
        expect(totals.rows == 0 && totals.refused == 1 && row == 0, "the refused row is counted and listed");
        expect(strcmp(pc_reason_rule(reason).data, text()) == 0, "the reason is the rule");
        return;
    }
    want[0] = number();
    want[1] = number();
    want[2] = number();
    differs = unsigned_number();
    expect(totals.rows == 1 && totals.differing == differs && totals.listed == differs, "the row is counted");
    expect(sum_is(totals.expected_agency_minor, want[0]) && sum_is(totals.expected_creator_minor, want[1]) &&
           sum_is(totals.expected_manager_minor, want[2]), "what is due");
    expect(sum_is(totals.reported_agency_minor, agency) && sum_is(totals.reported_creator_minor, creator) &&
           sum_is(totals.reported_manager_minor, manager), "what was reported");
    expect(differs == 0 || (row == 0 && reason == 101 && memcmp(due, want, sizeof due) == 0), "the row is listed");
}

static void run_amount(void)
{
    char given[LINE_MAX_BYTES];
    const size_t length = bytes(given);
    pc_currency currency;
    int64_t minor = 99, again = 98;
    pc_error *error = NULL;
    pc_text *written = NULL;
    pc_status status;
    currency.code = text();
    currency.code_length = strlen(currency.code);
    currency.minor_units = PC_MINOR_UNITS_OF_PLATFORM;
    if (strcmp(fields[field_next], "platform") == 0) {
        field_next++;
    } else {
        currency.minor_units = (uint32_t)number();
    }
    status = pc_parse_amount(given, length, &currency, &minor, &error);
    if (refused(status, error)) {
        expect(minor == 99, "nothing is written");
        return;
    }
    expect(minor == number(), "minor");
    expect(pc_format_amount(minor, &currency, &written, NULL) == PC_STATUS_OK, "can be written");
    status = pc_parse_amount(pc_text_view(written).data, pc_text_view(written).length, &currency, &again, NULL);
    expect(status == PC_STATUS_OK && again == minor, "what is written can be read");
    pc_text_free(written);
}

static void run_rate(void)
{
    char given[LINE_MAX_BYTES];
    const size_t length = bytes(given);
    uint16_t rate_bps = 99;
    pc_error *error = NULL;
    const pc_status status = pc_parse_rate(given, length, &rate_bps, &error);
    if (refused(status, error)) {
        expect(rate_bps == 99, "nothing is written");
        return;
    }
    expect(rate_bps == number(), "bps");
}

/* Whether the answer has the texts that are expected, one after the other, and no further paths. Frees it. */
static void found(pc_text *answer)
{
    static char parts[LINE_MAX_BYTES], whole[LINE_MAX_BYTES];
    const pc_str told = pc_text_view(answer);
    const char *at = told.data, *part = parts;
    const int64_t wanted = number();
    int64_t paths = 0;
    size_t length;
    parts[bytes(parts)] = '\0';
    while (*part != '\0') {
        char *end = strchr(part, '\n');
        *end = '\0';
        at = strstr(at, part);
        if (at == NULL) {
            fail(part);
            fail(told.data);
            at = told.data + told.length;
        }
        part = end + 1;
    }
    for (at = told.data; (at = strstr(at, "\"path\":")) != NULL; at++) {
        paths++;
    }
    expect(paths == wanted, told.data);
    length = bytes(whole);
    if (length > 0) {
        expect(length == told.length && memcmp(whole, told.data, length) == 0, told.data);
    }
    pc_text_free(answer);
}

static void run_check(void)
{
    static char json[LINE_MAX_BYTES];
    char profile[1024];
    const size_t json_length = bytes(json), profile_length = bytes(profile);
    pc_text *answer = NULL;
    expect(pc_check_json(json, json_length, profile, profile_length, &answer, NULL) == PC_STATUS_OK, "is checked");
    found(answer);
}

static void run_request(void)
{
    static char body[LINE_MAX_BYTES];
    char profile[1024], market[256], zone[256], at[256];
    const size_t body_length = bytes(body), profile_length = bytes(profile), market_length = bytes(market);
    const size_t zone_length = bytes(zone), at_length = bytes(at);
    pc_text *answer = NULL;
    expect(pc_check_request_json(body, body_length, market, market_length, zone, zone_length, at, at_length, profile,
                                 profile_length, &answer, NULL) == PC_STATUS_OK,
           "is checked");
    found(answer);
}

static void run_campaign(void)
{
    static char commands[LINE_MAX_BYTES];
    char profile[1024], *command = commands;
    const size_t length = bytes(commands), profile_length = bytes(profile);
    pc_campaign *campaign = NULL;
    pc_text *outcome = NULL;
    commands[length] = '\0';
    expect(pc_campaign_new(profile, profile_length, &campaign, NULL) == PC_STATUS_OK, "is made");
    while (*command != '\0') {
        char *end = strchr(command, '\n');
        const pc_str before = pc_text_view(outcome);
        expect(outcome == NULL || strstr(before.data, "{\"events\":") == before.data, before.data);
        pc_text_free(outcome);
        outcome = NULL;
        if (strncmp(command, "{\"query\":", 9) == 0) {
            expect(pc_campaign_query(campaign, command, (size_t)(end - command), &outcome, NULL) == PC_STATUS_OK,
                   "is answered");
        } else {
            expect(pc_campaign_execute(campaign, command, (size_t)(end - command), &outcome, NULL) == PC_STATUS_OK,
                   "is executed");
        }
        command = end + 1;
    }
    found(outcome);
    pc_campaign_free(campaign);
}

/* Makes a campaign of commands that are all accepted, up to an empty line; where the next ones begin. */
static char *make_campaign(char *command, const char *profile, size_t profile_length, pc_campaign **campaign)
{
    expect(pc_campaign_new(profile, profile_length, campaign, NULL) == PC_STATUS_OK, "is made");
    while (*command != '\n' && *command != '\0') {
        char *end = strchr(command, '\n');
        pc_text *outcome = NULL;
        expect(pc_campaign_execute(*campaign, command, (size_t)(end - command), &outcome, NULL) == PC_STATUS_OK,
               "is executed");
        expect(strstr(pc_text_view(outcome).data, "{\"events\":") == pc_text_view(outcome).data,
               pc_text_view(outcome).data);
        pc_text_free(outcome);
        command = end + 1;
    }
    return *command == '\n' ? command + 1 : command;
}

static void run_query(void)
{
    enum { CAMPAIGNS_MAX = 4 };
    static char commands[LINE_MAX_BYTES], query[LINE_MAX_BYTES];
    char profile[1024], *next = commands;
    const size_t length = bytes(commands), profile_length = bytes(profile);
    const char *ask = text();
    const size_t query_length = bytes(query);
    pc_campaign *campaigns[CAMPAIGNS_MAX] = {NULL, NULL, NULL, NULL};
    size_t count = 0, one;
    pc_text *answer = NULL;
    pc_status status;
    commands[length] = '\0';
    while (*next != '\0' && count < CAMPAIGNS_MAX) {
        next = make_campaign(next, profile, profile_length, &campaigns[count++]);
    }
    expect(*next == '\0', "there is room for all campaigns");
    if (strcmp(ask, "campaigns_of") == 0) {
        status = pc_campaigns_of_json((const pc_campaign *const *)campaigns, count, query, query_length, &answer, NULL);
    } else if (strcmp(ask, "creator_orders") == 0) {
        status = pc_creator_orders_json((const pc_campaign *const *)campaigns, count, query, query_length, &answer, NULL);
    } else {
        status = pc_campaign_query(campaigns[0], query, query_length, &answer, NULL);
    }
    expect(status == PC_STATUS_OK, "is answered");
    found(answer);
    for (one = 0; one < count; one++) {
        pc_campaign_free(campaigns[one]);
    }
}

static void cut(char *line)
{
    field_count = 0;
    field_next = 2;
    line[strcspn(line, "\n")] = '\0';
    for (; line != NULL; field_count++) {
        char *tab = strchr(line, '\t');
        if (field_count == FIELDS_MAX) {
            die("too many fields in", fields[1]);
        }
        if (tab != NULL) {
            *tab++ = '\0';
        }
        fields[field_count] = line;
        line = tab;
    }
    if (field_count < 3) {
        die("no case:", fields[0]);
    }
}

int main(int count, char **arguments)
{
    static char line[LINE_MAX_BYTES];
    FILE *file = count == 2 ? fopen(arguments[1], "r") : NULL;
    size_t cases = 0, cases_wrong = 0;
    if (file == NULL) {
        die("cannot read", count == 2 ? arguments[1] : "the one argument: a file from flatten.py");
        return 2;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        const size_t before = wrong;
        if (strchr(line, '\n') == NULL) {
            die("too long a line:", line);
        }
        cut(line);
        if (strcmp(fields[0], "split") == 0) {
            run_split();
        } else if (strcmp(fields[0], "adjust") == 0) {
            run_adjust();
        } else if (strcmp(fields[0], "compare") == 0) {
            run_compare();
        } else if (strcmp(fields[0], "amount") == 0) {
            run_amount();
        } else if (strcmp(fields[0], "rate") == 0) {
            run_rate();
        } else if (strcmp(fields[0], "check") == 0) {
            run_check();
        } else if (strcmp(fields[0], "request") == 0) {
            run_request();
        } else if (strcmp(fields[0], "campaign") == 0) {
            run_campaign();
        } else if (strcmp(fields[0], "query") == 0) {
            run_query();
        } else {
            die("unknown kind", fields[0]);
        }
        if (wrong == before && field_next != field_count) {
            fail("fields are left over");
        }
        cases++;
        cases_wrong += wrong != before;
    }
    if (ferror(file) != 0 || cases == 0) {
        die("no cases in", arguments[1]);
    }
    fclose(file);
    if (cases_wrong != 0) {
        fprintf(stderr, "c: %lu of %lu cases came out otherwise\n", (unsigned long)cases_wrong, (unsigned long)cases);
        return 1;
    }
    printf("c: %lu cases\n", (unsigned long)cases);
    return 0;
}
