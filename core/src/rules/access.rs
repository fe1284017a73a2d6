//! V: who may do what, and when.

use super::catalogue;

catalogue! {
    V001 "not-permitted" Refusal Guide("throughout: each step says whose it is")
        "Each action belongs to a role, and to the agency, shop or creator that it is about."
    V002 "clock-moved-back" Refusal Decision("a history whose times run backwards would lie")
        "An action's time is not before the last event's."
}
