/*
 * A back office in C++: two workers, one event store, optimistic concurrency; the same loop as back_office.py.
 *
 * Each command is decided on the campaign as it is in the store, and its events are appended only if nobody appended any
 * since it was read; otherwise the campaign is read and the command tried again. Here the store is a vector behind a mutex;
 * a database gives the same with a primary key over campaign and event number.
 *
 *     c++ -std=c++17 back_office.cpp $(pkg-config --cflags --libs partner_campaigns) -lpthread && ./a.out
 */
#include <partner_campaigns.hpp>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace pc = partner_campaigns;

namespace {

/* The events of one campaign, each batch as the outcome of its command has them. */
class EventStore {
public:
    struct Read {
        std::size_t version;
        std::string events;
    };

    Read read() const
    {
        const std::lock_guard<std::mutex> guard(mutex_);
        std::string all;
        for (const std::string &batch : batches_) {
            all += all.empty() ? batch : "," + batch;
        }
        return {batches_.size(), "[" + all + "]"};
    }

    /* Appends a batch behind the version that was read; false where another writer was quicker. */
    bool append(std::size_t version, const std::string &batch)
    {
        const std::lock_guard<std::mutex> guard(mutex_);
        if (batches_.size() != version) {
            return false;
        }
        if (!batch.empty()) {
            batches_.push_back(batch);
        }
        return true;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> batches_;
};

/* The events of an outcome, `{"events":[...],"warnings":[...]}`, without their brackets; nothing where it is a refusal. */
std::string events_of(const std::string &outcome)
{
    const std::string begin = "{\"events\":[", end = "],\"warnings\":[";
    const std::size_t last = outcome.rfind(end);
    if (outcome.compare(0, begin.size(), begin) != 0 || last == std::string::npos) {
        return {};
    }
    return outcome.substr(begin.size(), last - begin.size());
}

std::atomic<int> retries{0};

/* One command, again as often as others were quicker. */
std::string execute(EventStore &store, std::string_view command)
{
    for (;;) {
        const EventStore::Read read = store.read();
        pc::Campaign campaign = pc::Campaign::replay(read.events);
        const std::string outcome = campaign.execute(command);
        if (store.append(read.version, events_of(outcome))) {
            return outcome;
        }
        ++retries;
    }
}

void expect(bool holds, const std::string &what)
{
    if (!holds) {
        std::cerr << "back_office: " << what << '\n';
        std::exit(1);
    }
}

const char *const create = R"({"command": "create_campaign", "by": {"agency": "A-1"}, "at": "2026-05-01T12:00:00Z", "id": "C-1",
"account": {"agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
"tax": {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test", "tax_number": "12-3456789",
"documents": ["w9.pdf"]}, "bank": {"status": "linked"}},
"draft": {"market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "Hats and coats",
"registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
"campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"}, "contact": {"email": "hi@example.test"}}})";

const char *const publish = R"({"command": "publish", "by": {"agency": "A-1"}, "at": "2026-05-01T12:00:00Z"})";

std::string registration(const std::string &shop, const std::string &product)
{
    return R"({"command": "register_products", "by": {"seller": ")" + shop +
           R"("}, "at": "2026-05-01T12:00:00Z", "products": [{"product": ")" + product + R"(", "total_rate_bps": 3000}]})";
}

std::string by_agency(const std::string &command, const std::string &keys)
{
    return R"({"command": ")" + command + R"(", "by": {"agency": "A-1"}, "at": "2026-05-01T12:00:00Z", )" + keys + "}";
}

/* A tab by pages of 10: how many products there are on them. */
int on_pages(const pc::Campaign &campaign, const std::string &tab)
{
    int shown = 0, before = -1;
    while (shown != before) {
        before = shown;
        const std::string page = campaign.query(R"({"query": "agency_view", "at": "2026-05-01T12:00:00Z", "tab": ")" + tab +
                                                R"(", "first": )" + std::to_string(shown) + R"(, "count": 10})");
        for (std::size_t at = 0; (at = page.find("{\"product\":", at)) != std::string::npos; ++at) {
            ++shown;
        }
    }
    return shown;
}

} // namespace

int main()
{
    EventStore store;
    expect(!events_of(execute(store, create)).empty(), "the campaign is created");
    expect(!events_of(execute(store, publish)).empty(), "the campaign is published");

    /* Two workers read the same campaign; the second one is told to try again, and then refused by the rules. */
    const EventStore::Read read = store.read();
    pc::Campaign first = pc::Campaign::replay(read.events), second = pc::Campaign::replay(read.events);
    expect(store.append(read.version, events_of(first.execute(registration("SHOP1", "lamp")))), "the first is stored");
    expect(!store.append(read.version, events_of(second.execute(registration("SHOP2", "lamp")))), "the second is not");
    const std::string again = execute(store, registration("SHOP2", "lamp"));
    expect(again.find("\"rule\":\"R008\"") != std::string::npos, "the second is refused when it tries again: " + again);

    /* Both at once, each with products of its own: nothing is lost. */
    std::vector<std::thread> workers;
    for (const char *shop : {"SHOP1", "SHOP2"}) {
        workers.emplace_back([&store, shop] {
            for (int number = 0; number < 20; ++number) {
                const std::string product = std::string(shop) + "-" + std::to_string(number);
                const std::string outcome = execute(store, registration(shop, product));
                expect(!events_of(outcome).empty(), outcome);
            }
        });
    }
    for (std::thread &worker : workers) {
        worker.join();
    }
    const pc::Campaign campaign = pc::Campaign::replay(store.read().events);
    expect(campaign.query(R"({"query": "version"})") == "43", "43 events are stored, none lost");
    expect(pc::Campaign::load(campaign.snapshot()).snapshot() == campaign.snapshot(), "a snapshot makes the same campaign");
    expect(on_pages(campaign, "pending") == 41, "41 products are pending, on pages");

    /* From an order to its parts: 100.00 at 30%, of which 15% go through the product's own link, 20% of that to a manager. */
    const std::string lamp = R"("products": ["lamp"])";
    execute(store, by_agency("approve", lamp));
    execute(store, by_agency("set_creator_rates", R"("rates": [{"product": "lamp", "creator_rate_bps": 1500}])"));
    execute(store, by_agency("export_links", lamp + R"(, "base_url": "https://go.example.test")"));
    const pc::Campaign live = pc::Campaign::replay(store.read().events);
    const std::string link = live.query(R"({"query": "link_of", "product": "lamp", "base_url": "https://go.example.test"})");
    const std::string added = execute(store, R"({"command": "add_to_showcase", "by": {"creator": "creator_1"},
"at": "2026-05-01T12:00:00Z", "products": "all", "terms_accepted": true, "link": )" + link + "}");
    expect(!events_of(added).empty(), added);
    const std::string parts = pc::Campaign::replay(store.read().events).query(R"({"query": "split_orders",
"orders": [{"order_id": "1", "product_id": "lamp", "campaign_id": "C-1", "creator": "creator_1",
"created_at": "2026-05-02T12:00:00Z", "currency": "USD", "base_minor": 10000, "status": "Settled"}],
"management": [{"creator": "creator_1", "agency": "A-2", "share_bps": 2000}]})");
    expect(parts.find("\"agency_minor\":1500,\"creator_minor\":1200,\"manager_minor\":300") != std::string::npos, parts);
    std::cout << "back office: 43 events by two workers, nothing lost\n";
    return 0;
}
