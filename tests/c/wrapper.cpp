// The C++ header: values in and out, exceptions for refusals.
#include "partner_campaigns.hpp"
#include "layout.h"

#include <cstdio>

namespace pc = partner_campaigns;

static std::size_t checks = 0;
static std::size_t wrong = 0;

static void check(bool holds, const char *what, int line)
{
    ++checks;
    if (!holds) {
        ++wrong;
        std::fprintf(stderr, "wrapper.cpp:%d: %s\n", line, what);
    }
}

#define CHECK(condition) check((condition), #condition, __LINE__)

template <class Call> static pc::Error refusal(Call call)
{
    try {
        call();
    } catch (const pc::Error &error) {
        return error;
    }
    return pc::Error(PC_STATUS_OK, "nothing was thrown");
}

int main()
{
    pc::check_abi();
    CHECK(!pc::version().empty());
    CHECK(pc::rules_json().front() == '[');
    CHECK(pc::reason_rule(8) == "M008");

    const pc::Line sale = {10000, 3000, 1500};
    const pc::Parts parts = pc::split(sale);
    CHECK(parts.agency_minor == 1500 && parts.creator_minor == 1500 && !parts.share_waived);
    CHECK(parts.total_minor.high == 0 && parts.total_minor.low == 3000);
    CHECK(pc::split({10000, 3000, 1500, pc::Manager::campaign_agency, 1000}).share_waived);
    CHECK((refusal([] { pc::split({10000, 3000, 1500, pc::Manager::none, 1000}); }).rules() ==
           std::vector<std::string>{"M010"}));
    CHECK(pc::adjust(sale, 10000, {1500, 1500, 0}).agency_minor == -1500);

    const pc::Error refused = refusal([] { pc::split({-1, 1000, 2000}); });
    CHECK(refused.status() == PC_STATUS_VIOLATION);
    CHECK((refused.rules() == std::vector<std::string>{"M003", "M008"}));
    CHECK(refused.violations_json().find("\"M008\"") != std::string::npos);
    CHECK(refusal([&] { pc::split(sale, {static_cast<pc::Rounding>(9)}); }).status() == PC_STATUS_BAD_ENUM);

    const pc::ColumnParts both = pc::split_columns({{10000, -1}, {3000, 3000}, {1500, 1500}, {0, 0}});
    CHECK(both.totals.rows == 1 && both.totals.refused == 1 && both.reason[1] == 3);
    CHECK(both.agency_minor[0] == 1500 && both.creator_minor[0] == 1500);
    CHECK(refusal([] { pc::split_columns({{1, 2}, {1}, {1, 1}, {0, 0}}); }).status() == PC_STATUS_BAD_LENGTH);
    CHECK(pc::split_columns({}).totals.rows == 0);

    const pc::Columns sold = {{10000, 10000, -1}, {3000, 3000, 3000}, {1500, 1500, 1500}, {0, 0, 0}};
    const pc::Differences found = pc::compare_columns(sold, {{1500, 1500, 0}, {1500, 1499, 0}});
    CHECK(found.totals.rows == 2 && found.totals.differing == 1 && found.totals.refused == 1);
    CHECK((found.row == std::vector<std::uint64_t>{1, 2}));
    CHECK(pc::reason_rule(found.reason[0]) == "F001" && pc::reason_rule(found.reason[1]) == "M003");
    CHECK(found.expected_creator_minor[0] == 1500 && found.totals.reported_creator_minor.low == 2999);
    CHECK(refusal([&] { pc::compare_columns(sold, {{1}, {1}}); }).status() == PC_STATUS_BAD_LENGTH);
    CHECK(refusal([&] {
              pc::compare_columns(sold, {{1, 2, 3}, {1, 2, 3}, std::vector<std::int64_t>()});
          }).status() == PC_STATUS_BAD_LENGTH);
    const std::vector<std::int64_t> zeros(9000, 0);
    const std::vector<std::uint16_t> rates(9000, 5000), none(9000, 0);
    const pc::Columns many = {std::vector<std::int64_t>(9000, 2), rates, none, none};
    CHECK(pc::compare_columns(many, {zeros, zeros}).row.size() == 9000);
    CHECK(pc::compare_columns(many, {zeros, zeros}).expected_agency_minor[8999] == 1);
    CHECK(pc::compare_columns(many, {std::vector<std::int64_t>(9000, 1), zeros, zeros}).row.empty());

    pc::Campaign campaign;
    pc::release_memory();
    CHECK(campaign.try_execute("{}") == campaign.execute("{}"));
    CHECK(pc::marketplace_json({&campaign, &campaign}, R"({"shop": "S", "at": "2026-05-01T12:00:00Z"})") == "[]");

    const pc::Currency usd = {"USD"};
    CHECK(pc::parse_amount("$1,012.50", usd) == 101250);
    CHECK(pc::parse_amount("Rp65.000", {"IDR"}) == 65000);
    CHECK(pc::format_amount(-5, usd) == "-0.05");
    CHECK(pc::format_amount(5, {"IDR", 2}) == "0.05");
    CHECK(pc::format_total(parts.total_minor, usd) == "30.00");
    CHECK(pc::parse_rate("7.50%") == 750);
    CHECK(refusal([] { pc::parse_rate("7.5"); }).rules() == std::vector<std::string>{"M007"});
    CHECK(pc::explain_text(sale, usd).find("30.00%") != std::string::npos);
    CHECK(pc::explain_json(sale, usd).front() == '{');

    if (wrong != 0) {
        std::fprintf(stderr, "c++ doors: %zu of %zu checks failed\n", wrong, checks);
        return 1;
    }
    std::printf("c++ doors: %zu checks\n", checks);
    return 0;
}
