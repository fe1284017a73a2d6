//! A command from JSON: every fault of its shape at once.

use super::{Command, CreatorRate, CurrentRate, Offer, Order, Selection};
use crate::account::Account;
use crate::campaign::action::{ACTIONS, Action};
use crate::campaign::actor::Actor;
use crate::campaign::draft::Draft;
use crate::json::{self, Invalid, Limits, Object, Value};
use crate::value::id::{CampaignId, ProductId};
use crate::value::instant::Instant;

/// Whether `create_campaign` has been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It is the one command that can come.
    Nothing,
    /// It cannot come again.
    Campaign,
}

pub(crate) const BEFORE_CREATION: &str = "there is no campaign yet: `create_campaign` comes first";
pub(crate) const CREATED_TWICE: &str = "there is a campaign already: one value holds one campaign";

impl Order {
    /// Reads one command from JSON text.
    ///
    /// # Errors
    /// [`Invalid`]: everything that is wrong with its shape, and a command that cannot come now.
    pub(crate) fn from_json(text: &str, existing: Existing) -> Result<Self, Invalid> {
        json::decode(text, &Limits::DOOR, |value| {
            let mut keys = value.object()?;
            let words: Vec<_> = ACTIONS.iter().map(|row| (row.word, row.action)).collect();
            let action = keys.required("command").and_then(|word| word.word(&words));
            match (action, existing) {
                (Some(Action::CreateCampaign), Existing::Campaign) => keys.fault_at("command", CREATED_TWICE),
                (None | Some(Action::CreateCampaign), _) | (_, Existing::Campaign) => {}
                (_, Existing::Nothing) => keys.fault_at("command", BEFORE_CREATION),
            }
            let by = keys.required("by").and_then(Actor::read);
            let at = keys.required("at").and_then(Instant::read);
            let command = action.and_then(|action| {
                let command = command(action, &mut keys);
                keys.finish();
                command
            });
            Some(Self { command: command?, by: by?, at: at? })
        })
    }
}

/// The keys of an action beyond `command`, `by` and `at`.
fn command(action: Action, keys: &mut Object<'_>) -> Option<Command> {
    Some(match action {
        Action::CreateCampaign => {
            let id = keys.required("id").and_then(|id| id.parsed(CampaignId::new));
            let account = keys.required("account").and_then(Account::read);
            let draft = keys.required("draft").and_then(Draft::read);
            Command::CreateCampaign { id: id?, account: Box::new(account?), draft: Box::new(draft?) }
        }
        Action::EditCampaign => {
            let changes = keys.required("changes").and_then(Draft::read_changes)?;
            Command::EditCampaign { changes: Box::new(changes) }
        }
        Action::Publish => Command::Publish,
        Action::Unpublish => Command::Unpublish,
        Action::RegisterProducts => Command::RegisterProducts { products: offers(keys)? },
        Action::RegisterAgain => Command::RegisterAgain { products: offers(keys)? },
        Action::ReviseRate => Command::ReviseRate { products: offers(keys)? },
        Action::RequestClosure => Command::RequestClosure { products: products(keys)? },
        Action::Approve => Command::Approve { products: products(keys)? },
        Action::Reject => reject(keys)?,
        Action::ApproveClosure => Command::ApproveClosure { products: products(keys)? },
        Action::RejectClosure => Command::RejectClosure { products: products(keys)? },
        Action::RemoveProducts => Command::RemoveProducts { products: products(keys)? },
        Action::SetCreatorRates => Command::SetCreatorRates { rates: creator_rates(keys, "rates")? },
        Action::ExportLinks => {
            let (products, base_url) = (products(keys), keys.required("base_url").and_then(Value::text));
            Command::ExportLinks { products: products?, base_url: base_url? }
        }
        Action::CreateList => {
            let (name, items) = (list_name(keys), creator_rates(keys, "items"));
            Command::CreateList { name: name?, items: items? }
        }
        Action::RenameList => {
            let (list, name) = (list(keys), list_name(keys));
            Command::RenameList { list: list?, name: name? }
        }
        Action::DeleteList => Command::DeleteList { list: list(keys)? },
        Action::AddToList => {
            let (list, items) = (list(keys), creator_rates(keys, "items"));
            Command::AddToList { list: list?, items: items? }
        }
        Action::SetListRates => {
            let (list, items) = (list(keys), creator_rates(keys, "items"));
            Command::SetListRates { list: list?, items: items? }
        }
        Action::RemoveFromList => {
            let (list, products) = (list(keys), products(keys));
            Command::RemoveFromList { list: list?, products: products? }
        }
        Action::AddToShowcase => add_to_showcase(keys)?,
        Action::RemoveFromShowcase => Command::RemoveFromShowcase { products: products(keys)? },
    })
}

