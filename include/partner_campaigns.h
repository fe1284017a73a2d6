/*
 * partner_campaigns.h: the rules of partner campaigns, and the split of their commission to the last minor unit.
 *
 * Generated from the library's source; not to be edited. C99 and later, C++11 and later.
 *
 *     pc_split_input sold = PC_SPLIT_INPUT_INIT;
 *     pc_split_output parts = PC_SPLIT_OUTPUT_INIT;
 *     pc_error *error = NULL;
 *     sold.base_minor = 10000;
 *     sold.total_rate_bps = 3000;
 *     sold.creator_rate_bps = 1500;
 *     if (pc_split(&sold, &parts, &error) != PC_STATUS_OK) {
 *         fprintf(stderr, "%s\n", pc_error_message(error).data);
 *         pc_error_free(error);
 *     }
 *
 * UNITS. Money is whole minor units (`_minor`) of one currency, rates are whole basis points (`_bps`, 10000 are 100%).
 * There is no floating point.
 *
 * OUTCOME. A function that can fail returns a pc_status, PC_STATUS_OK (0) when it did what it should. It writes its
 * outputs only then; after PC_STATUS_PANIC outputs are unspecified. Its last argument, `pc_error **error`, may be NULL;
 * otherwise a failure puts an object there that the caller owns, and a success leaves it as it is. What was there before
 * is not freed: begin with NULL, and free each error before the next call. Where even an error object cannot be made,
 * the status is returned and `*error` is left as it is.
 *
 * OWNERSHIP. What goes in is borrowed for the call and is never kept, changed or freed. What comes out through a `pc_x **`
 * is a handle that the caller owns and gives back to its own `_free`, never to free(); `_free` takes NULL. Columns to
 * be written are the caller's memory throughout. A pc_str that comes out belongs to the handle that it was taken from,
 * or is static.
 *
 * POINTERS. A pointer is NULL, or points to as much memory as its type, its struct's `size` or the length beside it says,
 * which stays as it is during the call but for what the call writes. Memory to be written overlaps no other memory of
 * the call, unless a function says so. NULL where it is not allowed, misaligned pointers, unknown sizes, numbers that
 * are none of the constants, text that is not UTF-8 and columns that overlap or differ in length give a status.
 * A pointer to memory that is not there, or a handle that was freed, cannot be found out: that is undefined behaviour.
 *
 * TEXT is UTF-8 with a length in bytes; no terminating NUL is needed on the way in. Every pc_str that comes out is followed
 * by a NUL all the same.
 *
 * STRUCTS that may grow begin with their `size`. Start each from its _INIT macro, which sets the size and zeroes the
 * rest. The library refuses sizes that it does not know.
 *
 * MEMORY. Nothing is kept that is not in use, but for what the C library keeps of what was freed: see pc_release_memory. What
 * grows with columns is asked for before, and PC_STATUS_NO_MEMORY says that there is none of it. Texts and what is made of
 * them (JSON in and out, a campaign, an explanation, an error) are not asked for before: where the system has no memory for
 * them, the process ends.
 *
 * THREADS. There is no global state to set up or tear down. Every function may be called by any number of threads at
 * once. A handle never changes, so many threads may read it; a pc_campaign alone does, and its calls wait for each other, in
 * turn; pc_campaign_try_execute does not wait. Exactly one thread may free a handle, when all others are done with it.
 */


#ifndef PARTNER_CAMPAIGNS_H
#define PARTNER_CAMPAIGNS_H

#include <stddef.h>
#include <stdint.h>

/* What the structs that may grow begin with: their size, and zeros, which are the defaults. */
#define PC_SPLIT_INPUT_INIT {sizeof(pc_split_input), 0, 0, 0, 0, 0, 0, {0, 0, 0}}
#define PC_SPLIT_OUTPUT_INIT {sizeof(pc_split_output), 0, 0, 0, 0, {0, 0}, 0}
#define PC_SPLIT_COLUMNS_INPUT_INIT {sizeof(pc_split_columns_input), {0, 0, 0}, {NULL, 0}, {NULL, 0}, \
    {NULL, 0}, {NULL, 0}, {NULL, 0}, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0}
#define PC_SPLIT_COLUMNS_OUTPUT_INIT {sizeof(pc_split_columns_output), {NULL, 0}, {NULL, 0}, {NULL, 0}, \
    {NULL, 0}}
#define PC_ORDERS_INPUT_INIT {sizeof(pc_orders_input), {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
    {NULL, 0}, {NULL, 0}}
#define PC_ORDERS_OUTPUT_INIT {sizeof(pc_orders_output), {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
    {NULL, 0}, {NULL, 0}, {NULL, 0}}
#define PC_SPLIT_TOTALS_INIT {sizeof(pc_split_totals), 0, 0, {0, 0}, {0, 0}, {0, 0}}
#define PC_REPORTED_COLUMNS_INIT {sizeof(pc_reported_columns), {NULL, 0}, {NULL, 0}, {NULL, 0}}
#define PC_DIFFERENCES_INIT {sizeof(pc_differences), {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}}
#define PC_COMPARE_TOTALS_INIT {sizeof(pc_compare_totals), 0, 0, 0, 0, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}


/*
 Number of the binary interface: raised with every change that a program built before it could not survive. It is
 the number in the shared library's soname, and what `pc_abi_version` returns.
 */
#define PC_ABI_VERSION 0

/*
 Major number of the version that this header belongs to.
 */
#define PC_VERSION_MAJOR 0

/*
 Minor number of the version that this header belongs to.
 */
#define PC_VERSION_MINOR 1

/*
 Patch number of the version that this header belongs to.
 */
#define PC_VERSION_PATCH 0

/*
 The platform's own minor units: ISO 4217's, but whole rupiah for IDR.
 */
#define PC_MINOR_UNITS_OF_PLATFORM 255

/*
 One campaign under a profile, which the caller owns: `pc_campaign_execute`, `pc_campaign_try_execute` and
 `pc_campaign_take_events` change it, everything else reads it. Give it back with `pc_campaign_free`.

 Threads may share it. Any number of calls read it at once; one that changes it is alone with it. Calls wait for each other
 and are served in turn: one that executes gets in however many readers come and go, and so do they among many that
 execute. `pc_campaign_try_execute` alone never waits, and returns `PC_STATUS_BUSY` instead. No call waits for more than the
 calls of other threads, each as short as its work; none holds anything when it returns. After `PC_STATUS_PANIC` from one
 that executes, the campaign can only be freed.
 */
