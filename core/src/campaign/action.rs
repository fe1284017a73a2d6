//! Every action as data: its word, whose it is, and whether it ends with the campaign period.

use super::actor::Role;

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the public word of the same name")]
pub enum Action {
    CreateCampaign,
    EditCampaign,
    Publish,
    Unpublish,
    RegisterProducts,
    RegisterAgain,
    ReviseRate,
    RequestClosure,
    Approve,
    Reject,
    ApproveClosure,
    RejectClosure,
    RemoveProducts,
    SetCreatorRates,
    ExportLinks,
    CreateList,
    RenameList,
    DeleteList,
    AddToList,
    SetListRates,
    RemoveFromList,
    AddToShowcase,
    RemoveFromShowcase,
}

/// Whether an action is still possible after the campaign period (C012).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// C012 refuses it.
    Refused,
    /// Only what has been published ends: C012 refuses it once the campaign was ever published.
    RefusedOncePublished,
    /// It only meets the statuses as they then read.
    MeetsStatuses,
}

/// What holds for an action whatever its command says.
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    /// What is done.
    pub action: Action,
    /// Its public word.
    pub word: &'static str,
    /// Whose it is.
    pub role: Role,
    /// What becomes of it after the campaign period.
    pub after: After,
}

const fn row(action: Action, word: &'static str, role: Role, after: After) -> ActionRow {
    ActionRow { action, word, role, after }
}

/// Every action, in the order of the public words.
pub const ACTIONS: &[ActionRow] = {
    use After::{MeetsStatuses, Refused, RefusedOncePublished};
    use Role::{Agency, Creator, Seller};
    &[
        row(Action::CreateCampaign, "create_campaign", Agency, MeetsStatuses),
        row(Action::EditCampaign, "edit_campaign", Agency, RefusedOncePublished),
        row(Action::Publish, "publish", Agency, Refused),
        row(Action::Unpublish, "unpublish", Agency, MeetsStatuses),
        row(Action::RegisterProducts, "register_products", Seller, MeetsStatuses),
        row(Action::RegisterAgain, "register_again", Seller, MeetsStatuses),
        row(Action::ReviseRate, "revise_rate", Seller, MeetsStatuses),
        row(Action::RequestClosure, "request_closure", Seller, MeetsStatuses),
        row(Action::Approve, "approve", Agency, Refused),
        row(Action::ApproveClosure, "approve_closure", Agency, MeetsStatuses),
        row(Action::RejectClosure, "reject_closure", Agency, MeetsStatuses),
        row(Action::RemoveProducts, "remove_products", Agency, MeetsStatuses),
        row(Action::Reject, "reject", Agency, MeetsStatuses),
        row(Action::SetCreatorRates, "set_creator_rates", Agency, Refused),
        row(Action::ExportLinks, "export_links", Agency, Refused),
        row(Action::CreateList, "create_list", Agency, Refused),
        row(Action::RenameList, "rename_list", Agency, MeetsStatuses),
        row(Action::DeleteList, "delete_list", Agency, MeetsStatuses),
        row(Action::AddToList, "add_to_list", Agency, Refused),
        row(Action::SetListRates, "set_list_rates", Agency, Refused),
        row(Action::RemoveFromList, "remove_from_list", Agency, MeetsStatuses),
        row(Action::AddToShowcase, "add_to_showcase", Creator, MeetsStatuses),
        row(Action::RemoveFromShowcase, "remove_from_showcase", Creator, MeetsStatuses),
    ]
};

impl Action {
    /// All of them, in the order of the public words.
    pub fn all() -> impl Iterator<Item = Self> {
        ACTIONS.iter().map(|row| row.action)
    }

    /// The action of a public word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        ACTIONS.iter().find(|row| row.word == word).map(|row| row.action)
    }

    fn row(self) -> &'static ActionRow {
        const UNKNOWN: ActionRow = row(Action::CreateCampaign, "", Role::Agency, After::MeetsStatuses);
        ACTIONS.iter().find(|row| row.action == self).unwrap_or(&UNKNOWN)
    }

    /// Its public word.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// Whose it is.
    #[must_use]
    pub fn role(self) -> Role {
        self.row().role
    }

    pub(crate) fn after(self) -> After {
        self.row().after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_one_row_and_one_word() {
        for (number, row) in ACTIONS.iter().enumerate() {
            assert_eq!(Action::of_word(row.word), Some(row.action), "{number}");
            assert_eq!(row.action.word(), row.word);
        }
        assert_eq!(ACTIONS.len(), Action::RemoveFromShowcase as usize + 1);
    }
}
