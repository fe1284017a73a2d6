//! The campaign's phase: derived from the publish toggle, the campaign period and the date, never stored.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::value::period::{Day, Period};

/// Where a campaign stands, in the platform's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Not published.
    Ready,
    /// Published, before the first day of the campaign period.
    Upcoming,
    /// Published, within the campaign period.
    Ongoing,
    /// After the campaign period.
    Closed,
}

/// The publish toggle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toggle {
    /// Hidden from sellers.
    Off,
    /// Published.
    On,
}

/// Where a day stands to the campaign period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before its first day.
    Before,
    /// From its first day to its last.
    Within,
    /// After its last day.
    After,
}

/// One row of the phase table: `None` is either.
#[derive(Clone, Copy, Debug)]
pub struct PhaseRow {
    /// The publish toggle.
    pub toggle: Option<Toggle>,
    /// The date.
    pub when: Option<When>,
    /// The phase.
    pub phase: Phase,
}

/// The phase: the first row that fits.
pub const PHASES: &[PhaseRow] = &[
    PhaseRow { toggle: None, when: Some(When::After), phase: Phase::Closed },
    PhaseRow { toggle: Some(Toggle::Off), when: None, phase: Phase::Ready },
    PhaseRow { toggle: None, when: Some(When::Before), phase: Phase::Upcoming },
    PhaseRow { toggle: None, when: None, phase: Phase::Ongoing },
];

impl When {
    pub(crate) fn of(day: Day, period: Period) -> Self {
        if day > period.last_day {
            Self::After
        } else if day < period.first_day {
            Self::Before
        } else {
            Self::Within
        }
    }
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ready, Self::Upcoming, Self::Ongoing, Self::Closed];

    pub(crate) fn of(toggle: Toggle, when: When) -> Self {
        let fits = |row: &&PhaseRow| {
            row.toggle.is_none_or(|needed| needed == toggle) && row.when.is_none_or(|needed| needed == when)
        };
        PHASES.iter().find(fits).map_or(Self::Ongoing, |row| row.phase)
    }

    /// The public word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Upcoming => "upcoming",
            Self::Ongoing => "ongoing",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

impl Serialize for Phase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
