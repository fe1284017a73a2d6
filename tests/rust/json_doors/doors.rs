//! The doors, by the places where they have values.

use std::ffi::c_char;

use partner_campaigns::{
    Campaign, Event, Management, OrderLines, Organisations, Profile, check_json, check_request_json,
    marketplace_json, shop_codes,
};
use partner_campaigns_ffi::campaign::{
    pc_campaign, pc_campaign_decide, pc_campaign_execute, pc_campaign_free, pc_campaign_load,
    pc_campaign_replay,
};
use partner_campaigns_ffi::check::{pc_check_json, pc_check_request_json, pc_shop_codes_json};
use partner_campaigns_ffi::error::{pc_error, pc_error_free, pc_error_message};
use partner_campaigns_ffi::status::pc_status;
use partner_campaigns_ffi::text::{pc_text, pc_text_free, pc_text_view};

/// What a door makes of a shape where it stands at each of the places where that door has values.
pub(crate) struct Door {
    pub(crate) name: &'static str,
    /// Texts around a shape; the first takes it alone.
    pub(crate) around: Vec<(String, String)>,
    /// What comes out, or what is said instead.
    pub(crate) answer: fn(&str) -> String,
}

fn around(templates: &[&str]) -> Vec<(String, String)> {
    let split = |one: &&str| one.split_once("HERE").map(|(front, back)| (front.to_owned(), back.to_owned()));
    templates.iter().filter_map(split).collect()
}

fn told<T, E: ToString>(outcome: Result<T, E>) -> String {
    outcome.map_or_else(|error| error.to_string(), |_| String::new())
}

/// The message of a C door that fails, or its text.
fn through_c(call: impl FnOnce(*mut *mut pc_text, *mut *mut pc_error)) -> String {
    let (mut text, mut error) = (std::ptr::null_mut(), std::ptr::null_mut());
    call(&raw mut text, &raw mut error);
    // SAFETY: handles of the library's, or NULL; each is read while it lives, and freed once.
    unsafe {
        let view = if error.is_null() { pc_text_view(text) } else { pc_error_message(error) };
        let bytes = std::slice::from_raw_parts(view.data.cast::<u8>(), view.length);
        let made = String::from_utf8_lossy(bytes).into_owned();
        pc_text_free(text);
        pc_error_free(error);
        made
    }
}

