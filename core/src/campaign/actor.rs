//! Who acts: an agency, a seller or a creator.

use serde::Serialize;

use crate::json::Value;
use crate::value::id::{AgencyId, CreatorId, ShopCode};

/// Who gives a command. Its JSON is `{"agency": "A-1"}`, `{"seller": "USLCABC123"}` or `{"creator": "creator_1"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Actor {
    /// An agency.
    Agency(AgencyId),
    /// A shop, by its code.
    Seller(ShopCode),
    /// A creator.
    Creator(CreatorId),
}

/// The three roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// An agency.
    Agency,
    /// A shop.
    Seller,
    /// A creator.
    Creator,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Agency, Self::Seller, Self::Creator];

    /// The public word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Seller => "seller",
            Self::Creator => "creator",
        }
    }
}

impl Actor {
    /// Its role.
    #[must_use]
    pub const fn role(&self) -> Role {
        match self {
            Self::Agency(_) => Role::Agency,
            Self::Seller(_) => Role::Seller,
            Self::Creator(_) => Role::Creator,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Agency(id) => id.as_str(),
            Self::Seller(id) => id.as_str(),
            Self::Creator(id) => id.as_str(),
        }
    }

    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        let mut keys = value.object()?;
        let agency = keys.optional("agency").map(|id| id.parsed(AgencyId::new).map(Self::Agency));
        let seller = keys.optional("seller").map(|id| id.parsed(ShopCode::new).map(Self::Seller));
        let creator = keys.optional("creator").map(|id| id.parsed(CreatorId::new).map(Self::Creator));
        let given: Vec<_> = [agency, seller, creator].into_iter().flatten().collect();
        if given.len() != 1 {
            keys.fault(format!(
                "{} of `agency`, `seller` and `creator` are given: exactly one is needed",
                given.len()
            ));
        }
        keys.finish();
        given.into_iter().next().flatten()
    }
}
