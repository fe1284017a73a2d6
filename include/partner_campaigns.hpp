/*
 * partner_campaigns.hpp: partner_campaigns.h in the types of the C++ standard. C++17 and later.
 *
 *     namespace pc = partner_campaigns;
 *     const pc::Parts parts = pc::split({10000, 3000, 1500});    // throws pc::Error
 *
 * Nothing here decides anything: each function calls its namesake in C, whose header says what it does. Handles are freed
 * before a function returns or throws; what comes out is the caller's like any other value. Every function may be called
 * by any number of threads at once.
 */
#ifndef PARTNER_CAMPAIGNS_HPP
#define PARTNER_CAMPAIGNS_HPP

#include "partner_campaigns.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace partner_campaigns {

enum class Manager : std::uint32_t {
    none = PC_MANAGER_NONE,
    other_agency = PC_MANAGER_OTHER_AGENCY,
    campaign_agency = PC_MANAGER_CAMPAIGN_AGENCY,
};

enum class Rounding : std::uint32_t {
    half_even = PC_ROUNDING_HALF_EVEN,
    half_up = PC_ROUNDING_HALF_UP,
    up = PC_ROUNDING_UP,
    down = PC_ROUNDING_DOWN,
};

enum class Remainder : std::uint32_t {
    agency = PC_REMAINDER_AGENCY,
    creator = PC_REMAINDER_CREATOR,
    separate = PC_REMAINDER_SEPARATE,
};

enum class ManagingShare : std::uint32_t {
    before_tax = PC_MANAGING_SHARE_BEFORE_TAX,
    after_tax = PC_MANAGING_SHARE_AFTER_TAX,
};

/* A call that failed: what() is the message. */
class Error : public std::runtime_error {
public:
    Error(pc_status status, const std::string &message, std::vector<std::string> rules = {},
          std::string violations_json = {})
        : std::runtime_error(message), status_(status), rules_(std::move(rules)),
          violations_json_(std::move(violations_json))
    {
    }

    /* One of the PC_STATUS_ numbers. */
    pc_status status() const noexcept { return status_; }

    /* The codes of the rules that were broken, as "M003"; none unless the status is PC_STATUS_VIOLATION. */
    const std::vector<std::string> &rules() const noexcept { return rules_; }

    /* The same with everything that is known of them. */
    const std::string &violations_json() const noexcept { return violations_json_; }

private:
    pc_status status_;
    std::vector<std::string> rules_;
    std::string violations_json_;
};

struct Policy {
    Rounding rounding = Rounding::half_even;
    Remainder remainder = Remainder::agency;
    ManagingShare managing_share = ManagingShare::before_tax;
};

/* One order line, in minor units and basis points. */
struct Line {
    std::int64_t base_minor = 0;
    std::uint16_t total_rate_bps = 0;
    std::uint16_t creator_rate_bps = 0;
    Manager manager = Manager::none;
    std::uint16_t manager_share_bps = 0;
    std::int64_t tax_minor = 0;
};

/* What each party gets, in minor units. */
struct Parts {
    std::int64_t agency_minor = 0;
    std::int64_t creator_minor = 0;
    std::int64_t creator_commission_minor = 0;
    std::int64_t manager_minor = 0;
    pc_int128 total_minor = {0, 0};
    bool share_waived = false;
};

/* What was paid to each party, or is still to be paid, in minor units. */
struct Paid {
    std::int64_t agency_minor = 0;
    std::int64_t creator_minor = 0;
    std::int64_t manager_minor = 0;
};

/* A currency by its ISO 4217 code, with the platform's minor units unless a profile's override is given. */
struct Currency {
    std::string code;
    std::optional<std::uint32_t> minor_units = std::nullopt;
};

/* Order lines as columns, all as long as base_minor; tax_minor may be left out. */
struct Columns {
    std::vector<std::int64_t> base_minor;
    std::vector<std::uint16_t> total_rate_bps;
    std::vector<std::uint16_t> creator_rate_bps;
    std::vector<std::uint16_t> manager_share_bps;
    std::optional<std::vector<std::int64_t>> tax_minor = std::nullopt;
};

/* Their parts; `reason` is 0 or the number of the first rule that the row breaks. */
struct ColumnParts {
    std::vector<std::int64_t> agency_minor;
    std::vector<std::int64_t> creator_minor;
    std::vector<std::int64_t> manager_minor;
    std::vector<std::uint8_t> reason;
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
};

/* What was reported paid for each row, in minor units; manager_minor is left out where that is 0 everywhere. */
struct ReportedColumns {
    std::vector<std::int64_t> agency_minor;
    std::vector<std::int64_t> creator_minor;
    std::optional<std::vector<std::int64_t>> manager_minor = std::nullopt;
};

