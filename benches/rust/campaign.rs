//! The living campaign at full size: 1000 lists of 100 products, 20,000 registrations, 100,000 showcase items. Each command
//! through the JSON door, alone and as its median; the snapshot at the guide's limits against `serde_json` on the
//! string-keyed form. Prints a table, each bar beside its figure. `-- --json FILE` writes the snapshot's bars too, `-- --test`
//! runs a small campaign once.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use partner_campaigns::{Campaign, LinkTo, Profile};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

type Done<T> = Result<T, Box<dyn Error>>;

const AT: &str = "2026-05-02T12:00:00Z";
const COMMAND_MAX: Duration = Duration::from_micros(50);

/// How large.
#[derive(Clone, Copy)]
struct Size {
    registrations: usize,
    lists: usize,
    list_products: usize,
    creators: usize,
    rounds: usize,
}

const FULL: Size =
    Size { registrations: 20_000, lists: 1000, list_products: 100, creators: 1000, rounds: 1001 };
const SMALL: Size = Size { registrations: 200, lists: 10, list_products: 20, creators: 10, rounds: 11 };

fn agency() -> Value {
    json!({ "agency": "A-1" })
}

fn shop() -> Value {
    json!({ "seller": "SHOP1" })
}

fn product(number: usize) -> String {
    format!("17293847560192{number:05}")
}

fn command(name: &str, by: &Value, keys: &Value) -> String {
    let mut command = json!({ "command": name, "by": by, "at": AT });
    if let (Some(command), Some(keys)) = (command.as_object_mut(), keys.as_object()) {
        command.extend(keys.clone());
    }
    command.to_string()
}

fn done(campaign: &mut Campaign, text: &str) -> Done<()> {
    let outcome = campaign.execute_json(text);
    if outcome.starts_with(r#"{"events":"#) { Ok(()) } else { Err(format!("{text}: {outcome}").into()) }
}

fn begun() -> Done<Campaign> {
    let account = json!({
        "agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
        "tax": {"form": "w9", "legal_name": "L", "contact": "c", "tax_number": "123456789", "documents": ["d"]},
        "bank": {"status": "linked"}});
    let draft = json!({
        "market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "d",
        "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"}, "contact": {"email": "e"}});
    let mut campaign = Campaign::new(Profile::guide());
    let keys = json!({"id": "C-1", "account": account, "draft": draft});
    done(&mut campaign, &command("create_campaign", &agency(), &keys))?;
    done(&mut campaign, &command("publish", &agency(), &json!({})))?;
    Ok(campaign)
}

fn rates(products: impl Iterator<Item = usize>, bps: usize) -> Vec<Value> {
    products.map(|number| json!({"product": product(number), "creator_rate_bps": bps})).collect()
}

/// Registered and approved products, and lists of them.
fn listed(size: Size) -> Done<Campaign> {
    let mut campaign = begun()?;
    let numbers: Vec<usize> = (0..size.registrations).collect();
    for some in numbers.chunks(100) {
        let offers: Vec<_> =
            some.iter().map(|number| json!({"product": product(*number), "total_rate_bps": 3000})).collect();
        done(&mut campaign, &command("register_products", &shop(), &json!({ "products": offers })))?;
        let ids: Vec<_> = some.iter().map(|number| product(*number)).collect();
        done(&mut campaign, &command("approve", &agency(), &json!({ "products": ids })))?;
    }
    for list in 0..size.lists {
        let first = list.wrapping_mul(17) % size.registrations;
        let items = (0..size.list_products).map(|place| (first + place * 7) % size.registrations);
        let keys = json!({"name": format!("List {list}"), "items": rates(items, 1500)});
        done(&mut campaign, &command("create_list", &agency(), &keys))?;
    }
    Ok(campaign)
}

