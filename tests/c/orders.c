/* From a campaign to the parts of its orders, by column: what is split, refunds too, and what a careless caller does. */
#include "checks.h"

enum { ROWS = 5, COMMANDS = 5 };

static const char *const commands[COMMANDS] = {
    "{\"command\":\"create_campaign\",\"by\":{\"agency\":\"A-1\"},\"at\":\"2026-04-20T12:00:00Z\",\"id\":\"C-1\","
    "\"account\":{\"agency\":\"A-1\",\"name\":\"North Star\",\"market\":\"US\",\"categories\":[\"content_management\"],"
    "\"tax\":{\"form\":\"w9\",\"legal_name\":\"L\",\"contact\":\"c\",\"tax_number\":\"123456789\",\"documents\":[\"d\"]},"
    "\"bank\":{\"status\":\"linked\"}},"
    "\"draft\":{\"market\":\"US\",\"time_zone\":\"UTC\",\"name\":\"Spring\",\"description\":\"d\","
    "\"registration_period\":{\"first_day\":\"2026-05-01\",\"last_day\":\"2026-05-31\"},"
    "\"campaign_period\":{\"first_day\":\"2026-05-01\",\"last_day\":\"2026-07-31\"},\"contact\":{\"email\":\"e\"}}}",
    "{\"command\":\"publish\",\"by\":{\"agency\":\"A-1\"},\"at\":\"2026-04-20T12:00:00Z\"}",
    "{\"command\":\"register_products\",\"by\":{\"seller\":\"SHOP1\"},\"at\":\"2026-05-01T00:00:00Z\","
    "\"products\":[{\"product\":\"p\",\"total_rate_bps\":3000}]}",
    "{\"command\":\"approve\",\"by\":{\"agency\":\"A-1\"},\"at\":\"2026-05-01T00:00:00Z\",\"products\":[\"p\"]}",
    "{\"command\":\"set_creator_rates\",\"by\":{\"agency\":\"A-1\"},\"at\":\"2026-05-01T00:00:00Z\","
    "\"rates\":[{\"product\":\"p\",\"creator_rate_bps\":1500}]}"};

static const char *const export_links =
    "{\"command\":\"export_links\",\"by\":{\"agency\":\"A-1\"},\"at\":\"2026-05-01T00:00:00Z\",\"products\":[\"p\"],"
    "\"base_url\":\"https://go.example.test\"}";

/* creator_1 is managed by another agency for 20%; creator_2 by the campaign's own under another name. */
static const char *const management = "[{\"creator\":\"creator_1\",\"agency\":\"A-2\",\"share_bps\":2000},"
                                      "{\"creator\":\"creator_2\",\"agency\":\"North\",\"share_bps\":1000}]";
static const char *const organisations = "[{\"name\":\"north\",\"organisation\":\"A-1\"}]";

static int64_t agency[ROWS], kept[ROWS], manager[ROWS];
static uint16_t total_rate[ROWS], creator_rate[ROWS], share[ROWS];
static uint8_t waived[ROWS], reason[ROWS];

static pc_str str(const char *text)
{
    pc_str made;
    made.data = text;
    made.length = strlen(text);
    return made;
}

static void execute(pc_campaign *campaign, const char *command)
{
    pc_text *outcome = NULL;
    CHECK(pc_campaign_execute(campaign, command, strlen(command), &outcome, NULL) == PC_STATUS_OK);
    CHECK(strstr(pc_text_view(outcome).data, "{\"events\":") == pc_text_view(outcome).data);
    pc_text_free(outcome);
}

static void add(pc_campaign *campaign, const char *creator)
{
    static const char link_of[] = "{\"query\":\"link_of\",\"product\":\"p\",\"base_url\":\"x\"}";
    char command[512];
    pc_text *link = NULL;
    CHECK(pc_campaign_query(campaign, link_of, strlen(link_of), &link, NULL) == PC_STATUS_OK);
    snprintf(command, sizeof command,
             "{\"command\":\"add_to_showcase\",\"by\":{\"creator\":\"%s\"},\"at\":\"2026-05-02T00:00:00Z\",\"link\":%s,"
             "\"products\":\"all\",\"terms_accepted\":true}",
             creator, pc_text_view(link).data);
    pc_text_free(link);
    execute(campaign, command);
}

static pc_orders_output output(void)
{
    pc_orders_output out = PC_ORDERS_OUTPUT_INIT;
    out.total_rate_bps.data = total_rate;
    out.creator_rate_bps.data = creator_rate;
    out.manager_share_bps.data = share;
    out.share_waived.data = waived;
    out.agency_minor.data = agency;
    out.creator_minor.data = kept;
    out.manager_minor.data = manager;
    out.reason.data = reason;
    out.total_rate_bps.length = out.creator_rate_bps.length = out.manager_share_bps.length = ROWS;
    out.share_waived.length = out.reason.length = ROWS;
    out.agency_minor.length = out.creator_minor.length = out.manager_minor.length = ROWS;
    return out;
}