/* The rows that differ or are refused, in their order; `reason` is 101 (F001) or the number of the first rule that the row
 * breaks. `totals.listed` is how many there are. */
struct Differences {
    std::vector<std::uint64_t> row;
    std::vector<std::uint8_t> reason;
    std::vector<std::int64_t> expected_agency_minor;
    std::vector<std::int64_t> expected_creator_minor;
    std::vector<std::int64_t> expected_manager_minor;
    pc_compare_totals totals = PC_COMPARE_TOTALS_INIT;
};

namespace detail {

struct Free {
    void operator()(pc_error *error) const noexcept { pc_error_free(error); }
    void operator()(pc_text *text) const noexcept { pc_text_free(text); }
    void operator()(pc_campaign *campaign) const noexcept { pc_campaign_free(campaign); }
};

inline std::string string_of(pc_str text) { return std::string(text.data, text.length); }

/* Calls with a place for an error, and throws what is put there. */
template <class Call> void checked(Call call)
{
    pc_error *raw = nullptr;
    const pc_status status = call(&raw);
    const std::unique_ptr<pc_error, Free> error(raw);
    if (status == PC_STATUS_OK) {
        return;
    }
    if (!error) {
        throw Error(status, pc_status_name(status));
    }
    std::vector<std::string> rules;
    for (std::size_t index = 0; index < pc_error_violation_count(error.get()); ++index) {
        rules.push_back(string_of(pc_error_violation_rule(error.get(), index)));
    }
    throw Error(status, string_of(pc_error_message(error.get())), std::move(rules),
                string_of(pc_error_violations_json(error.get())));
}

/* Calls with a place for a text too, and takes it. */
template <class Call> std::string text_of(Call call)
{
    pc_text *raw = nullptr;
    checked([&](pc_error **error) { return call(&raw, error); });
    const std::unique_ptr<pc_text, Free> text(raw);
    return string_of(pc_text_view(text.get()));
}

inline pc_policy policy_of(const Policy &policy)
{
    return {static_cast<pc_rounding>(policy.rounding), static_cast<pc_remainder>(policy.remainder),
            static_cast<pc_managing_share>(policy.managing_share)};
}

inline pc_split_input input_of(const Line &line, const Policy &policy)
{
    pc_split_input input = PC_SPLIT_INPUT_INIT;
    input.base_minor = line.base_minor;
    input.tax_minor = line.tax_minor;
    input.total_rate_bps = line.total_rate_bps;
    input.creator_rate_bps = line.creator_rate_bps;
    input.manager_share_bps = line.manager_share_bps;
    input.manager = static_cast<pc_manager>(line.manager);
    input.policy = policy_of(policy);
    return input;
}

/* Borrows from `columns`. */
inline pc_split_columns_input input_of(const Columns &columns, const Policy &policy)
{
    pc_split_columns_input input = PC_SPLIT_COLUMNS_INPUT_INIT;
    input.policy = policy_of(policy);
    input.base_minor = {columns.base_minor.data(), columns.base_minor.size()};
    input.total_rate_bps = {columns.total_rate_bps.data(), columns.total_rate_bps.size()};
    input.creator_rate_bps = {columns.creator_rate_bps.data(), columns.creator_rate_bps.size()};
    input.manager_share_bps = {columns.manager_share_bps.data(), columns.manager_share_bps.size()};
    if (columns.tax_minor) {
        input.tax_minor = {columns.tax_minor->data(), columns.tax_minor->size()};
    }
    return input;
}

/* Makes room for so many rows. */
inline pc_differences room_for(std::size_t rows, Differences &differences)
{
    differences.row.resize(rows);
    differences.reason.resize(rows);
    differences.expected_agency_minor.resize(rows);
    differences.expected_creator_minor.resize(rows);
    differences.expected_manager_minor.resize(rows);
    pc_differences places = PC_DIFFERENCES_INIT;
    places.row = {differences.row.data(), rows};
    places.reason = {differences.reason.data(), rows};
    places.expected_agency_minor = {differences.expected_agency_minor.data(), rows};
    places.expected_creator_minor = {differences.expected_creator_minor.data(), rows};
    places.expected_manager_minor = {differences.expected_manager_minor.data(), rows};
    return places;
}

/* Borrows from `currency`. */
inline pc_currency currency_of(const Currency &currency)
{
    return {currency.code.data(), currency.code.size(), currency.minor_units.value_or(PC_MINOR_UNITS_OF_PLATFORM)};
}

} // namespace detail

inline std::string version() { return pc_version(); }

/* Gives memory that was freed back to the system. */
inline void release_memory() { pc_release_memory(); }