typedef struct pc_campaign pc_campaign;

/*
 Why a call failed. The caller owns it and gives it back with `pc_error_free`. It never changes, so any number of
 threads may read it at once.
 */
typedef struct pc_error pc_error;

/*
 Terms that order lines refer to by number, from 0 on: make them with `pc_terms_new`, give them back with
 `pc_terms_free`. They never change, so any number of threads may use them at once.
 */
typedef struct pc_terms pc_terms;

/*
 Text that the caller owns: read it with `pc_text_view`, give it back with `pc_text_free`. It never changes, so
 any number of threads may read it at once.
 */
typedef struct pc_text pc_text;

/*
 How a call went: one of the `PC_STATUS_` numbers. 1 to 99 say that the call itself is wrong, 100 to 199 that
 the rules refuse what was given, 900 to 999 that the library failed. Numbers keep their meaning for ever; a retired
 one is never used again. Treat a number that is not known here as a failure.
 */
typedef uint32_t pc_status;

/*
 UTF-8 text that belongs to somebody else: `length` bytes from `data`, then a NUL that `length` does not count.
 `data` is never NULL. It lives as long as what it was taken from; it may hold NULs of its own.
 */
typedef struct pc_str {
    /*
     The first byte; never NULL.
     */
    const char *data;
    /*
     How many bytes, without the NUL after them.
     */
    size_t length;
} pc_str;

/*
 Who manages the creator: one of the `PC_MANAGER_` numbers.
 */
typedef uint32_t pc_manager;

/*
 How an exact fraction becomes a whole minor unit: one of the `PC_ROUNDING_` numbers.
 */
typedef uint32_t pc_rounding;

/*
 Who holds the minor unit that rounding leaves over: one of the `PC_REMAINDER_` numbers.
 */
typedef uint32_t pc_remainder;

/*
 What a managing agency's share is taken on: one of the `PC_MANAGING_SHARE_` numbers.
 */
typedef uint32_t pc_managing_share;

/*
 How a commission is split. All zeros are the defaults. This struct never grows.
 */
typedef struct pc_policy {
    /*
     How each rounded step is rounded.
     */
    pc_rounding rounding;
    /*
     Who holds the odd minor unit.
     */
    pc_remainder remainder;
    /*
     What the managing share is taken on.
     */
    pc_managing_share managing_share;
} pc_policy;

/*
 One order line to be split. Begin with `PC_SPLIT_INPUT_INIT`, which sets `size` and leaves all else 0.
 */
typedef struct pc_split_input {
    /*
     `sizeof(pc_split_input)`.
     */
    size_t size;
    /*
     What the rates apply to, net of refunds, in minor units.
     */
    int64_t base_minor;
    /*
     Tax withheld from the creator commission, in minor units; counts only under `PC_MANAGING_SHARE_AFTER_TAX`.
     */
    int64_t tax_minor;
    /*
     What the seller pays, for agency and creator together, in basis points.
     */
    uint16_t total_rate_bps;
    /*
     What the agency passes on to the creator, out of the total rate, in basis points.
     */
    uint16_t creator_rate_bps;
    /*
     The manager's agreed share of the creator commission, in basis points; above 0 it needs a `manager`.
     */
    uint16_t manager_share_bps;
    /*
     Who manages the creator.
     */
    pc_manager manager;
    /*
     How to split.
     */
    struct pc_policy policy;
} pc_split_input;

/*
 A whole number of 128 bits, in two's complement: `high` times 2^64, plus `low`.
 */
typedef struct pc_int128 {
    /*
     The upper half, with the sign.
     */
    int64_t high;
    /*
     The lower half.
     */
    uint64_t low;
} pc_int128;

/*
 What each party gets. Begin with `PC_SPLIT_OUTPUT_INIT`. Agency, creator and manager add up to the total, always.
 */
typedef struct pc_split_output {
    /*
     `sizeof(pc_split_output)`, set by the caller.
     */
    size_t size;
    /*
     The campaign agency's part, in minor units.
     */
    int64_t agency_minor;
    /*
     What the creator keeps, after the managing share, in minor units.
     */
    int64_t creator_minor;
    /*
     The creator commission before the managing share, as agency and seller files report it, in minor units.
     */
    int64_t creator_commission_minor;
    /*
     The managing agency's part, in minor units.
     */
    int64_t manager_minor;
    /*
     What the seller pays, in minor units: it may exceed 64 bits by one unit where parts are rounded on their own.
     */
    struct pc_int128 total_minor;
    /*
     1 where a managing share was waived because the campaign agency manages the creator, else 0.
     */
    uint32_t share_waived;
} pc_split_output;

/*
 What was paid to each party, or is still to be paid: positive to the party, negative back from it. This struct
 never grows.
 */
typedef struct pc_paid {
    /*
     The campaign agency's part, in minor units.
     */
    int64_t agency_minor;
    /*
     What the creator kept, in minor units.
     */
    int64_t creator_minor;
    /*
     The managing agency's part, in minor units.
     */
    int64_t manager_minor;
} pc_paid;

/*
 A currency. This struct never grows.
 */
typedef struct pc_currency {
    /*
     Its ISO 4217 code, as "USD"; borrowed for the call.
     */
    const char *code;
    /*
     How many bytes `code` has: 3.
     */
    size_t code_length;
    /*
     Decimals of its minor unit where a profile overrides them, 0 to 6; else `PC_MINOR_UNITS_OF_PLATFORM`.
     */
    uint32_t minor_units;
} pc_currency;

/*
 A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_i64_column {
    /*
     The first value.
     */
    const int64_t *data;
    /*
     How many values, not bytes.
     */
    size_t length;
} pc_i64_column;

/*
 A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_u16_column {
    /*
     The first value.
     */
    const uint16_t *data;
    /*
     How many values, not bytes.
     */
    size_t length;
} pc_u16_column;

/*
 A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_u32_column {
    /*
     The first value.
     */
    const uint32_t *data;
    /*
     How many values, not bytes.
     */
    size_t length;
} pc_u32_column;

/*
 Which instructions a bulk split uses: one of the `PC_INSTRUCTIONS_` numbers. The results are the same bytes.
 */