int main(void)
{
    static int64_t at[ROWS], base[ROWS] = {10000, 10000, 10000, 10000, 10000};
    static const uint8_t is_void[ROWS] = {0, 0, 0, 0, 1};
    const int64_t may_4 = 1777852800000000; /* 2026-05-04T00:00:00Z */
    pc_str campaigns[ROWS], products[ROWS], creators[ROWS];
    pc_orders_input input = PC_ORDERS_INPUT_INIT;
    pc_orders_output out = output();
    pc_split_totals totals = PC_SPLIT_TOTALS_INIT;
    pc_campaign *campaign = NULL;
    const size_t managed = strlen(management), grouped = strlen(organisations);
    size_t row;
    CHECK(pc_campaign_new(NULL, 0, &campaign, NULL) == PC_STATUS_OK);
    for (row = 0; row < COMMANDS; row++) {
        execute(campaign, commands[row]);
    }
    execute(campaign, export_links);
    add(campaign, "creator_1");
    add(campaign, "creator_2");
    for (row = 0; row < ROWS; row++) {
        campaigns[row] = str("C-1");
        products[row] = str("p");
        creators[row] = str("creator_1");
        at[row] = may_4;
    }
    creators[1] = str("creator_2");
    creators[2].data = NULL; /* nobody known: the product's own link */
    creators[2].length = 0;
    campaigns[3] = str("C-2");
    input.campaign_id.data = campaigns;
    input.product_id.data = products;
    input.creator.data = creators;
    input.created_at_micros.data = at;
    input.base_minor.data = base;
    input.is_void.data = is_void;
    input.campaign_id.length = input.product_id.length = input.creator.length = ROWS;
    input.created_at_micros.length = input.base_minor.length = input.is_void.length = ROWS;

    CHECK(pc_campaign_split_orders(campaign, &input, management, managed, organisations, grouped, &out, &totals, NULL) ==
          PC_STATUS_OK);
    /* 10 000 at 30% and 15%: 1 500 and 1 500, of which 20% are 300 */
    CHECK(agency[0] == 1500 && kept[0] == 1200 && manager[0] == 300 && reason[0] == 0 && !waived[0]);
    CHECK(agency[1] == 1500 && kept[1] == 1500 && manager[1] == 0 && waived[1] == 1 && share[1] == 1000);
    CHECK(agency[2] == 1500 && kept[2] == 1500 && manager[2] == 0 && share[2] == 0);
    CHECK(agency[3] == 0 && strcmp(pc_reason_rule(reason[3]).data, "F008") == 0 && total_rate[3] == 0);
    CHECK(agency[4] == 0 && kept[4] == 0 && manager[4] == 0 && reason[4] == 0 && total_rate[4] == 3000);
    CHECK(total_rate[0] == 3000 && creator_rate[0] == 1500 && share[0] == 2000);
    CHECK(totals.rows == 4 && totals.refused == 1 && totals.agency_minor.low == 4500 && totals.manager_minor.low == 300);

    { /* 60.00 of the first are refunded: what comes back, and the split of what is left, are one */
        pc_split_input sold = PC_SPLIT_INPUT_INIT;
        pc_paid paid, change;
        paid.agency_minor = agency[0];
        paid.creator_minor = kept[0];
        paid.manager_minor = manager[0];
        sold.base_minor = 10000;
        sold.total_rate_bps = total_rate[0];
        sold.creator_rate_bps = creator_rate[0];
        sold.manager = PC_MANAGER_OTHER_AGENCY;
        sold.manager_share_bps = share[0];
        CHECK(pc_adjust(&sold, 6000, &paid, &change, NULL) == PC_STATUS_OK);
        base[0] = 4000;
        CHECK(pc_campaign_split_orders(campaign, &input, management, managed, NULL, 0, &out, &totals, NULL) == PC_STATUS_OK);
        CHECK(agency[0] == paid.agency_minor + change.agency_minor && agency[0] == 600);
        CHECK(kept[0] == paid.creator_minor + change.creator_minor && manager[0] == paid.manager_minor + change.manager_minor);
        CHECK(manager[1] == 150 && !waived[1]); /* without the table of organisations it is another agency */
    }

    agency[0] = 77;
    REFUSES(PC_STATUS_INVALID_ARGUMENT, pc_campaign_split_orders(campaign, &input, "[", 1, NULL, 0, &out, &totals, &error));
    REFUSES(PC_STATUS_BAD_UTF8, pc_campaign_split_orders(campaign, &input, "\xff", 1, NULL, 0, &out, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_split_orders(NULL, &input, NULL, 0, NULL, 0, &out, &totals, &error));
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_split_orders(campaign, NULL, NULL, 0, NULL, 0, &out, &totals, &error));
    out.reason.length = ROWS - 1;
    REFUSES(PC_STATUS_BAD_LENGTH, pc_campaign_split_orders(campaign, &input, NULL, 0, NULL, 0, &out, &totals, &error));
    out = output();
    out.creator_minor.data = agency;
    REFUSES(PC_STATUS_OVERLAP, pc_campaign_split_orders(campaign, &input, NULL, 0, NULL, 0, &out, &totals, &error));
    out = output();
    products[1].data = NULL;
    REFUSES(PC_STATUS_NULL_POINTER, pc_campaign_split_orders(campaign, &input, NULL, 0, NULL, 0, &out, &totals, &error));
    out.size = 1;
    REFUSES(PC_STATUS_BAD_SIZE, pc_campaign_split_orders(campaign, &input, NULL, 0, NULL, 0, &out, &totals, &error));
    CHECK(agency[0] == 77);
    pc_campaign_free(campaign);
    return checked("c orders");
}