fn reject(keys: &mut Object<'_>) -> Option<Command> {
    let products = products(keys);
    let reasons = keys.optional("reasons").map_or(Some(Vec::new()), |reasons| reasons.list_of(Value::text));
    let note = keys.optional("note").map(Value::text);
    let may_register_again = keys.required("may_register_again").and_then(Value::flag);
    Some(Command::Reject {
        products: products?,
        reasons: reasons?,
        note: note.map_or(Some(None), |note| note.map(Some))?,
        may_register_again: may_register_again?,
    })
}

fn add_to_showcase(keys: &mut Object<'_>) -> Option<Command> {
    let link = keys.required("link").and_then(Value::text);
    let products = keys.required("products").and_then(selection);
    let terms_accepted = keys.required("terms_accepted").and_then(Value::flag);
    let current_rates = keys.optional("current_rates").map_or(Some(Vec::new()), |rates| {
        list_of_items(rates, "rate_bps", |product, rate_bps| CurrentRate { product, rate_bps })
    });
    Some(Command::AddToShowcase {
        link: link?,
        products: products?,
        terms_accepted: terms_accepted?,
        current_rates: current_rates?,
    })
}

fn selection(value: Value<'_>) -> Option<Selection> {
    match value.as_text() {
        Some("all") => Some(Selection::All),
        Some(_) => {
            value.fault("`all`, or an array of product ids, is expected");
            None
        }
        None => product_ids(value).map(Selection::These),
    }
}

fn products(keys: &mut Object<'_>) -> Option<Vec<ProductId>> {
    keys.required("products").and_then(product_ids)
}

/// An array of product ids.
pub(crate) fn product_ids(value: Value<'_>) -> Option<Vec<ProductId>> {
    value.list_of(|id| id.parsed(ProductId::new))
}

fn offers(keys: &mut Object<'_>) -> Option<Vec<Offer>> {
    let made = |product, total_rate_bps| Offer { product, total_rate_bps };
    keys.required("products").and_then(|offers| list_of_items(offers, "total_rate_bps", made))
}

fn creator_rates(keys: &mut Object<'_>, key: &'static str) -> Option<Vec<CreatorRate>> {
    let made = |product, creator_rate_bps| CreatorRate { product, creator_rate_bps };
    keys.required(key).and_then(|rates| list_of_items(rates, "creator_rate_bps", made))
}

/// An array of `{"product", RATE}`.
pub(crate) fn list_of_items<T>(
    value: Value<'_>,
    rate_key: &'static str,
    made: impl Fn(ProductId, i128) -> T,
) -> Option<Vec<T>> {
    value.list_of(|item| {
        let mut keys = item.object()?;
        let product = keys.required("product").and_then(|id| id.parsed(ProductId::new));
        let rate = keys.required(rate_key).and_then(Value::whole);
        keys.finish();
        Some(made(product?, rate?))
    })
}

fn list(keys: &mut Object<'_>) -> Option<i128> {
    keys.required("list").and_then(Value::whole)
}

fn list_name(keys: &mut Object<'_>) -> Option<String> {
    keys.required("name").and_then(Value::trimmed)
}