typedef uint32_t pc_instructions;

/*
 Whether results are written past the caches: one of the `PC_STREAMING_` numbers. The results are the same bytes.
 */
typedef uint32_t pc_streaming;

/*
 Order lines as columns, all as long as `base_minor`. Begin with `PC_SPLIT_COLUMNS_INPUT_INIT`.
 */
typedef struct pc_split_columns_input {
    /*
     `sizeof(pc_split_columns_input)`.
     */
    size_t size;
    /*
     How to split.
     */
    struct pc_policy policy;
    /*
     Commission bases, net of refunds, in minor units.
     */
    struct pc_i64_column base_minor;
    /*
     Total rates, in basis points.
     */
    struct pc_u16_column total_rate_bps;
    /*
     Creator rates, in basis points.
     */
    struct pc_u16_column creator_rate_bps;
    /*
     Managing shares, in basis points: 0 where there is no manager, or where the campaign agency is the manager and its
     share is waived. A bare column has already decided it.
     */
    struct pc_u16_column manager_share_bps;
    /*
     Tax withheld from the creator commission, in minor units; `data` is NULL where none was.
     */
    struct pc_i64_column tax_minor;
    /*
     NULL, or terms that stand for the three columns of rates, which are then to be left empty.
     */
    const struct pc_terms *terms;
    /*
     Which of `terms` each row has; a row with an id that they have not is refused as F008. `data` is NULL where every
     row has the terms 0.
     */
    struct pc_u32_column terms_id;
    /*
     What the campaign agency was paid before a refund. With the three of them the results are adjustments, the split
     less what was paid; `data` of all three is NULL where there is none.
     */
    struct pc_i64_column paid_agency_minor;
    /*
     What the creators kept before a refund.
     */
    struct pc_i64_column paid_creator_minor;
    /*
     What the managing agencies were paid before a refund.
     */
    struct pc_i64_column paid_manager_minor;
    /*
     Among how many threads the rows are divided at most, the caller's own among them; 0 is 1. Never more than 256, nor
     more than one for 4096 rows. Where the system has fewer, the rows are divided among those that there are, the
     caller's own at least.
     */
    uint32_t threads;
    /*
     Which instructions are used.
     */
    pc_instructions instructions;
    /*
     Whether results are written past the caches.
     */
    pc_streaming streaming;
} pc_split_columns_input;

/*
 A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_i64_buffer {
    /*
     Where the first value goes.
     */
    int64_t *data;
    /*
     How many values fit, not bytes.
     */
    size_t length;
} pc_i64_buffer;

/*
 A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_u8_buffer {
    /*
     Where the first value goes.
     */
    uint8_t *data;
    /*
     How many values fit.
     */
    size_t length;
} pc_u8_buffer;

/*
 The columns to be written, caller-owned, each as long as the input's. Begin with `PC_SPLIT_COLUMNS_OUTPUT_INIT`.
 */
typedef struct pc_split_columns_output {
    /*
     `sizeof(pc_split_columns_output)`.
     */
    size_t size;
    /*
     The campaign agency's parts, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer agency_minor;
    /*
     What the creators keep, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer creator_minor;
    /*
     The managing agencies' parts, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer manager_minor;
    /*
     0, or the number of the first rule that the row breaks (3 for M003, 108 for F008; `pc_reason_rule` gives the code).
     */
    struct pc_u8_buffer reason;
} pc_split_columns_output;

/*
 Sums over all rows that were split. Begin with `PC_SPLIT_TOTALS_INIT`.
 */
typedef struct pc_split_totals {
    /*
     `sizeof(pc_split_totals)`, set by the caller.
     */
    size_t size;
    /*
     Rows split.
     */
    uint64_t rows;
    /*
     Rows refused.
     */
    uint64_t refused;
    /*
     Sum of the agencies' parts, in minor units.
     */
    struct pc_int128 agency_minor;
    /*
     Sum of what creators keep, in minor units.
     */
    struct pc_int128 creator_minor;
    /*
     Sum of the managing agencies' parts, in minor units.
     */
    struct pc_int128 manager_minor;
} pc_split_totals;

/*
 What was reported paid for each row, all as long as the input's `base_minor`; any number may stand there. Begin with
 `PC_REPORTED_COLUMNS_INIT`.
 */
typedef struct pc_reported_columns {
    /*
     `sizeof(pc_reported_columns)`.
     */
    size_t size;
    /*
     What the campaign agencies were paid, in minor units.
     */
    struct pc_i64_column agency_minor;
    /*
     What the creators were paid to keep, in minor units. Where only their commission before the managing share is known,
     leave the shares out of the terms: the creator's part then is that commission.
     */
    struct pc_i64_column creator_minor;
    /*
     What the managing agencies were paid, in minor units; `data` is NULL where that is 0 everywhere.
     */
    struct pc_i64_column manager_minor;
} pc_reported_columns;

/*
 A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_u64_buffer {
    /*
     Where the first value goes.
     */
    uint64_t *data;
    /*
     How many values fit, not bytes.
     */
    size_t length;
} pc_u64_buffer;

/*
 Where the rows go that differ or are refused: caller-owned columns, all as long as `row`. Begin with
 `PC_DIFFERENCES_INIT`, which has room for none: they are counted all the same.
 */
