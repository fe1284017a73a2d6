//! Links: the caller's base URL and an opaque token. A product or list of a campaign has one token for ever, whatever
//! the base URL; it says nothing about rates, and cannot be told from noise without the campaign.

use sha2::{Digest, Sha256};

use crate::value::id::CampaignId;

const TOKEN_BYTES: usize = 16;
/// How long a token is as text.
pub(crate) const TOKEN_CHARACTERS: usize = TOKEN_BYTES * 2;
const SEAL_BYTES: usize = 11;
const BODY_BYTES: usize = 5;

/// What stands behind a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A product, by its number in the campaign.
    Product(u32),
    /// A list, by its number.
    List(u32),
}

impl Target {
    const fn parts(self) -> (u8, u32) {
        match self {
            Self::Product(number) => (1, number),
            Self::List(number) => (2, number),
        }
    }

    const fn of_parts(kind: u8, number: u32) -> Option<Self> {
        match kind {
            1 => Some(Self::Product(number)),
            2 => Some(Self::List(number)),
            _ => None,
        }
    }
}

/// The token: a seal over campaign and target, and the target masked by the seal.
pub(crate) fn token(campaign: &CampaignId, target: Target) -> String {
    let seal = seal(campaign, target);
    let mask = mask(campaign, &seal);
    let (kind, number) = target.parts();
    let number = number.to_be_bytes();
    let body = std::iter::once(&kind).chain(&number).zip(&mask).map(|(byte, mask)| byte ^ mask);
    let bytes: Vec<u8> = seal.iter().copied().chain(body).collect();
    base16ct::lower::encode_string(&bytes)
}

/// What a token of this campaign stands for; `None` for every other text.
fn target(campaign: &CampaignId, token: &str) -> Option<Target> {
    let mut bytes = [0_u8; TOKEN_BYTES];
    if token.len() != TOKEN_CHARACTERS {
        return None;
    }
    base16ct::lower::decode(token, &mut bytes).ok()?;
    let (given, body) = bytes.split_first_chunk::<SEAL_BYTES>()?;
    let body: &[u8; BODY_BYTES] = body.first_chunk()?;
    let [kind, number @ ..] = body;
    let [kind_mask, number_mask @ ..] = mask(campaign, given);
    let mut plain = *number;
    for (byte, mask) in plain.iter_mut().zip(number_mask) {
        *byte ^= mask;
    }
    let target = Target::of_parts(kind ^ kind_mask, u32::from_be_bytes(plain))?;
    (seal(campaign, target) == *given).then_some(target)
}

/// A link: the base URL, a slash where it needs one, and the token.
pub(crate) fn link(base_url: &str, token: &str) -> String {
    let separator = if base_url.is_empty() || base_url.ends_with(BEFORE_TOKEN) { "" } else { "/" };
    format!("{base_url}{separator}{token}")
}

/// What a link of this campaign leads to, whatever its base URL, and whatever was pasted along: white space around it, a slash
/// at its end, a query, a fragment. `None` for a text that is no link of it.
pub(crate) fn resolve(campaign: &CampaignId, link: &str) -> Option<Target> {
    link.trim().split(BEFORE_TOKEN).find_map(|part| target(campaign, part))
}

const BEFORE_TOKEN: [char; 5] = ['/', '=', '?', '&', '#'];

fn seal(campaign: &CampaignId, target: Target) -> [u8; SEAL_BYTES] {
    let (kind, number) = target.parts();
    first(
        Sha256::new()
            .chain_update(b"partner-campaigns link 1 ")
            .chain_update(campaign.as_str())
            .chain_update([b' ', kind])
            .chain_update(number.to_be_bytes()),
    )
}

fn mask(campaign: &CampaignId, seal: &[u8; SEAL_BYTES]) -> [u8; BODY_BYTES] {
    first(
        Sha256::new()
            .chain_update(b"partner-campaigns mask 1 ")
            .chain_update(campaign.as_str())
            .chain_update(b" ")
            .chain_update(seal),
    )
}

fn first<const N: usize>(digest: Sha256) -> [u8; N] {
    let digest = digest.finalize();
    digest.first_chunk().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::id::IdError;

    #[test]
    fn a_token_leads_back_and_no_other_text_does() -> Result<(), IdError> {
        let (one, other) = (CampaignId::new("C-1")?, CampaignId::new("C-2")?);
        for target in [Target::Product(0), Target::List(1), Target::Product(u32::MAX), Target::List(1000)] {
            let token = token(&one, target);
            for base in
                ["", "https://a.test", "https://a.test/", "https://a.test/?link=", "https://b.test/x#"]
            {
                assert_eq!(resolve(&one, &link(base, &token)), Some(target), "{base}");
            }
            let upper = token.to_uppercase();
            let longer = format!("{token}0");
            let shorter = token.get(1..).unwrap_or_default();
            for pasted in [
                format!(" https://a.test/{token}\n"),
                format!("https://a.test/{token}/"),
                format!("https://a.test/{token}?utm_source=chat&x=1#top"),
                format!("https://a.test/?link={token}&lang=en"),
                format!("\u{a0}{token}/#"),
            ] {
                assert_eq!(resolve(&one, &pasted), Some(target), "{pasted}");
            }
            let second = self::token(&one, Target::List(7));
            assert_eq!(resolve(&one, &format!("https://a.test/{token}?next={second}")), Some(target));
            let inside = format!("https://a.test/{token} /");
            let page = format!("{token}.html");
            for hostile in [&upper, &longer, shorter, "", " ", &inside, &page, &format!("x{token}")] {
                assert_eq!(resolve(&one, hostile), None, "{hostile}");
            }
            assert_eq!(resolve(&other, &token), None);
            for at in 0..token.len() {
                let changed: String = token
                    .chars()
                    .enumerate()
                    .map(|(number, digit)| match (number == at, digit) {
                        (true, '0') => '1',
                        (true, _) => '0',
                        (false, digit) => digit,
                    })
                    .collect();
                assert_eq!(resolve(&one, &changed), None);
            }
        }
        Ok(())
    }
}