#[expect(clippy::too_many_lines, reason = "a table, door by door")]
pub(crate) fn doors() -> Vec<Door> {
    let command = r#""by":{"agency":"A-1"},"at":"2026-05-02T12:00:00Z""#;
    let account = r#""agency":"A-1","name":"n","market":"US","tax":{"form":"w9"},"bank":{"status":"linked"}"#;
    let period = r#"{"first_day":"2026-05-01","last_day":"2026-07-31"}"#;
    let draft = format!(
        r#""market":"US","time_zone":"UTC","name":"n","description":"d","registration_period":{period},"campaign_period":{period}"#
    );
    let with = |templates: &[String]| {
        let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
        around(&[&["HERE"], &templates[..]].concat())
    };
    vec![
        Door {
            name: "check",
            around: with(&[
                format!(r#"{{"at":"2026-05-01T00:00:00Z","draft":{{{draft},"sellers":{{"shop_codes":HERE}}}}}}"#),
                format!(r#"{{"at":"2026-05-01T00:00:00Z","draft":{{{draft},"contact":HERE}}}}"#),
                format!(r#"{{"at":"2026-05-01T00:00:00Z","draft":{{{draft},"description":HERE}}}}"#),
                format!(r#"{{"at":"2026-05-01T00:00:00Z","account":{{{account},"categories":HERE}}}}"#),
                r#"{"at":HERE}"#.to_owned(),
            ]),
            answer: |text| check_json(text, &Profile::guide()),
        },
        Door {
            name: "request",
            around: with(&[
                r#"{"name":"n","target_shop_codes":HERE}"#.to_owned(),
                r#"{"name":"n","target_seller_types":HERE}"#.to_owned(),
                r#"{"contact_info":HERE}"#.to_owned(),
                r#"{"campaign_start_time":HERE,"campaign_end_time":1}"#.to_owned(),
            ]),
            answer: |text| check_request_json(text, "US", "UTC", "2026-05-01T00:00:00Z", &Profile::open_api()),
        },
        Door {
            name: "execute",
            around: with(&[
                format!(r#"{{"command":"approve",{command},"products":HERE}}"#),
                format!(r#"{{"command":"register_products",{command},"products":HERE}}"#),
                format!(r#"{{"command":"create_list",{command},"name":"n","items":HERE}}"#),
                format!(r#"{{"command":"reject",{command},"products":["p"],"reasons":HERE,"may_register_again":true}}"#),
                format!(r#"{{"command":HERE,{command}}}"#),
                format!(r#"{{"command":"edit_campaign",{command},"changes":{{"sellers":{{"shop_codes":HERE}}}}}}"#),
                r#"{"command":"add_to_showcase","by":{"creator":"c"},"at":"2026-05-02T12:00:00Z","link":HERE,"products":"all","terms_accepted":true}"#.to_owned(),
            ]),
            answer: |text| campaign().execute_json(text),
        },
        Door {
            name: "create",
            around: with(&[format!(
                r#"{{"command":"create_campaign",{command},"id":"C-1","account":{{{account},"categories":["content_management"]}},"draft":{{{draft},"sellers":{{"shop_codes":HERE}}}}}}"#
            )]),
            answer: |text| Campaign::new(Profile::guide()).decide_json(text),
        },
        Door {
            name: "query",
            around: with(&[
                r#"{"query":"creator_view","creator":"c","at":"2026-05-02T12:00:00Z","orders":HERE}"#.to_owned(),
                r#"{"query":"resolve_link","at":"2026-05-02T12:00:00Z","link":HERE}"#.to_owned(),
                r#"{"query":"link_of","product":"p","base_url":HERE}"#.to_owned(),
            ]),
            answer: |text| campaign().query_json(text),
        },
        Door {
            name: "orders",
            around: with(&[
                r#"[{"order_id":"o","product_id":"p","currency":HERE,"base_minor":1}]"#.to_owned(),
                r#"[{"order_id":"o","product_id":"p","currency":"USD","base_minor":1,"status":HERE}]"#.to_owned(),
            ]),
            answer: |text| told(OrderLines::from_json(text, &Profile::guide())),
        },
        Door {
            name: "event",
            around: with(&[format!(r#"{{"event":"products_rejected",{command},"products":[],"reasons":HERE}}"#)]),
            answer: |text| told(Event::from_json(text)),
        },
        Door {
            name: "replay",
            around: with(&[
                "[HERE]".to_owned(),
                format!(r#"[{{"event":"products_registered",{command},"products":HERE}}]"#),
                format!(r#"[{{"event":"links_exported",{command},"links":HERE}}]"#),
            ]),
            answer: |text| told(Campaign::replay_json(Profile::guide(), text)),
        },
        Door {
            name: "snapshot",
            around: with(&[
                r#"{"campaign":null,"engine":"0","profile":HERE,"schema":1}"#.to_owned(),
                r#"{"campaign":null,"engine":HERE,"profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"actors":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"creators":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"details":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"items":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"journal":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"lists":HERE},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"lists":[{"entries":HERE}]},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"registrations":[{"attempts":[{"rates":HERE}]}]},"engine":"0","profile":{},"schema":1}"#.to_owned(),
                r#"{"campaign":{"registrations":[{"attempts":[{"steps":HERE}]}]},"engine":"0","profile":{},"schema":1}"#.to_owned(),
            ]),
            answer: |text| told(Campaign::load(text)),
        },
        Door {
            name: "profile",
            around: with(&[r#"{"id":"p","minor_units":HERE}"#.to_owned(), r#"{"id":HERE}"#.to_owned()]),
            answer: |text| told(Profile::from_name_or_json(text)),
        },
        Door {
            name: "marketplace",
            around: with(&[
                r#"{"shop":"S","at":"2026-05-02T12:00:00Z","query":HERE}"#.to_owned(),
                r#"{"shop":HERE,"at":"2026-05-02T12:00:00Z"}"#.to_owned(),
            ]),
            answer: |text| told(marketplace_json(&[&campaign()], text)),
        },
        Door { name: "shop codes", around: with(&[]), answer: |text| told(shop_codes(text)) },
        Door { name: "stored", around: with(&["[HERE]".to_owned()]), answer: |text| told(Campaign::from_stored(text)) },
        Door {
            name: "management",
            around: with(&[
                r#"[{"creator":"c","agency":"A-1","share_bps":HERE}]"#.to_owned(),
                r#"[{"creator":HERE,"agency":"A-1","share_bps":1}]"#.to_owned(),
            ]),
            answer: |text| told(Management::from_json(text)),
        },
        Door {
            name: "organisations",
            around: with(&[r#"[{"name":HERE,"organisation":"o"}]"#.to_owned()]),
            answer: |text| told(Organisations::from_json(text)),
        },
        Door {
            name: "check in C",
            around: with(&[]),
            answer: |text| {
                // SAFETY: a text with its length, and places for what comes out.
                through_c(|answer, error| unsafe {
                    let none = std::ptr::null();
                    pc_check_json(text.as_ptr().cast(), text.len(), none, 0, answer, error);
                })
            },
        },
        Door {
            name: "request in C",
            around: with(&[]),
            answer: |text| {
                let [market, zone, at] = ["US", "UTC", "2026-05-01T00:00:00Z"];
                // SAFETY: texts with their lengths, and places for what comes out.
                through_c(|answer, error| unsafe {
                    pc_check_request_json(
                        text.as_ptr().cast(),
                        text.len(),
                        market.as_ptr().cast(),
                        market.len(),
                        zone.as_ptr().cast(),
                        zone.len(),
                        at.as_ptr().cast(),
                        at.len(),
                        std::ptr::null(),
                        0,
                        answer,
                        error,
                    );
                })
            },
        },
        Door { name: "execute in C", around: with(&[]), answer: |text| on_a_campaign(pc_campaign_execute, text) },
        Door { name: "decide in C", around: with(&[]), answer: |text| on_a_campaign(decide, text) },
        Door {
            name: "shop codes in C",
            around: with(&[]),
            answer: |text| {
                // SAFETY: a text with its length, and places for what comes out.
                through_c(|answer, error| unsafe {
                    pc_shop_codes_json(text.as_ptr().cast(), text.len(), answer, error);
                })
            },
        },
        Door {
            name: "replay in C",
            around: with(&[]),
            answer: |text| {
                let mut campaign = std::ptr::null_mut();
                // SAFETY: as above; nothing is made of a text that is no history.
                through_c(|_, error| unsafe {
                    let none = std::ptr::null();
                    pc_campaign_replay(text.as_ptr().cast(), text.len(), none, 0, &raw mut campaign, error);
                })
            },
        },
        Door {
            name: "snapshot in C",
            around: with(&[]),
            answer: |text| {
                let mut campaign = std::ptr::null_mut();
                // SAFETY: as above.
                through_c(|_, error| unsafe {
                    pc_campaign_load(text.as_ptr().cast(), text.len(), &raw mut campaign, error);
                })
            },
        },
    ]
}

/// A command on a campaign of C's, as a function of the header.
type OnACampaign = unsafe extern "C" fn(
    *mut pc_campaign,
    *const c_char,
    usize,
    *mut *mut pc_text,
    *mut *mut pc_error,
) -> pc_status;

unsafe extern "C" fn decide(
    campaign: *mut pc_campaign,
    command: *const c_char,
    length: usize,
    outcome: *mut *mut pc_text,
    error: *mut *mut pc_error,
) -> pc_status {
    // SAFETY: as the caller promises.
    unsafe { pc_campaign_decide(campaign.cast_const(), command, length, outcome, error) }
}

fn on_a_campaign(call: OnACampaign, text: &str) -> String {
    let snapshot = campaign().snapshot();
    let mut campaign = std::ptr::null_mut();
    // SAFETY: texts with their lengths, a handle that is freed once, and places for what comes out.
    unsafe {
        let error = std::ptr::null_mut();
        pc_campaign_load(snapshot.as_ptr().cast(), snapshot.len(), &raw mut campaign, error);
        let answer = through_c(|outcome, error| {
            call(campaign, text.as_ptr().cast(), text.len(), outcome, error);
        });
        pc_campaign_free(campaign);
        answer
    }
}

fn campaign() -> Campaign {
    let mut campaign = Campaign::new(Profile::guide());
    let outcome = campaign.execute_json(
        r#"{"command":"create_campaign","by":{"agency":"A-1"},"at":"2026-05-02T12:00:00Z","id":"C-1",
        "account":{"agency":"A-1","name":"n","market":"US","categories":["content_management"],
            "tax":{"form":"w9","legal_name":"l","contact":"c","tax_number":"123456789","documents":["d"]},
            "bank":{"status":"linked"}},
        "draft":{"market":"US","time_zone":"UTC","name":"n","description":"d",
            "registration_period":{"first_day":"2026-05-01","last_day":"2026-07-31"},
            "campaign_period":{"first_day":"2026-05-01","last_day":"2026-07-31"},"contact":{"line":"l"}}}"#,
    );
    assert!(outcome.starts_with(r#"{"events""#), "{outcome}");
    campaign
}