typedef struct pc_differences {
    /*
     `sizeof(pc_differences)`.
     */
    size_t size;
    /*
     The numbers of the rows, from 0 on, in their order.
     */
    struct pc_u64_buffer row;
    /*
     101 (F001) where a reported amount is not the one that is due, else the number of the rule for which the row was
     refused and not compared; `pc_reason_rule` gives the code of both.
     */
    struct pc_u8_buffer reason;
    /*
     What the campaign agency is due, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer expected_agency_minor;
    /*
     What the creator is due, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer expected_creator_minor;
    /*
     What the managing agency is due, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer expected_manager_minor;
} pc_differences;

/*
 Counts of all rows, and sums over those that were compared: differing or not, but not refused. Begin with
 `PC_COMPARE_TOTALS_INIT`.
 */
typedef struct pc_compare_totals {
    /*
     `sizeof(pc_compare_totals)`, set by the caller.
     */
    size_t size;
    /*
     Rows compared.
     */
    uint64_t rows;
    /*
     Rows of them that differ.
     */
    uint64_t differing;
    /*
     Rows refused.
     */
    uint64_t refused;
    /*
     How many rows were written to the differences: all that differ or are refused, or the first ones that fit.
     */
    uint64_t listed;
    /*
     Sum of what the agencies are due, in minor units.
     */
    struct pc_int128 expected_agency_minor;
    /*
     Sum of what creators are due, in minor units.
     */
    struct pc_int128 expected_creator_minor;
    /*
     Sum of what the managing agencies are due, in minor units.
     */
    struct pc_int128 expected_manager_minor;
    /*
     Sum of what the agencies were reported paid, in minor units.
     */
    struct pc_int128 reported_agency_minor;
    /*
     Sum of what creators were reported paid, in minor units.
     */
    struct pc_int128 reported_creator_minor;
    /*
     Sum of what the managing agencies were reported paid, in minor units.
     */
    struct pc_int128 reported_manager_minor;
} pc_compare_totals;

/*
 A column of texts to be read, each UTF-8 without a need for a NUL; `data` of a text may be NULL where its `length` is 0.
 `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_text_column {
    /*
     The first text.
     */
    const struct pc_str *data;
    /*
     How many texts, not bytes.
     */
    size_t length;
} pc_text_column;

/*
 A column to be read. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_u8_column {
    /*
     The first value.
     */
    const uint8_t *data;
    /*
     How many values.
     */
    size_t length;
} pc_u8_column;

/*
 Order lines as columns, all as long as `base_minor`. Begin with `PC_ORDERS_INPUT_INIT`.
 */
typedef struct pc_orders_input {
    /*
     `sizeof(pc_orders_input)`.
     */
    size_t size;
    /*
     The campaign of each line.
     */
    struct pc_text_column campaign_id;
    /*
     The product of each line.
     */
    struct pc_text_column product_id;
    /*
     Who brought each line; an empty text is nobody known.
     */
    struct pc_text_column creator;
    /*
     When each order was made, in microseconds since 1970 in UTC.
     */
    struct pc_i64_column created_at_micros;
    /*
     What commission is due on, net of refunds, in minor units.
     */
    struct pc_i64_column base_minor;
    /*
     1 where a line is void or fully refunded, so that nothing is due, else 0; `data` is NULL where none is.
     */
    struct pc_u8_column is_void;
    /*
     Tax withheld from the creator commission, in minor units; counts only where the campaign's profile takes managing
     shares after tax. `data` is NULL where none was.
     */
    struct pc_i64_column tax_minor;
} pc_orders_input;

/*
 A column to be written; it need not be initialised. `data` may be NULL where `length` is 0. This struct never grows.
 */
typedef struct pc_u16_buffer {
    /*
     Where the first value goes.
     */
    uint16_t *data;
    /*
     How many values fit, not bytes.
     */
    size_t length;
} pc_u16_buffer;

/*
 The columns to be written, caller-owned, each as long as the input's. Begin with `PC_ORDERS_OUTPUT_INIT`.
 */
typedef struct pc_orders_output {
    /*
     `sizeof(pc_orders_output)`.
     */
    size_t size;
    /*
     What the sellers pay, in basis points; 0 in a row without rates.
     */
    struct pc_u16_buffer total_rate_bps;
    /*
     What the creators get out of it, in basis points; 0 in a row without rates.
     */
    struct pc_u16_buffer creator_rate_bps;
    /*
     The managers' agreed shares, in basis points; 0 where nobody manages the creator.
     */
    struct pc_u16_buffer manager_share_bps;
    /*
     1 where that share is waived, because the campaign agency manages the creator (M001), else 0.
     */
    struct pc_u8_buffer share_waived;
    /*
     The campaign agency's parts, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer agency_minor;
    /*
     What the creators keep, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer creator_minor;
    /*
     The managing agencies' parts, in minor units; 0 in a refused row.
     */
    struct pc_i64_buffer manager_minor;
    /*
     0, or the number of the rule that says why there are no parts: F008 where no rates held (`pc_reason_rule` gives the
     code).
     */
    struct pc_u8_buffer reason;
} pc_orders_output;

/*
 Done.
 */
#define PC_STATUS_OK 0

/*
 A pointer is NULL that must not be.
 */
#define PC_STATUS_NULL_POINTER 1

/*
 A pointer is not aligned for what it should point to.
 */
#define PC_STATUS_MISALIGNED 2

/*
 The `size` that a struct begins with is none that this library knows: start from its `_INIT` macro.
 */
#define PC_STATUS_BAD_SIZE 3

/*
 Columns differ in length, or a length is beyond what memory can hold.
 */
#define PC_STATUS_BAD_LENGTH 4

/*
 A number that should be one of a set of constants is none of them.
 */
#define PC_STATUS_BAD_ENUM 5

/*
 A text is not UTF-8.
 */
#define PC_STATUS_BAD_UTF8 6

/*
 Memory to be written overlaps other memory of the same call.
 */
#define PC_STATUS_OVERLAP 7

/*
 An argument is wrong in another way: the error's message says how.
 */
#define PC_STATUS_INVALID_ARGUMENT 8

/*
 A handle is used by another thread in a way that this call cannot share, and the call does not wait: nothing was done.
 */
#define PC_STATUS_BUSY 9

/*
 Rules were broken: the error names each of them.
 */
#define PC_STATUS_VIOLATION 100

/*
 The library failed, which is a defect of it: outputs of this call may be half written; later calls are not affected.
 */
#define PC_STATUS_PANIC 900

/*
 There is no memory for what the call would make: nothing was written.
 */
#define PC_STATUS_NO_MEMORY 901

/*
 Nobody; a share that is given all the same counts for nothing.
 */
#define PC_MANAGER_NONE 0

/*
 An agency that does not own the campaign: it gets its agreed share.
 */
#define PC_MANAGER_OTHER_AGENCY 1

/*
 The campaign agency itself, or one organisation with it: its share is waived.
 */
#define PC_MANAGER_CAMPAIGN_AGENCY 2

/*
 To the nearest unit, a tie to the even one. The default.
 */
#define PC_ROUNDING_HALF_EVEN 0

/*
 To the nearest unit, a tie to the larger one.
 */
#define PC_ROUNDING_HALF_UP 1

/*
 To the next unit whenever anything is left.
 */
#define PC_ROUNDING_UP 2

