//! A campaign that threads share: behind a lock in which everybody's turn comes, and several at once without a deadlock.

use parking_lot::RwLock;

use crate::campaign::Campaign;

/// A campaign that threads share. Any number may look at it at once; who changes it is alone with it.
///
/// Who waits is served in turn: new readers stand behind a writer that waits, so a writer gets in however many readers come
/// and go, and they get in between writers. There is no way to hold a campaign longer than a closure runs, and one to look
/// at several, [`read_all`](Self::read_all), which takes each once and all in one order for the whole process: whatever threads
/// do with shared campaigns, they never wait for each other in a circle. One thing is left to the caller: a closure uses no
/// other shared campaign.
///
/// A panic within [`write`](Self::write) leaves the campaign [torn](ShareError::Torn): it can only be dropped.
///
/// ```
/// use partner_campaigns::{Campaign, Profile, SharedCampaign};
/// let campaign = SharedCampaign::new(Campaign::new(Profile::guide()));
/// std::thread::scope(|scope| {
///     scope.spawn(|| campaign.write(|campaign| campaign.execute_json("{}")));
///     scope.spawn(|| SharedCampaign::read_all(&[&campaign, &campaign], |both| both.len()));
/// });
/// assert_eq!(campaign.read(Campaign::version), Ok(0));
/// ```
#[derive(Debug)]
pub struct SharedCampaign(RwLock<Held>);

#[derive(Debug)]
struct Held {
    campaign: Campaign,
    /// Whether somebody is changing it, or panicked over that.
    torn: bool,
}

/// Why a shared campaign was not looked at or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Another thread uses it, and the call does not wait.
    #[error("another thread is using this campaign: try again when it is done")]
    Busy,
    /// A change of it ended in a panic: nobody knows what it is now.
    #[error("an earlier call on this campaign failed: it can only be dropped")]
    Torn,
}

impl SharedCampaign {
    /// The campaign, to be shared.
    #[must_use]
    pub fn new(campaign: Campaign) -> Self {
        Self(RwLock::new(Held { campaign, torn: false }))
    }

    /// Looks at the campaign; waits for whoever changes it, and for those who waited to do so before.
    ///
    /// # Errors
    /// [`ShareError::Torn`].
    pub fn read<T>(&self, look: impl FnOnce(&Campaign) -> T) -> Result<T, ShareError> {
        let held = self.0.read();
        Ok(look(held.whole()?))
    }

    /// Changes the campaign; waits until nobody uses it, and lets nobody new in meanwhile.
    ///
    /// # Errors
    /// [`ShareError::Torn`].
    pub fn write<T>(&self, change: impl FnOnce(&mut Campaign) -> T) -> Result<T, ShareError> {
        self.0.write().change(change)
    }

    /// Changes the campaign where nobody uses it at the moment. Among readers that come and go this may never be so: it is for
    /// who has something else to do, or gives up.
    ///
    /// # Errors
    /// [`ShareError::Busy`], [`ShareError::Torn`].
    pub fn try_write<T>(&self, change: impl FnOnce(&mut Campaign) -> T) -> Result<T, ShareError> {
        self.0.try_write().ok_or(ShareError::Busy)?.change(change)
    }

    /// Looks at several campaigns at once, in the order given, one or other of them more than once if so given; none changes
    /// meanwhile.
    ///
    /// # Errors
    /// [`ShareError::Torn`] where one of them is.
    pub fn read_all<T>(all: &[&Self], look: impl FnOnce(&[&Campaign]) -> T) -> Result<T, ShareError> {
        // By their places in memory, which nobody changes while they are borrowed.
        let place = |one: &&Self| std::ptr::from_ref(*one).addr();
        let mut each = all.to_vec();
        each.sort_unstable_by_key(place);
        each.dedup_by_key(|one| place(one));
        let held: Vec<_> = each.iter().map(|one| one.0.read()).collect();
        let campaigns: Vec<&Campaign> = held.iter().map(|held| held.whole()).collect::<Result<_, _>>()?;
        let found = |one: &&Self| each.binary_search_by_key(&place(one), place).ok();
        let given: Vec<&Campaign> =
            all.iter().filter_map(|one| campaigns.get(found(one)?).copied()).collect();
        Ok(look(&given))
    }
}

impl Held {
    fn whole(&self) -> Result<&Campaign, ShareError> {
        if self.torn { Err(ShareError::Torn) } else { Ok(&self.campaign) }
    }

    fn change<T>(&mut self, change: impl FnOnce(&mut Campaign) -> T) -> Result<T, ShareError> {
        self.whole()?;
        self.torn = true;
        let done = change(&mut self.campaign);
        self.torn = false;
        Ok(done)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]
mod tests;
