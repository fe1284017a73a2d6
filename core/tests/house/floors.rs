//! Rooms on floors: each imports only from floors below its own. The floors are tables in the sources: of the crate's root,
//! of verification, and of the readers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::imports::{Names, Sources};

/// Room by room: its floor.
type Floors = BTreeMap<String, u8>;

/// A house, or a wing of one: the rooms next below a module, with the floors that its documentation gives them.
struct House {
    wing: Names,
    floors: Floors,
    sources: Sources,
}

impl House {
    fn read(sources: &str, wing: &[&str], door: &str) -> Self {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join(sources);
        let floors = floors(&fs::read_to_string(sources.join(door)).unwrap());
        let wing = wing.iter().map(ToString::to_string).collect();
        Self { wing, floors, sources: Sources::read(&sources) }
    }

    fn core() -> Self {
        Self::read("src", &[], "lib.rs")
    }

    fn all() -> [Self; 2] {
        [Self::core(), Self::read("src", &["payout"], "payout/mod.rs")]
    }

    /// The room of this house that a module is in.
    fn room<'a>(&self, module: &'a Names) -> Option<&'a String> {
        module.strip_prefix(self.wing.as_slice()).and_then(|below| below.first())
    }

    fn rooms(&self) -> BTreeSet<&String> {
        self.sources.modules().filter_map(|module| self.room(module)).collect()
    }

    /// Each room with a room that it imports.
    fn imports(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for module in self.sources.modules() {
            let Some(room) = self.room(module).filter(|_| !module.contains(&"tests".to_owned())) else {
                continue; // a test may look at more of the house
            };
            for other in self.sources.imports(module) {
                if let Some(other) = self.room(&other).filter(|other| *other != room) {
                    found.insert((room.clone(), other.clone()));
                }
            }
        }
        found
    }
}

#[test]
fn no_room_imports_from_its_own_floor_or_above() {
    for house in House::all() {
        let wrong: Vec<String> = house
            .imports()
            .iter()
            .filter_map(|(from, to)| {
                let (own, other) = (house.floors[from], house.floors[to]);
                let sideways_below = own == 0 && other == 0;
                (other >= own && !sideways_below)
                    .then(|| format!("`{from}` ({own}) imports `{to}` ({other})"))
            })
            .collect();
        assert!(wrong.is_empty(), "{:?}: {}", house.wing, wrong.join("\n"));
    }
}

#[test]
fn every_room_stands_on_one_floor_and_every_floor_has_only_rooms() {
    for house in House::all() {
        let listed: BTreeSet<&String> = house.floors.keys().collect();
        assert_eq!(listed, house.rooms(), "table of floors (left), modules (right)");
        assert!(house.imports().len() > 5, "the imports are not found any more");
    }
    assert!(House::core().imports().len() > 20, "the imports are not found any more");
}

/// The terms table is the one hand-over between the two ways through the house.
#[test]
fn verification_needs_no_campaign_and_campaigns_no_verification() {
    for (from, to) in House::core().imports() {
        let pair = [from.as_str(), to.as_str()];
        assert!(!(pair.contains(&"payout") && pair.contains(&"campaign")), "`{from}` imports `{to}`");
    }
}

/// The table of a module's documentation: `//! | 5 | `payout` | what it does |`.
fn floors(door: &str) -> Floors {
    let rows = door.lines().filter_map(|line| line.strip_prefix("//! | "));
    let rows = rows
        .filter_map(|row| row.split_once(" | "))
        .filter_map(|(floor, rooms)| Some((floor.parse().ok()?, rooms)));
    let mut found = Floors::new();
    for (floor, rooms) in rows {
        let rooms = rooms.split(" |").next().unwrap_or_default();
        for room in rooms.split('`').skip(1).step_by(2) {
            assert_eq!(found.insert(room.to_owned(), floor), None, "`{room}` stands on two floors");
        }
    }
    found
}

/// Where the sources of the crates of this workspace are.
pub(crate) fn crates() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    ["core/src", "readers/src", "ffi/src"].map(|sources| workspace.join(sources)).into()
}