/*
 What is left is dropped.
 */
#define PC_ROUNDING_DOWN 3

/*
 The agency's part is the total less the creator's. The default.
 */
#define PC_REMAINDER_AGENCY 0

/*
 The creator's part is the total less the agency's.
 */
#define PC_REMAINDER_CREATOR 1

/*
 Each part is rounded on its own; the total is their sum.
 */
#define PC_REMAINDER_SEPARATE 2

/*
 The creator commission as it is. The default.
 */
#define PC_MANAGING_SHARE_BEFORE_TAX 0

/*
 The creator commission less the tax withheld that the caller gives.
 */
#define PC_MANAGING_SHARE_AFTER_TAX 1

/*
 The best that this processor has. The default.
 */
#define PC_INSTRUCTIONS_AUTO 0

/*
 Plain Rust, on any processor: groups of rows that the compiler turns into vectors.
 */
#define PC_INSTRUCTIONS_PORTABLE 1

/*
 The baseline of x86-64.
 */
#define PC_INSTRUCTIONS_SSE2 2

/*
 AVX2 and FMA.
 */
#define PC_INSTRUCTIONS_AVX2 3

/*
 AVX-512 F, BW, DQ and VL.
 */
#define PC_INSTRUCTIONS_AVX512 4

/*
 From 65536 rows on. The default.
 */
#define PC_STREAMING_AUTO 0

/*
 Always, where the outputs begin at the same place of a 64-byte line.
 */
#define PC_STREAMING_ON 1

/*
 Never.
 */
#define PC_STREAMING_OFF 2

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 The name of a status, as `PC_STATUS_OK`; "unknown status" for a number that is none.

 Static and NUL-terminated; never NULL, not to be freed. Any thread, any time.
 */
const char *pc_status_name(pc_status status);

/*
 The library's version, as "0.1.0".

 Static and NUL-terminated; never NULL, not to be freed. Any thread, any time.
 */
const char *pc_version(void);

/*
 The binary interface that the library has; the header's is `PC_ABI_VERSION`. Where they differ, call nothing else.

 Any thread, any time.
 */
uint32_t pc_abi_version(void);

/*
 The status that the failed call returned. NULL gives `PC_STATUS_OK`.

 Any number of threads at once.

 # Safety
 `error` is NULL, or a handle from this library that was not freed.
 */
pc_status pc_error_status(const struct pc_error *error);

/*
 What went wrong, in words for people, which lives until `pc_error_free`. NULL gives an empty text.

 Any number of threads at once.

 # Safety
 `error` is NULL, or a handle from this library that was not freed.
 */
struct pc_str pc_error_message(const struct pc_error *error);

/*
 How many rules were broken: 0 unless the status is `PC_STATUS_VIOLATION`. NULL gives 0.

 Any number of threads at once.

 # Safety
 `error` is NULL, or a handle from this library that was not freed.
 */
size_t pc_error_violation_count(const struct pc_error *error);

/*
 The code of one broken rule, as "M003", which lives until `pc_error_free`. NULL, or an `index` that is not below
 `pc_error_violation_count`, gives an empty text.

 Any number of threads at once.

 # Safety
 `error` is NULL, or a handle from this library that was not freed.
 */
struct pc_str pc_error_violation_rule(const struct pc_error *error,
                                      size_t index);

/*
 The broken rules as JSON, which lives until `pc_error_free`:
 `{"violations": [{"rule", "name", "path", "message", "params"}]}`, the same bytes in every language; an empty array
 unless the status is `PC_STATUS_VIOLATION`. NULL gives an empty text.

 Any number of threads at once.

 # Safety
 `error` is NULL, or a handle from this library that was not freed.
 */
struct pc_str pc_error_violations_json(const struct pc_error *error);

/*
 Frees an error; NULL is left alone. Its views end here.

 One thread, once, when no other one uses the handle.

 # Safety
 `error` is NULL, or a handle from this library that was not freed.
 */
void pc_error_free(struct pc_error *error);

/*
 The text of a handle, which lives until `pc_text_free`. NULL gives an empty text.

 Any number of threads at once.

 # Safety
 `text` is NULL, or a handle from this library that was not freed.
 */
struct pc_str pc_text_view(const struct pc_text *text);

/*
 Frees a text; NULL is left alone. Its views end here.

 One thread, once, when no other one uses the handle.

 # Safety
 `text` is NULL, or a handle from this library that was not freed.
 */
void pc_text_free(struct pc_text *text);