/* Throws unless the library has the binary interface of this header. */
inline void check_abi()
{
    if (pc_abi_version() != PC_ABI_VERSION) {
        throw Error(PC_STATUS_INVALID_ARGUMENT, "the library's binary interface is not that of the header");
    }
}

inline std::string rules_json()
{
    return detail::text_of([](pc_text **text, pc_error **error) { return pc_rules_json(text, error); });
}

inline std::string reason_rule(std::uint8_t reason) { return detail::string_of(pc_reason_rule(reason)); }

inline Parts split(const Line &line, const Policy &policy = {})
{
    const pc_split_input input = detail::input_of(line, policy);
    pc_split_output output = PC_SPLIT_OUTPUT_INIT;
    detail::checked([&](pc_error **error) { return pc_split(&input, &output, error); });
    return {output.agency_minor,  output.creator_minor, output.creator_commission_minor,
            output.manager_minor, output.total_minor,   output.share_waived != 0};
}

inline Paid adjust(const Line &sold, std::int64_t refunded_minor, const Paid &paid, const Policy &policy = {})
{
    const pc_split_input input = detail::input_of(sold, policy);
    pc_paid change = {paid.agency_minor, paid.creator_minor, paid.manager_minor};
    detail::checked(
        [&](pc_error **error) { return pc_adjust(&input, refunded_minor, &change, &change, error); });
    return {change.agency_minor, change.creator_minor, change.manager_minor};
}

inline ColumnParts split_columns(const Columns &columns, const Policy &policy = {})
{
    const std::size_t rows = columns.base_minor.size();
    ColumnParts parts;
    parts.agency_minor.resize(rows);
    parts.creator_minor.resize(rows);
    parts.manager_minor.resize(rows);
    parts.reason.resize(rows);
    const pc_split_columns_input input = detail::input_of(columns, policy);
    pc_split_columns_output output = PC_SPLIT_COLUMNS_OUTPUT_INIT;
    output.agency_minor = {parts.agency_minor.data(), rows};
    output.creator_minor = {parts.creator_minor.data(), rows};
    output.manager_minor = {parts.manager_minor.data(), rows};
    output.reason = {parts.reason.data(), rows};
    detail::checked(
        [&](pc_error **error) { return pc_split_columns(&input, &output, &parts.totals, error); });
    return parts;
}

/* All of them, however many: where there are more than a first call has room for, a second one is made. */
inline Differences compare_columns(const Columns &columns, const ReportedColumns &reported, const Policy &policy = {})
{
    const pc_split_columns_input input = detail::input_of(columns, policy);
    pc_reported_columns paid = PC_REPORTED_COLUMNS_INIT;
    paid.agency_minor = {reported.agency_minor.data(), reported.agency_minor.size()};
    paid.creator_minor = {reported.creator_minor.data(), reported.creator_minor.size()};
    /* An empty vector may have no memory, and a column without memory would be one of zeros. */
    const std::int64_t none = 0;
    if (reported.manager_minor) {
        const auto &manager = *reported.manager_minor;
        paid.manager_minor = {manager.empty() ? &none : manager.data(), manager.size()};
    }
    Differences found;
    std::size_t room = 4096 < columns.base_minor.size() ? 4096 : columns.base_minor.size();
    for (;;) {
        const pc_differences places = detail::room_for(room, found);
        detail::checked([&](pc_error **error) {
            return pc_compare_columns(&input, &paid, &places, &found.totals, error);
        });
        const auto all = static_cast<std::size_t>(found.totals.differing + found.totals.refused);
        if (all <= room) {
            detail::room_for(all, found);
            return found;
        }
        room = all;
    }
}

inline std::string explain_text(const Line &line, const Currency &currency, const Policy &policy = {})
{
    const pc_split_input input = detail::input_of(line, policy);
    const pc_currency given = detail::currency_of(currency);
    return detail::text_of(
        [&](pc_text **text, pc_error **error) { return pc_explain_text(&input, &given, text, error); });
}

inline std::string explain_json(const Line &line, const Currency &currency, const Policy &policy = {})
{
    const pc_split_input input = detail::input_of(line, policy);
    const pc_currency given = detail::currency_of(currency);
    return detail::text_of(
        [&](pc_text **text, pc_error **error) { return pc_explain_json(&input, &given, text, error); });
}

inline std::int64_t parse_amount(std::string_view text, const Currency &currency)
{
    const pc_currency given = detail::currency_of(currency);
    std::int64_t minor = 0;
    detail::checked([&](pc_error **error) {
        return pc_parse_amount(text.data(), text.size(), &given, &minor, error);
    });
    return minor;
}