/// The same with exported links, and creators who took up a whole list each.
fn full(size: Size) -> Done<Campaign> {
    let mut campaign = listed(size)?;
    let numbers: Vec<usize> = (0..size.registrations).collect();
    for some in numbers.chunks(100) {
        let keys = json!({ "rates": rates(some.iter().copied(), 2000) });
        done(&mut campaign, &command("set_creator_rates", &agency(), &keys))?;
        let ids: Vec<_> = some.iter().map(|number| product(*number)).collect();
        let keys = json!({"products": ids, "base_url": "https://go.example.test"});
        done(&mut campaign, &command("export_links", &agency(), &keys))?;
    }
    for number in 0..size.creators {
        let list = i128::try_from(number % size.lists)? + 1;
        let link = campaign.link_of(&LinkTo::List(list), "https://go.example.test")?;
        let keys = json!({"link": link, "products": "all", "terms_accepted": true});
        let creator = json!({"creator": format!("creator_{number}")});
        done(&mut campaign, &command("add_to_showcase", &creator, &keys))?;
    }
    Ok(campaign)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Commands for round after round; each is accepted whenever its turn comes.
fn commands(campaign: &Campaign, size: Size) -> Done<Vec<(&'static str, Vec<String>)>> {
    let round = |make: &dyn Fn(usize) -> String| (0..size.rounds).map(make).collect::<Vec<_>>();
    let some = |number: usize| number.wrapping_mul(13) % size.registrations;
    let new = |number: usize| format!("new-{number}");
    let link = campaign.link_of(&LinkTo::List(1), "https://go.example.test")?;
    let one = |number: usize| json!({"products": [product(some(number))]});
    let creator = |number: usize| json!({"creator": format!("creator_{}", number % size.creators)});
    let offer = |number: usize| json!({"products": [{"product": new(number), "total_rate_bps": 3000}]});
    let entry = |bps: usize| json!({"list": 1, "items": [{"product": new(0), "creator_rate_bps": bps}]});
    let showcase = |keys: Value| {
        let mut all = json!({"link": link, "terms_accepted": true});
        if let (Some(all), Some(keys)) = (all.as_object_mut(), keys.as_object()) {
            all.extend(keys.clone());
        }
        all
    };
    let (agency, shop) = (agency(), shop());
    Ok(vec![
        ("register_products", round(&|n| command("register_products", &shop, &offer(n)))),
        ("revise_rate", round(&|n| command("revise_rate", &shop, &offer(n)))),
        ("approve", round(&|n| command("approve", &agency, &json!({"products": [new(n)]})))),
        ("request_closure", round(&|n| command("request_closure", &shop, &json!({"products": [new(n)]})))),
        ("reject_closure", round(&|n| command("reject_closure", &agency, &json!({"products": [new(n)]})))),
        (
            "set_creator_rates",
            round(&|n| {
                let keys = json!({"rates": [{"product": product(some(n)), "creator_rate_bps": n % 3000}]});
                command("set_creator_rates", &agency, &keys)
            }),
        ),
        (
            "export_links",
            round(&|n| {
                let mut keys = one(n);
                keys["base_url"] = json!("https://go.example.test");
                command("export_links", &agency, &keys)
            }),
        ),
        (
            "remove_from_list",
            round(&|n| {
                command(
                    "remove_from_list",
                    &agency,
                    &json!({"list": n % size.lists + 1, "products": [listed_product(n, size)]}),
                )
            }),
        ),
        (
            "add_to_list",
            round(&|n| {
                let items = json!([{"product": listed_product(n, size), "creator_rate_bps": 1500}]);
                command("add_to_list", &agency, &json!({"list": n % size.lists + 1, "items": items}))
            }),
        ),
        (
            "set_list_rates",
            round(&|n| {
                let items = json!([{"product": listed_product(n, size), "creator_rate_bps": n % 3000}]);
                command("set_list_rates", &agency, &json!({"list": n % size.lists + 1, "items": items}))
            }),
        ),
        (
            "rename_list",
            round(&|n| command("rename_list", &agency, &json!({"list": n % size.lists + 1, "name": "N"}))),
        ),
        (
            "add_to_showcase one",
            round(&|n| command("add_to_showcase", &creator(n), &showcase(json!({"products": [product(0)]})))),
        ),
        (
            "add_to_showcase all of 100",
            round(&|n| command("add_to_showcase", &creator(n), &showcase(json!({"products": "all"})))),
        ),
        (
            "remove_from_showcase",
            round(&|n| {
                let keys = json!({"products": [product((n % size.creators % size.lists).wrapping_mul(17) % size.registrations)]});
                command("remove_from_showcase", &creator(n), &keys)
            }),
        ),
        ("remove_products", round(&|n| command("remove_products", &agency, &json!({"products": [new(n)]})))),
        (
            "edit_campaign",
            round(&|n| command("edit_campaign", &agency, &json!({"changes": {"name": format!("N{n}")}}))),
        ),
        ("delete_list", round(&|n| command("delete_list", &agency, &json!({"list": n + 1})))),
        ("a refusal", round(&|_| command("set_list_rates", &agency, &entry(10_001)))),
    ])
}

/// The first product of the list that a round is about.
fn listed_product(round: usize, size: Size) -> String {
    product((round % size.lists).wrapping_mul(17) % size.registrations)
}

fn run_commands(campaign: &mut Campaign, size: Size) -> Done<()> {
    println!("{:30} {:>12} {:>12}", "command (JSON in, JSON out)", "median", "accepted");
    for (name, texts) in commands(campaign, size)? {
        let (mut times, mut accepted) = (Vec::new(), 0_usize);
        for text in &texts {
            let begun = Instant::now();
            let outcome = black_box(campaign.execute_json(text));
            times.push(begun.elapsed());
            accepted += usize::from(outcome.starts_with(r#"{"events":[{"#));
        }
        let median = median(times);
        let over = if median < COMMAND_MAX { "" } else { "  over the bar of 50 µs" };
        println!("{name:30} {median:>12.1?} {accepted:>7} of {}{over}", texts.len());
    }
    Ok(())
}

/// What a snapshot with names instead of numbers would hold.
#[derive(Serialize, Deserialize)]
struct Named {
    lists: BTreeMap<String, NamedList>,
}

#[derive(Serialize, Deserialize)]
struct NamedList {
    name: String,
    products: Vec<NamedEntry>,
}

#[derive(Serialize, Deserialize)]
struct NamedEntry {
    product: String,
    creator_rate_bps: u16,
    added_at: String,
}

fn named(size: Size) -> Named {
    let entry = |number: usize| NamedEntry {
        product: product(number % size.registrations),
        creator_rate_bps: 1500,
        added_at: AT.to_owned(),
    };
    let list = |number: usize| NamedList {
        name: format!("List {number}"),
        products: (0..size.list_products).map(|place| entry(number * 17 + place * 7)).collect(),
    };
    Named { lists: (0..size.lists).map(|number| (format!("{}", number + 1), list(number))).collect() }
}

/// The medians of two works, in turns.
fn timed<T, U>(mut work: impl FnMut() -> T, mut peer: impl FnMut() -> U) -> (Duration, Duration) {
    let (mut times, mut peer_times) = (Vec::new(), Vec::new());
    for _ in 0..25 {
        let begun = Instant::now();
        black_box(work());
        times.push(begun.elapsed());
        let begun = Instant::now();
        black_box(peer());
        peer_times.push(begun.elapsed());
    }
    (median(times), median(peer_times))
}

#[expect(clippy::float_arithmetic, reason = "ratios of times")]
fn run_snapshot(name: &str, campaign: &Campaign, size: Size) -> Done<[Value; 2]> {
    let text = campaign.snapshot();
    assert_eq!(Campaign::load(&text)?.snapshot(), text);
    let peer = named(size);
    let peer_text = serde_json::to_string(&peer)?;
    let (write, peer_write) = timed(|| campaign.snapshot(), || serde_json::to_string(&peer));
    let (read, peer_read) = timed(|| Campaign::load(&text), || serde_json::from_str::<Named>(&peer_text));
    let (written, loaded) =
        (write.as_secs_f64() / peer_write.as_secs_f64(), read.as_secs_f64() / peer_read.as_secs_f64());
    println!(
        "{name}: {} bytes (string-keyed lists: {})\n  write {write:.2?}, {written:.2} of serde_json's {peer_write:.2?} (bar 0.5)\n  read and validate {read:.2?}, {loaded:.2} of {peer_read:.2?} (bar 1.0)",
        text.len(),
        peer_text.len()
    );
    let bar = |what: &str, ratio: f64, demand: f64, mine: Duration, theirs: Duration| {
        json!({"name": format!("{name}, {what} / serde_json on the string-keyed form (at most)"), "ratio": ratio,
            "demand": demand, "stretch": null, "at_most": true,
            "note": format!("time, less is better; ours {mine:.2?}, peer {theirs:.2?}")})
    };
    Ok([
        bar("write", written, 0.5, write, peer_write),
        bar("read and validate", loaded, 1.0, read, peer_read),
    ])
}

/// Every page of the tab of approved products, each through the JSON door.
fn run_pages(campaign: &Campaign, size: Size) -> Done<()> {
    const PAGE: usize = 100;
    const PAGE_MAX: Duration = Duration::from_millis(5);
    let before = resident().unwrap_or_default();
    let (mut times, mut largest, mut seen) = (Vec::new(), 0, 0_usize);
    for first in (0..size.registrations).step_by(PAGE) {
        let query =
            json!({"query": "agency_view", "at": AT, "tab": "approved", "first": first, "count": PAGE})
                .to_string();
        let begun = Instant::now();
        let answer = black_box(campaign.query_json(&query));
        times.push(begun.elapsed());
        largest = largest.max(answer.len());
        seen += answer.matches(r#""exported_at":"#).count();
    }
    if seen != size.registrations {
        return Err(format!("{seen} products on the pages, {} expected", size.registrations).into());
    }
    let slowest = times.iter().max().copied().unwrap_or_default();
    let over = if slowest < PAGE_MAX { "" } else { "  over the bar of 5 ms" };
    println!(
        "agency_view, {} pages of {PAGE}: median {:.1?}, slowest {slowest:.1?} (bar 5 ms){over}; at most {largest} bytes a page, {} kB more resident",
        times.len(),
        median(times.clone()),
        resident().unwrap_or_default().saturating_sub(before)
    );
    Ok(())
}

fn main() -> Done<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let test = arguments.iter().any(|argument| argument == "--test");
    let size = if test { SMALL } else { FULL };
    // at the limits of lists alone: as many products as stand in them
    let limits = Size { registrations: size.lists.max(size.list_products), creators: 0, ..size };
    let bars = run_snapshot("snapshot at the limits", &listed(limits)?, limits)?;
    let written = arguments.iter().position(|argument| argument == "--json");
    if let Some(file) = written.and_then(|place| arguments.get(place + 1)) {
        std::fs::write(file, json!({ "bars": bars }).to_string())?;
    }
    let mut campaign = full(size)?;
    run_snapshot("snapshot at full size", &campaign, size)?;
    println!("memory: {} kB resident", resident().unwrap_or_default());
    run_pages(&campaign, size)?;
    run_commands(&mut campaign, size)
}

/// What the process has in memory, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
}