/*
 Splits one order line.

 Any number of threads at once. `input` and `output` must not be NULL; `error` may be. Fails with
 `PC_STATUS_VIOLATION` for M003 and M007 to M010, all that hold at once.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_split(const struct pc_split_input *input,
                   struct pc_split_output *output,
                   struct pc_error **error);

/*
 What is still to be paid to each party after a refund, or back from it: the split of what is left of `sold`, less
 `paid`. Any sequence of refunds so ends on exactly the split of what is left.

 `sold` is the line as it was sold, `refunded_minor` all that was refunded of its base, `paid` all that was paid. Tax is
 what is withheld on what is left.

 Any number of threads at once. `sold`, `paid` and `change` must not be NULL; `error` may be. `change` may be the
 same struct as `paid`. Fails with `PC_STATUS_VIOLATION` for M004 and whatever `pc_split` refuses, all that hold at
 once, and for M006 where an adjustment does not fit 64 bits.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_adjust(const struct pc_split_input *sold,
                    int64_t refunded_minor,
                    const struct pc_paid *paid,
                    struct pc_paid *change,
                    struct pc_error **error);

/*
 Explains a split as plain text that adds up on paper. The caller owns the text and frees it with `pc_text_free`.

 Any number of threads at once. `input`, `currency` and `text` must not be NULL; `error` may be. Fails as `pc_split`
 does, and with `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_explain_text(const struct pc_split_input *input,
                          const struct pc_currency *currency,
                          struct pc_text **text,
                          struct pc_error **error);

/*
 Explains a split as JSON: `{"currency", "minor_units", "policy", "line", "split", "steps"}`, where each step is
 `{"result", "formula", "exact", "amount_minor", "rounding", "rules"}`. The caller owns the text and frees it with
 `pc_text_free`.

 Any number of threads at once. `input`, `currency` and `text` must not be NULL; `error` may be. Fails as `pc_split`
 does, and with `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_explain_json(const struct pc_split_input *input,
                          const struct pc_currency *currency,
                          struct pc_text **text,
                          struct pc_error **error);

/*
 Reads an amount as files and people write it, as "$1,012.50" or "Rp65.000", in minor units of the currency. Nothing is
 rounded and nothing guessed.

 `text` is UTF-8 of `text_length` bytes, borrowed for the call.

 Any number of threads at once. `text`, `currency` and `minor` must not be NULL (`text` may be where its length is 0);
 `error` may be. Fails with `PC_STATUS_VIOLATION` for M006; `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_parse_amount(const char *text,
                          size_t text_length,
                          const struct pc_currency *currency,
                          int64_t *minor,
                          struct pc_error **error);

/*
 Writes minor units as decimal text, without symbol or grouping, as "1012.50". The caller owns the text and frees it
 with `pc_text_free`.

 Any number of threads at once. `currency` and `text` must not be NULL; `error` may be. Fails with
 `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_format_amount(int64_t minor,
                           const struct pc_currency *currency,
                           struct pc_text **text,
                           struct pc_error **error);

/*
 Writes a total of minor units as `pc_format_amount` does an amount.

 Any number of threads at once. `currency` and `text` must not be NULL; `error` may be. Fails with
 `PC_STATUS_INVALID_ARGUMENT` where there is no such currency.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_format_total(struct pc_int128 minor,
                          const struct pc_currency *currency,
                          struct pc_text **text,
                          struct pc_error **error);

/*
 Reads a rate as export files write it, as "7.00%" or "15%", in basis points. The percent sign is demanded: a bare 1
 could be 1% or 100%.

 `text` is UTF-8 of `text_length` bytes, borrowed for the call.

 Any number of threads at once. `text` and `bps` must not be NULL (`text` may be where its length is 0); `error` may be.
 Fails with `PC_STATUS_VIOLATION` for M007.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_parse_rate(const char *text,
                        size_t text_length,
                        uint16_t *bps,
                        struct pc_error **error);

/*
 Splits every row of the columns, with the results of `pc_split`. A row that the rules refuse is marked in `reason`, and
 is no failure of the call. Fails with `PC_STATUS_INVALID_ARGUMENT` for instructions that this processor has not, and
 for rates beside terms. It takes no memory that grows with the rows.

 Any number of threads at once, each with outputs of its own. `input`, `output` and `totals` must not be NULL; `error`
 may be. No output column may overlap another column. Nothing is written where a column's length, pointer or overlap
 is refused.

 # Safety
 Each pointer is as the head of this header says, those in the structs too.
 */
pc_status pc_split_columns(const struct pc_split_columns_input *input,
                           const struct pc_split_columns_output *output,
                           struct pc_split_totals *totals,
                           struct pc_error **error);

/*
 The code of the rule that a number in a `reason` column stands for, as "M003"; an empty text where it stands for none.

 Static, not to be freed. Any thread, any time.
 */
struct pc_str pc_reason_rule(uint8_t reason);

/*
 Compares what was reported paid with what `pc_split_columns` says is due of the same input, row by row, and lists the
 rows that differ or are refused, in their order. With `paid` columns in the input, reported adjustments are compared
 with those that are due. What an orders export needs judged beyond its amounts is not judged here.

 As many rows are written as `differences` has room for, the first ones; all are counted. Where `listed` is less than
 `differing` and `refused` together, call again with room for so many, or with columns that begin after the last row that
 was listed. What lies in the columns beyond `listed` stays as it was. Fails as `pc_split_columns` does, and with
 `PC_STATUS_NO_MEMORY` where there is none for the rows to be listed, 40 bytes each; `streaming` counts for nothing.

 Any number of threads at once, each with outputs of its own. `input`, `reported`, `differences` and `totals` must not be
 NULL; `error` may be. No column to be written may overlap another column.

 # Safety
 Each pointer is as the head of this header says, those in the structs too.
 */
pc_status pc_compare_columns(const struct pc_split_columns_input *input,
                             const struct pc_reported_columns *reported,
                             const struct pc_differences *differences,
                             struct pc_compare_totals *totals,
                             struct pc_error **error);

/*
 Terms from columns of equal length: total rates, creator rates and managing shares, in basis points. A share is 0 where
 there is no manager or it is waived; `manager_share_bps` may be of length 0 and NULL, which is 0 for all.

 Any number of threads at once. `terms` must not be NULL; `error` may be. Fails with `PC_STATUS_VIOLATION` for the first
 terms that break M007 or M008, and with `PC_STATUS_BAD_LENGTH` and `PC_STATUS_NO_MEMORY`.

 # Safety
 Each pointer is as the head of this header says, those in the structs too.
 */
pc_status pc_terms_new(struct pc_u16_column total_rate_bps,
                       struct pc_u16_column creator_rate_bps,
                       struct pc_u16_column manager_share_bps,
                       struct pc_terms **terms,
                       struct pc_error **error);

/*
 Frees terms; NULL is allowed.

 # Safety
 `terms` is NULL, or a handle from `pc_terms_new` that was not freed and that nobody uses.
 */
void pc_terms_free(struct pc_terms *terms);