inline std::string format_amount(std::int64_t minor, const Currency &currency)
{
    const pc_currency given = detail::currency_of(currency);
    return detail::text_of(
        [&](pc_text **text, pc_error **error) { return pc_format_amount(minor, &given, text, error); });
}

inline std::string format_total(pc_int128 minor, const Currency &currency)
{
    const pc_currency given = detail::currency_of(currency);
    return detail::text_of(
        [&](pc_text **text, pc_error **error) { return pc_format_total(minor, &given, text, error); });
}

inline std::uint16_t parse_rate(std::string_view text)
{
    std::uint16_t bps = 0;
    detail::checked([&](pc_error **error) { return pc_parse_rate(text.data(), text.size(), &bps, error); });
    return bps;
}

/* The living campaign: commands, queries and outcomes are JSON, as pc_campaign_execute and pc_campaign_query say. A
 * refusal is an outcome, not an exception. Threads may share it: its calls wait for each other, in turn. Moved, never copied:
 * load(snapshot()) makes another one. */
class Campaign {
public:
    /* Empty until "create_campaign"; `profile` is a name, or a profile's JSON. */
    explicit Campaign(std::string_view profile = {})
        : Campaign(make([&](pc_campaign **campaign, pc_error **error) {
              return pc_campaign_new(profile.data(), profile.size(), campaign, error);
          }))
    {
    }

    static Campaign load(std::string_view snapshot)
    {
        return make([&](pc_campaign **campaign, pc_error **error) {
            return pc_campaign_load(snapshot.data(), snapshot.size(), campaign, error);
        });
    }

    static Campaign replay(std::string_view events, std::string_view profile = {})
    {
        return make([&](pc_campaign **campaign, pc_error **error) {
            return pc_campaign_replay(events.data(), events.size(), profile.data(), profile.size(), campaign, error);
        });
    }

    std::string execute(std::string_view command)
    {
        return detail::text_of([&](pc_text **text, pc_error **error) {
            return pc_campaign_execute(handle_.get(), command.data(), command.size(), text, error);
        });
    }

    /* execute() that does not wait; nothing where another thread uses the campaign at the moment. */
    std::optional<std::string> try_execute(std::string_view command)
    {
        try {
            return detail::text_of([&](pc_text **text, pc_error **error) {
                return pc_campaign_try_execute(handle_.get(), command.data(), command.size(), text, error);
            });
        } catch (const Error &error) {
            if (error.status() != PC_STATUS_BUSY) {
                throw;
            }
            return std::nullopt;
        }
    }

    std::string decide(std::string_view command) const
    {
        return detail::text_of([&](pc_text **text, pc_error **error) {
            return pc_campaign_decide(handle_.get(), command.data(), command.size(), text, error);
        });
    }

    std::string query(std::string_view query) const
    {
        return detail::text_of([&](pc_text **text, pc_error **error) {
            return pc_campaign_query(handle_.get(), query.data(), query.size(), text, error);
        });
    }

    /* The events since they were last taken, a JSON array; the campaign keeps none of them. */
    std::string take_events()
    {
        return detail::text_of([&](pc_text **text, pc_error **error) {
            return pc_campaign_take_events(handle_.get(), text, error);
        });
    }

    friend bool operator==(const Campaign &one, const Campaign &other)
    {
        std::uint8_t equal = 0;
        detail::checked([&](pc_error **error) {
            return pc_campaign_equal(one.handle_.get(), other.handle_.get(), &equal, error);
        });
        return equal == 1;
    }

    friend bool operator!=(const Campaign &one, const Campaign &other) { return !(one == other); }

    std::string snapshot() const
    {
        return detail::text_of([&](pc_text **text, pc_error **error) {
            return pc_campaign_snapshot(handle_.get(), text, error);
        });
    }

    /* For the functions of the C header. */
    const pc_campaign *handle() const noexcept { return handle_.get(); }

private:
    explicit Campaign(pc_campaign *raw) : handle_(raw) {}

    template <class Call> static Campaign make(Call call)
    {
        pc_campaign *raw = nullptr;
        detail::checked([&](pc_error **error) { return call(&raw, error); });
        return Campaign(raw);
    }

    std::unique_ptr<pc_campaign, detail::Free> handle_;
};

/* The campaigns that a shop finds. Threads may name them in any order, and one more than once. */
inline std::string marketplace_json(const std::vector<const Campaign *> &campaigns, std::string_view query)
{
    std::vector<const pc_campaign *> handles;
    for (const Campaign *campaign : campaigns) {
        handles.push_back(campaign->handle());
    }
    return detail::text_of([&](pc_text **text, pc_error **error) {
        return pc_marketplace_json(handles.data(), handles.size(), query.data(), query.size(), text, error);
    });
}

} // namespace partner_campaigns

#endif
