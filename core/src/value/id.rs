//! Ids: opaque text that the caller gives. Platform ids of 19 digits stay text, so they stay exact.

use crate::shown::{clipped, shown};
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// The most characters that an id may have.
pub(crate) const ID_CHARACTERS_MAX: usize = 64;

/// Whether a text is 1 to 64 visible ASCII characters.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=ID_CHARACTERS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no {kind}: allowed are 1 to {ID_CHARACTERS_MAX} visible ASCII characters", shown(given))]
pub struct IdError {
    kind: &'static str,
    given: String,
}

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident $kind:literal)+) => {$(
        $(#[$doc])+
        ///
        /// Opaque: 1 to 64 visible ASCII characters, taken as they are. Cloning shares the text.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What it is called in messages.
            pub const KIND: &'static str = $kind;

            /// The id of this text.
            ///
            /// # Errors
            /// [`IdError`] unless it is 1 to 64 visible ASCII characters.
            pub fn new(text: &str) -> Result<Self, IdError> {
                if is_id(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError { kind: $kind, given: clipped(text).into_owned() })
                }
            }

            /// Its text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;

            fn try_from(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}({})", stringify!($name), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A campaign.
    CampaignId "campaign id"
    /// An agency: the partner that owns a campaign, or one that manages a creator.
    AgencyId "agency id"
    /// A shop, known by its shop code.
    ShopCode "shop code"
    /// A product, which keys its registration in a campaign.
    ProductId "product id"
    /// A creator.
    CreatorId "creator id"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_1_to_64_visible_ascii_characters() {
        for good in ["1", "1729384756019283746", "USLC/ABC~1", &"x".repeat(64)] {
            assert_eq!(ProductId::new(good).map(|id| id.to_string()).as_deref(), Ok(good));
        }
        for bad in ["", " ", "a b", "a\u{0}", "é", "\u{7f}", &"x".repeat(65)] {
            assert!(ShopCode::new(bad).is_err(), "{bad:?}");
        }
        let message = AgencyId::new("a b").map_err(|error| error.to_string());
        assert_eq!(
            message,
            Err("`a b` is no agency id: allowed are 1 to 64 visible ASCII characters".to_owned())
        );
    }
}