/*
 Splits one base at terms that were checked before, with the results of `pc_split`. `share_waived` is 0.

 Any number of threads at once. `terms`, `policy` and `output` must not be NULL; `error` may be. Fails with
 `PC_STATUS_INVALID_ARGUMENT` for an id that the terms have not, and with `PC_STATUS_VIOLATION` for M003 and M009.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_terms_split(const struct pc_terms *terms,
                         uint32_t terms_id,
                         int64_t base_minor,
                         int64_t tax_minor,
                         const struct pc_policy *policy,
                         struct pc_split_output *output,
                         struct pc_error **error);

/*
 The rule catalogue as JSON: an array of `{"code", "name", "statement", "guide", "decision", "severity"}`. The caller
 owns the text and frees it with `pc_text_free`.

 Any number of threads at once. `text` must not be NULL; `error` may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_rules_json(struct pc_text **text,
                        struct pc_error **error);

/*
 Checks `{"at": INSTANT, "account": {...}, "draft": {...}}`, either of the last two or both. The answer is JSON, the
 same bytes in every language: `{"profile": {"id", "sha256"}, "violations": [...]}`, or for what cannot be read
 `{"invalid": [{"path", "message"}]}`; both are a success of this call. The caller owns the answer and frees it with
 `pc_text_free`.

 At most 100 faults and 1000 violations are told, the first that were found, in every answer of this library; where there
 are more, a last entry at the path "" says `and more`. A text of more than 16,777,216 bytes is one fault.

 `json` is UTF-8 of `json_length` bytes, `profile` of `profile_length`; both are borrowed for the call. `profile` is the
 name of a built-in profile, or a profile's JSON; where its length is 0, `guide`.

 Any number of threads at once. `answer` must not be NULL (`json` and `profile` may be where their length is 0); `error`
 may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_check_json(const char *json,
                        size_t json_length,
                        const char *profile,
                        size_t profile_length,
                        struct pc_text **answer,
                        struct pc_error **error);

/*
 Checks the body of an Open API request that creates a campaign, as it is. Market and time zone are given beside it, for
 the request has neither; `at` is an RFC 3339 instant. The answer is that of `pc_check_json`, with the `draft` that the
 request says, and the paths of fields that are `unknown`, or for which a draft has no key (`not_carried`). The caller
 owns it and frees it with `pc_text_free`.

 Texts are UTF-8, each as long as it says, borrowed for the call. `profile` is as for `pc_check_json`.

 Any number of threads at once. `answer` must not be NULL (a text may be where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_check_request_json(const char *body,
                                size_t body_length,
                                const char *market,
                                size_t market_length,
                                const char *time_zone,
                                size_t time_zone_length,
                                const char *at,
                                size_t at_length,
                                const char *profile,
                                size_t profile_length,
                                struct pc_text **answer,
                                struct pc_error **error);

/*
 The shop codes in a pasted text, as a JSON array of strings in their order: commas, semicolons and white space of any
 kind stand between them. Nothing is judged. The caller owns the answer and frees it with `pc_text_free`.

 `pasted` is UTF-8 of `pasted_length` bytes, borrowed for the call. More than 16,777,216 bytes, or more than 100,000 codes,
 are `PC_STATUS_INVALID_ARGUMENT`.

 Any number of threads at once. `answer` must not be NULL (`pasted` may be where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_shop_codes_json(const char *pasted,
                             size_t pasted_length,
                             struct pc_text **answer,
                             struct pc_error **error);

/*
 Makes an empty campaign. The caller owns it and frees it with `pc_campaign_free`.

 `profile` is UTF-8 of `profile_length` bytes, borrowed for the call: the name of a built-in profile, or a profile's
 JSON; where its length is 0, `guide`.

 Any number of threads at once. `campaign` must not be NULL (`profile` may be where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_campaign_new(const char *profile,
                          size_t profile_length,
                          struct pc_campaign **campaign,
                          struct pc_error **error);

/*
 Makes the campaign of a snapshot, which continues where it was taken. The caller owns it and frees it with
 `pc_campaign_free`. A text that no campaign wrote is `PC_STATUS_INVALID_ARGUMENT`.

 `snapshot` is UTF-8 of `snapshot_length` bytes, borrowed for the call.

 Any number of threads at once. `campaign` must not be NULL (`snapshot` may be where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_campaign_load(const char *snapshot,
                           size_t snapshot_length,
                           struct pc_campaign **campaign,
                           struct pc_error **error);

/*
 Makes the campaign that events made, a JSON array of them in their order, under the profile of the first. The caller owns
 it and frees it with `pc_campaign_free`. What is no event, or could not have been made by a campaign at its place, is
 `PC_STATUS_INVALID_ARGUMENT`, with the event's number in the message.

 `events` is UTF-8 of `events_length` bytes, borrowed for the call; `profile` is as for `pc_campaign_new`, and counts only
 where the first event is of the older form, which has none.

 Any number of threads at once. `campaign` must not be NULL (a text may be where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says.
 */
pc_status pc_campaign_replay(const char *events,
                             size_t events_length,
                             const char *profile,
                             size_t profile_length,
                             struct pc_campaign **campaign,
                             struct pc_error **error);

/*
 Executes one command, `{"command": NAME, "by": ACTOR, "at": INSTANT, ...}`. The outcome is JSON, the same bytes in every
 language: `{"events": [...], "warnings": [...]}`, or `{"violations": [...]}`, or `{"invalid": [{"path", "message"}]}`
 for what is no command; each is a success of this call, and only the first changes anything. The caller owns the outcome
 and frees it with `pc_text_free`. How much is told and read at most: see `pc_check_json`.

 `command` is UTF-8 of `command_length` bytes, borrowed for the call.

 Any number of threads at once; it waits until it is alone with the campaign, and its turn comes: see `pc_campaign`.
 `campaign` and `outcome` must not be NULL (`command` may be where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
 */
pc_status pc_campaign_execute(struct pc_campaign *campaign,
                              const char *command,
                              size_t command_length,
                              struct pc_text **outcome,
                              struct pc_error **error);

/*
 `pc_campaign_execute` that does not wait: where another thread uses the campaign at the moment it returns
 `PC_STATUS_BUSY`, and nothing is done. Among readers that come and go it may be told so for ever: it is for callers that have
 something else to do, or give up.

 `command` is UTF-8 of `command_length` bytes, borrowed for the call. The caller owns the outcome and frees it with
 `pc_text_free`.

 Any number of threads at once. `campaign` and `outcome` must not be NULL (`command` may be where its length is 0); `error`
 may be.

 # Safety
 Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
 */
pc_status pc_campaign_try_execute(struct pc_campaign *campaign,
                                  const char *command,
                                  size_t command_length,
                                  struct pc_text **outcome,
                                  struct pc_error **error);

/*
 What `pc_campaign_execute` would answer. Nothing is changed.

 Any number of threads at once; it waits for those that execute. `campaign` and `outcome` must not be NULL (`command` may be
 where its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
 */
pc_status pc_campaign_decide(const struct pc_campaign *campaign,
                             const char *command,
                             size_t command_length,
                             struct pc_text **outcome,
                             struct pc_error **error);

