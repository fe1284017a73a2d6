//! The floors of the house: a room imports only from floors below its own. The floors are the table in `src/lib.rs`;
//! the imports are read from the sources.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room by room: its floor.
type Floors = BTreeMap<String, u8>;

/// One room that imports another.
type Import = (String, String);

#[test]
fn no_room_imports_from_its_own_floor_or_above() {
    let house = House::read();
    let wrong: Vec<String> = house.imports().iter().filter_map(|one| house.complaint(one)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The terms table is the one hand-over between the two ways through the house.
#[test]
fn verification_needs_no_campaign_and_campaigns_no_verification() {
    let house = House::read();
    for (from, to) in house.imports() {
        let pair = [from.as_str(), to.as_str()];
        assert!(!(pair.contains(&"payout") && pair.contains(&"campaign")), "`{from}` imports `{to}`");
    }
}

#[test]
fn every_room_stands_on_one_floor_and_every_floor_has_only_rooms() {
    let house = House::read();
    let rooms: BTreeSet<&String> = house.rooms.iter().collect();
    assert_eq!(
        house.floors.keys().collect::<BTreeSet<_>>(),
        rooms,
        "table of floors (left), modules (right)"
    );
    assert_eq!(house.floors.values().max(), Some(&5));
    assert!(house.imports().len() > 20, "the imports are not found any more");
}

/// The floor of the plainest rooms is the one whose rooms lean on each other: never in a circle.
#[test]
fn the_ground_floor_has_no_circles() {
    let house = House::read();
    let mut left: BTreeSet<&String> = house.rooms.iter().filter(|room| house.floors[*room] == 0).collect();
    let imports = house.imports();
    loop {
        let free: Vec<&String> = left
            .iter()
            .copied()
            .filter(|room| !imports.iter().any(|(from, to)| from == *room && left.contains(to)))
            .collect();
        if free.is_empty() {
            break;
        }
        left.retain(|room| !free.contains(room));
    }
    assert!(left.is_empty(), "these import each other: {left:?}");
}

/// A reader that misses an import would let every one of these pass.
#[test]
fn imports_are_found_however_they_are_written() {
    let names = |source: &str, place: &[&str]| {
        let place: Vec<String> = place.iter().map(ToString::to_string).collect();
        let exports = BTreeMap::from([("Line".to_owned(), "split".to_owned())]);
        let rooms = ["campaign", "money", "split"].map(str::to_owned);
        rooms_named(source, &place, &exports, &rooms).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(names("use crate::campaign::Draft;", &["payout"]), ["campaign"]);
    assert_eq!(
        names("pub(crate) use crate :: { campaign::{self, Draft}, money };", &["payout"]),
        ["campaign", "money"]
    );
    assert_eq!(names("use crate::{Line, money::Currency};", &["payout"]), ["money", "split"]);
    assert_eq!(names("fn f() { crate::campaign::check(); }", &["payout", "read"]), ["campaign"]);
    assert_eq!(names("use super::super::campaign::Draft;", &["payout", "read"]), ["campaign"]);
    assert_eq!(names("use super::campaign::Draft;", &["payout"]), ["campaign"]);
    assert_eq!(names("use super::campaign::Draft;", &["payout", "read"]), [] as [&str; 0]);
    assert_eq!(
        names("// use crate::campaign::Draft;\n/* crate::money */ \"crate::split\"", &["payout"]),
        [] as [&str; 0]
    );
    assert_eq!(
        names("const A: char = '\"'; use crate::money; const B: char = '\"';", &["payout"]),
        ["money"]
    );
    assert_eq!(names("const VERSION: &str = crate::VERSION;", &["payout"]), [] as [&str; 0]);
}

struct House {
    floors: Floors,
    rooms: Vec<String>,
    /// What the crate's root exports, and the room that it comes from.
    exports: BTreeMap<String, String>,
    sources: PathBuf,
}

impl House {
    fn read() -> Self {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let root = fs::read_to_string(sources.join("lib.rs")).unwrap();
        let words = tokens(&root);
        let rooms = words.windows(3).filter(|three| three[0] == "mod" && three[2] == ";");
        let rooms: Vec<String> = rooms.map(|three| three[1].clone()).collect();
        let mut exports = BTreeMap::new();
        for (at, three) in words.windows(3).enumerate() {
            if let [public, use_, room] = three
                && (public == "pub" && use_ == "use" && rooms.contains(room))
            {
                let names = words[at + 3..].iter().take_while(|word| *word != ";");
                exports.extend(names.map(|name| (name.clone(), room.clone())));
            }
        }
        Self { floors: floors(&root), rooms, exports, sources }
    }

    fn imports(&self) -> BTreeSet<Import> {
        let mut found = BTreeSet::new();
        for path in rust_files(&self.sources) {
            let place = place(path.strip_prefix(&self.sources).unwrap());
            let Some(room) = place.first() else { continue };
            let source = fs::read_to_string(&path).unwrap();
            let named = rooms_named(&source, &place, &self.exports, &self.rooms);
            found.extend(named.into_iter().filter(|other| other != room).map(|other| (room.clone(), other)));
        }
        found
    }

    fn complaint(&self, (from, to): &Import) -> Option<String> {
        let (own, other) = (self.floors[from], self.floors[to]);
        let sideways_below = own == 0 && other == 0;
        (other >= own && !sideways_below).then(|| {
            format!("`{from}` (floor {own}) imports `{to}` (floor {other}): only floors below are open to it")
        })
    }
}

/// The table of the root's documentation: `//! | 5 | `payout` |`.
fn floors(root: &str) -> Floors {
    let rows = root.lines().filter_map(|line| line.strip_prefix("//! | "));
    let rows = rows
        .filter_map(|row| row.split_once(" | "))
        .filter_map(|(floor, rooms)| Some((floor.parse().ok()?, rooms)));
    let mut found = Floors::new();
    for (floor, rooms) in rows {
        for room in rooms.split('`').skip(1).step_by(2) {
            assert_eq!(found.insert(room.to_owned(), floor), None, "`{room}` stands on two floors");
        }
    }
    found
}

/// The path of a file's module: `payout/read.rs` is `payout::read`, `payout/mod.rs` is `payout`.
fn place(file: &Path) -> Vec<String> {
    let parts = file.with_extension("");
    let parts = parts.iter().map(|part| part.to_str().unwrap().to_owned());
    parts.filter(|part| part != "mod" && part != "lib").collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut found: Vec<PathBuf> =
        files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    found.extend(folders.iter().flat_map(|one| rust_files(one)));
    found
}

/// The rooms that a source names, through `crate::`, `super::` as far up as the root, or a name that the root exports.
fn rooms_named(
    source: &str,
    place: &[String],
    exports: &BTreeMap<String, String>,
    rooms: &[String],
) -> BTreeSet<String> {
    let words = tokens(source);
    let mut found = BTreeSet::new();
    for at in 0..words.len() {
        let Some(rest) = after_root(&words[at..], place.len()) else { continue };
        for name in first_names(rest) {
            let room = if rooms.contains(name) { Some(name) } else { exports.get(name) };
            found.extend(room.cloned());
        }
    }
    found
}

/// What follows a path to the crate's root: `crate::`, or as many `super::` as the module is deep.
fn after_root(words: &[String], depth: usize) -> Option<&[String]> {
    let step = |words: &[String], name: &str| {
        words.first().is_some_and(|word| word == name) && words.get(1).is_some_and(|word| word == "::")
    };
    if step(words, "crate") {
        return words.get(2..);
    }
    (0..depth)
        .try_fold(words, |rest, _| if step(rest, "super") { rest.get(2..) } else { None })
        .filter(|_| depth > 0)
}

/// The first name of a path, or of each path in a brace.
fn first_names(words: &[String]) -> Vec<&String> {
    if words.first().is_none_or(|word| word != "{") {
        return words.first().into_iter().collect();
    }
    let (mut depth, mut names) = (0_usize, Vec::new());
    for pair in words.windows(2) {
        match pair[0].as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 1 && (pair[0] == "{" || pair[0] == ",") {
            names.push(&pair[1]);
        }
    }
    names
}

/// Names and marks of Rust text, without comments, texts and single characters.
fn tokens(source: &str) -> Vec<String> {
    let letters: Vec<char> = source.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let until = |mut index: usize, end: &[char]| {
        while index < letters.len() && !letters[index..].starts_with(end) {
            index += 1;
        }
        index + end.len()
    };
    let (mut found, mut index) = (Vec::new(), 0);
    while index < letters.len() {
        match (at(index), at(index + 1)) {
            ('/', '/') => index = until(index, &['\n']),
            ('/', '*') => index = until(index, &['*', '/']),
            ('r', '"') => index = until(index + 2, &['"']),
            ('r', '#') if at(index + 2) == '"' => index = until(index + 3, &['"', '#']),
            ('"', _) => {
                index += 1;
                while index < letters.len() && at(index) != '"' {
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
            }
            // A character, not a lifetime.
            ('\'', '\\') => index = until(index + 3, &['\'']),
            ('\'', _) if at(index + 2) == '\'' => index += 3,
            (':', ':') => {
                found.push("::".to_owned());
                index += 2;
            }
            (letter, _) if letter.is_alphanumeric() || letter == '_' => {
                let name: String =
                    letters[index..].iter().take_while(|one| one.is_alphanumeric() || **one == '_').collect();
                index += name.chars().count();
                found.push(name);
            }
            (letter, _) => {
                if !letter.is_whitespace() {
                    found.push(letter.to_string());
                }
                index += 1;
            }
        }
    }
    found
}
