//! What a workbook says of itself: its sheets, in their order, and the calendar that its dates count from.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::archive::Archive;
use super::wrong::{Wrong, shown};
use super::xml::{Xml, attributes, unescaped};

/// No workbook has more sheets that are looked into.
const SHEETS_MAX: usize = 10_000;

/// A sheet with cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_visible: bool,
    /// The part that holds its cells.
    pub(super) part: String,
}

/// A workbook's table of contents.
#[derive(Debug)]
pub(super) struct Book {
    /// The sheets that have cells; charts and dialogs have none.
    pub(super) sheets: Vec<Sheet>,
    /// How many sheets there are of every kind.
    pub(super) sheet_count: usize,
    /// Days are counted from 1904, as the first Macintosh did.
    pub(super) from_1904: bool,
    /// The part that holds the shared texts.
    pub(super) texts: String,
    /// The part that holds the number formats.
    pub(super) styles: String,
}

/// Where a relationship leads, and to what.
struct Relation {
    target: String,
    kind: String,
}

impl Book {
    pub(super) fn read(archive: &Archive) -> Result<Self, Wrong> {
        let main = main_part(archive)?;
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = relations(archive, &format!("{folder}/_rels/{name}.rels"))?;
        let of_kind = |kind: &str, otherwise: &str| {
            let found = relations.values().find(|relation| relation.kind == kind);
            resolved(folder, found.map_or(otherwise, |relation| &relation.target))
        };
        let mut book = Self {
            sheets: Vec::new(),
            sheet_count: 0,
            from_1904: false,
            texts: of_kind("sharedStrings", "sharedStrings.xml"),
            styles: of_kind("styles", "styles.xml"),
        };
        let mut xml = opened(archive, &main)?;
        while let Some(event) = xml.next()? {
            let Event::Start(element) = event else { continue };
            match element.local_name().as_ref() {
                "sheet" => {
                    let [name, state, id] = attributes(&element, ["name", "state", "id"])?;
                    let name = unescaped(name.unwrap_or_default())?;
                    let relation = relations.get(id.unwrap_or_default());
                    let relation = relation.ok_or_else(|| {
                        Wrong::damaged(format!("it does not say where its sheet `{name}` is"))
                    })?;
                    book.add(
                        Sheet {
                            is_visible: matches!(state, None | Some("visible")),
                            part: resolved(folder, &relation.target),
                            name,
                        },
                        relation,
                    )?;
                }
                "workbookPr" => {
                    if let [Some(from_1904)] = attributes(&element, ["date1904"])? {
                        book.from_1904 = matches!(from_1904, "1" | "true" | "on");
                    }
                }
                _ => {}
            }
        }
        xml.finish()?;
        Ok(book)
    }

    fn add(&mut self, sheet: Sheet, relation: &Relation) -> Result<(), Wrong> {
        self.sheet_count = self.sheet_count.saturating_add(1);
        if self.sheet_count > SHEETS_MAX {
            return Err(Wrong(format!("is refused: it has over {SHEETS_MAX} sheets")));
        }
        if relation.kind == "worksheet" {
            self.sheets.push(sheet);
        }
        Ok(())
    }
}

/// The part that the archive says is the workbook.
fn main_part(archive: &Archive) -> Result<String, Wrong> {
    const USUAL: &str = "xl/workbook.xml";
    if archive.has("_rels/.rels") {
        let relations = relations(archive, "_rels/.rels")?;
        let main = relations.values().find(|relation| relation.kind == "officeDocument");
        if let Some(main) =
            main.map(|relation| resolved("", &relation.target)).filter(|part| archive.has(part))
        {
            return Ok(main);
        }
    }
    Ok(USUAL.to_owned())
}

fn relations(archive: &Archive, part: &str) -> Result<HashMap<String, Relation>, Wrong> {
    let mut relations = HashMap::new();
    let mut xml = opened(archive, part)?;
    while let Some(event) = xml.next()? {
        let Event::Start(element) = event else { continue };
        if element.local_name().as_ref() == "Relationship"
            && let [Some(id), Some(kind), Some(target)] = attributes(&element, ["Id", "Type", "Target"])?
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.insert(unescaped(id)?, Relation { target: unescaped(target)?, kind });
        }
    }
    xml.finish()?;
    Ok(relations)
}

/// The XML of a part that has to be there.
pub(super) fn opened(archive: &Archive, part: &str) -> Result<Xml, Wrong> {
    let missing = || Wrong::damaged(format!("it has no part `{}`", shown(part)));
    archive.part(part).map(Xml::new).ok_or_else(missing)
}

/// A part's name, as it is written in a part of some folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}