/*
 Answers one query, `{"query": NAME, ...}`: `link_of`, `phase`, `allowed_actions`, `agency_view`, `seller_view`,
 `seller_orders_csv`, `creator_view`, `resolve_link`, `terms`, `agreed_rates`,
 `split_orders`, `snapshot`, `events`, `version`, `id`, `agency`, `name`, `last_at`. The answer is JSON, the
 same bytes in every language; `{"violations": [...]}` or `{"invalid": [...]}` say why there is none, and are a success
 of this call. The caller owns the answer and frees it with `pc_text_free`.

 `query` is UTF-8 of `query_length` bytes, borrowed for the call.

 Any number of threads at once; it waits for those that execute. `campaign` and `answer` must not be NULL (`query` may be where
 its length is 0); `error` may be.

 # Safety
 Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
 */
pc_status pc_campaign_query(const struct pc_campaign *campaign,
                            const char *query,
                            size_t query_length,
                            struct pc_text **answer,
                            struct pc_error **error);

/*
 Everything that there is as canonical JSON, for `pc_campaign_load`. The caller owns the text and frees it with
 `pc_text_free`.

 Any number of threads at once; it waits for those that execute. `campaign` and `snapshot` must not be NULL; `error` may be.

 # Safety
 Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
 */
pc_status pc_campaign_snapshot(const struct pc_campaign *campaign,
                               struct pc_text **snapshot,
                               struct pc_error **error);

/*
 Takes the events since they were last taken, a JSON array, for the caller to store: the campaign keeps none of them, nor
 those of a replay, which the caller has. The caller owns the text and frees it with `pc_text_free`.

 Any number of threads at once; it waits for the others. `campaign` and `events` must not be NULL; `error` may be.

 # Safety
 Each pointer is as the head of this header says; `campaign` is a handle from this library that was not freed.
 */
pc_status pc_campaign_take_events(struct pc_campaign *campaign,
                                  struct pc_text **events,
                                  struct pc_error **error);

/*
 Whether two campaigns are the same: profile, details and history, whichever events each still keeps. `equal` becomes 1,
 else 0.

 Any number of threads at once; it waits for those that execute. `one`, `other` and `equal` must not be NULL; `error` may
 be.

 # Safety
 Each pointer is as the head of this header says; `one` and `other` are handles from this library that were not freed.
 */
pc_status pc_campaign_equal(const struct pc_campaign *one,
                            const struct pc_campaign *other,
                            uint8_t *equal,
                            struct pc_error **error);

/*
 The campaigns that a shop finds, as a JSON array in the order given: `{"shop", "filter", "query", "at"}` asks, where
 filter is `all` (also where it is left out), `targeted` or `mine`. None of the campaigns changes meanwhile; one that is
 named twice is listed twice. `{"invalid": [...]}` is a success of this call. The
 caller owns the answer and frees it with `pc_text_free`.

 `campaigns` points to `count` handles, `query` is UTF-8 of `query_length` bytes; both are borrowed for the call.

 Any number of threads at once, whatever the order of their campaigns; it waits for those that execute. `answer` must not be NULL, nor any of the campaigns
 (`campaigns` and `query` may be where there are none); `error` may be.

 # Safety
 Each pointer is as the head of this header says; each campaign is a handle from this library that was not freed.
 */
pc_status pc_marketplace_json(const struct pc_campaign *const *campaigns,
                              size_t count,
                              const char *query,
                              size_t query_length,
                              struct pc_text **answer,
                              struct pc_error **error);

/*
 The campaigns of an agency, as a JSON array in the order given: `{"agency", "phase", "query", "at"}` asks, where phase is
 `ready`, `upcoming`, `ongoing` or `closed` and may be left out, as query may. `{"invalid": [...]}` is a success of this
 call. The caller owns the answer and frees it with `pc_text_free`.

 All else is as for `pc_marketplace_json`.

 # Safety
 Each pointer is as the head of this header says; each campaign is a handle from this library that was not freed.
 */
pc_status pc_campaigns_of_json(const struct pc_campaign *const *campaigns,
                               size_t count,
                               const char *query,
                               size_t query_length,
                               struct pc_text **answer,
                               struct pc_error **error);

/*
 A creator's orders in several campaigns, `{"orders": [...], "orders_void": [...]}`: `{"creator", "orders", "at"}` asks, where
 each order line says its `campaign_id`. Amounts are minor units. `{"invalid": [...]}` is a success of this call. The caller
 owns the answer and frees it with `pc_text_free`.

 All else is as for `pc_marketplace_json`.

 # Safety
 Each pointer is as the head of this header says; each campaign is a handle from this library that was not freed.
 */
pc_status pc_creator_orders_json(const struct pc_campaign *const *campaigns,
                                 size_t count,
                                 const char *query,
                                 size_t query_length,
                                 struct pc_text **answer,
                                 struct pc_error **error);

/*
 Frees a campaign; NULL is left alone.

 One thread, once, when no other one uses the handle.

 # Safety
 `campaign` is NULL, or a handle from this library that was not freed.
 */
void pc_campaign_free(struct pc_campaign *campaign);

/*
 Splits order lines at the rates of the campaign that held at their time, with the managers whose agreements held then, as
 the query `split_orders` does. A row that has no parts is marked in `reason`, and is no failure of the call.

 `management` is JSON, UTF-8 of `management_length` bytes: an array of `{"creator", "agency", "share_bps", "valid_from",
 "valid_to"}`; `organisations` likewise, of `{"name", "organisation"}`. A table of length 0 is empty. One that cannot be read
 is `PC_STATUS_INVALID_ARGUMENT`.

 Any number of threads at once, each with outputs of its own; it waits for those that execute. `campaign`, `input`, `output`
 and `totals` must not be NULL; `error` may be. No output column may overlap another column. Nothing is written where a
 column's length, pointer, text or overlap is refused.

 # Safety
 Each pointer is as the head of this header says, those in the structs too; `campaign` is a handle from this library that was
 not freed.
 */
pc_status pc_campaign_split_orders(const struct pc_campaign *campaign,
                                   const struct pc_orders_input *input,
                                   const char *management,
                                   size_t management_length,
                                   const char *organisations,
                                   size_t organisations_length,
                                   const struct pc_orders_output *output,
                                   struct pc_split_totals *totals,
                                   struct pc_error **error);

/*
 Gives memory that was freed back to the system, as far as the C library can: glibc keeps some of it otherwise. This
 library itself keeps none that is not in use. Worth its while after something large is gone; it may take milliseconds.

 Any number of threads at once, any time.
 */
void pc_release_memory(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* PARTNER_CAMPAIGNS_H */
