//! Workbooks that claim what they have not, or hide what they have: refused in time and in little memory, or harmless.

use std::time::{Duration, Instant};

use partner_campaigns::Kind::{self, Orders, Terms};
use proptest::prelude::*;

use super::made::{Made, Read, cell, header, letters, read, text_cell};
use crate::format::Format;
use crate::problem::Problem;
use crate::window::Bytes;
use crate::xlsx::open;

/// What is said of a workbook that is refused as a whole, soon.
fn refused(made: Made) -> String {
    let begun = Instant::now();
    let said = made.read(Terms).map(|read| read.rows).unwrap_err().to_string();
    assert!(begun.elapsed() < Duration::from_secs(20), "{said}");
    assert!(said.chars().count() < 500, "{said}");
    said
}

fn rows(inside: &str) -> Made {
    Made::rows(&(header(Terms, 1) + inside))
}

#[test]
fn a_cell_in_the_last_corner_takes_no_room() {
    let corner = "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>7</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let read = rows(corner).read(Terms).unwrap();
    assert_eq!(read.lines(), [2]);
    assert_eq!(read.faults(), [(1_048_576, "", "the row has 16384 cells, the header has 8")]);
}

#[test]
fn many_cells_in_the_last_column_take_no_room() {
    let far: String =
        (2..20_002).map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>")).collect();
    let read = rows(&far).read(Terms).unwrap();
    assert_eq!((read.rows.len(), read.unreadable.len()), (0, 20_000));
    // In the rows where the header is looked for, too.
    let far = far.replace("r=\"2\"", "r=\"1\"").replace("XFD2\"", "XFD1\"");
    assert!(
        refused(Made::rows(&far)).contains("no header row") || refused(Made::rows(&far)).contains("is empty")
    );
}

#[test]
fn a_million_rows_that_are_claimed_are_passed_over() {
    let blank: String = (2..=1_048_576).map(|row| format!("<row r=\"{row}\"/>")).collect();
    assert_eq!(rows(&blank).read(Terms).unwrap().rows.len(), 0);
    let xml = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{}</sheetData></worksheet>",
        header(Terms, 1)
    );
    assert!(Made::default().xml_sheet("Data", "visible", &xml).read(Terms).unwrap().rows.is_empty());
}

#[test]
fn places_that_are_none_and_rows_out_of_order() {
    for (inside, says) in [
        ("<row r=\"4294967298\"/>", "`4294967298` is no place in a sheet"),
        ("<row r=\"0\"/>", "it has a row 0, allowed are 1 to 1048576"),
        ("<row r=\"1048577\"/>", "it has a row 1048577, allowed are 1 to 1048576"),
        ("<row r=\"-3\"/>", "`-3` is no place in a sheet"),
        ("<row r=\"5\"/><row r=\"4\"/>", "its row 4 stands after its row 5"),
        ("<row r=\"5\"/><row r=\"5\"/>", "its row 5 stands after its row 5"),
        ("<row r=\"5\"><c r=\"A6\"/></row>", "a cell of row 6 stands in row 5"),
        ("<row r=\"5\"><c r=\"A4294967301\"/></row>", "`A4294967301` is no place in a sheet"),
        ("<row r=\"5\"><c r=\"A+5\"/></row>", "`A+5` is no place in a sheet"),
        ("<row r=\"5\"><c r=\"XFE5\"/></row>", "its row 5 has over 16384 columns"),
        ("<row r=\"5\"><c r=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA5\"/></row>", "is no place in a sheet"),
        ("<row r=\"5\"><c r=\"é5\"/></row>", "`é5` is no place in a sheet"),
        ("<row r=\"5\"><c r=\"XFD5\"/><c/></row>", "its row 5 has over 16384 columns"),
    ] {
        let said = refused(rows(inside));
        assert!(said.starts_with("`book.xlsx`: the workbook is damaged: "), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_cell_that_is_there_twice_is_no_guess() {
    let read =
        rows("<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"A2\"><v>8</v></c></row>").read(Terms).unwrap();
    assert_eq!(read.faults(), [(2, "Campaign ID", "the cell is there twice")]);
}

#[test]
fn xml_that_is_none() {
    for (xml, says) in [
        ("<worksheet><sheetData><row r=\"1\">", "its XML ends in the middle"),
        ("<worksheet><sheetData><row r=\"1\"><c></row></c></sheetData></worksheet>", "expected `</c>`"),
        (
            "<worksheet><sheetData><row r=1/></sheetData></worksheet>",
            "an attribute without a value in quotes",
        ),
        ("<worksheet><sheetData><row r/></sheetData></worksheet>", "an attribute without a value in quotes"),
        (
            "<worksheet><sheetData><row><c t=\"str\"><v>&lol;</v></c></row></sheetData></worksheet>",
            "an entity `&lol;` that is unknown",
        ),
        (
            "<worksheet><sheetData><row><c t=\"str\"><v>&#0;</v></c></row></sheetData></worksheet>",
            "an entity `&#0;` that is unknown",
        ),
        (
            "<!DOCTYPE a [<!ENTITY lol \"lol\">]><worksheet><sheetData/></worksheet>",
            "declares a document type",
        ),
    ] {
        let said = refused(Made::default().xml_sheet("Data", "visible", xml));
        assert!(said.contains(says), "{said}");
    }
    let said = refused(Made::default().xml_sheet("Data", "visible", &"<a>".repeat(200_000)));
    assert!(said.contains("elements over 100 deep"), "{said}");
    let said =
        refused(Made::default().xml_sheet("Data", "visible", &format!("<a {}=\"1\"/>", "x".repeat(2 << 20))));
    assert!(said.contains("a tag or a text of over 1048576 bytes"), "{said}");
    let said = refused(Made::rows(&format!("<row><c t=\"str\"><v>{}</v></c></row>", "1".repeat(2 << 20))));
    assert!(said.contains("a tag or a text of over 1048576 bytes"), "{said}");
    let said =
        refused(Made::default().xml_sheet("Data", "visible", "<worksheet>\u{0}<sheetData/></worksheet>"));
    assert!(said.contains("is empty"), "{said}");
}

#[test]
fn a_billion_laughs() {
    let mut entities = "<!ENTITY a0 \"lol\">".to_owned();
    for at in 1..10 {
        entities += &format!("<!ENTITY a{at} \"{}\">", format!("&a{};", at - 1).repeat(10));
    }
    let laughs = format!("<!DOCTYPE sst [{entities}]><sst><si><t>&a9;</t></si></sst>");
    for part in [
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
    ] {
        let said = refused(rows("").part(part, laughs.as_str()));
        assert!(said.contains("declares a document type, which no workbook does"), "{part}: {said}");
    }
}

#[test]
fn bombs_are_refused_by_a_limit_that_is_said() {
    let long = format!("<row spans=\"{}\"/>", "1".repeat(1000)).repeat(34_000);
    for part in ["xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet0.xml"] {
        let xml = format!("<worksheet><sheetData>{long}");
        let said = refused(match part {
            "xl/worksheets/sheet0.xml" => Made::default().xml_sheet("Data", "visible", &xml),
            part => rows("").part(part, xml),
        });
        assert!(said.contains(&format!("the workbook is refused: its part `{part}` of ")), "{said}");
        assert!(
            said.contains("unpacks to over 33554432 bytes, allowed are 33554432, 250 times its own size"),
            "{said}"
        );
    }
    // Behind the last row nothing is read, but unpacked it is.
    let xml =
        format!("<worksheet><sheetData>{}</sheetData>{}</worksheet>", header(Terms, 1), " ".repeat(33 << 20));
    assert!(refused(Made::default().xml_sheet("Data", "visible", &xml)).contains("unpacks to over"));
}

#[test]
fn claims_of_number_are_not_believed() {
    let count = "<sst count=\"99999999999999\" uniqueCount=\"99999999999999\"><si><t>7</t></si></sst>";
    let read = rows("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>")
        .part("xl/sharedStrings.xml", count)
        .read(Terms)
        .unwrap();
    assert_eq!(read.cells("campaign_id"), ["7"]);
}

#[test]
fn styles_are_not_copied() {
    let fonts = format!("<font><name val=\"{}\"/></font>", "A".repeat(500_000));
    let cells = "<xf fontId=\"0\" numFmtId=\"0\"/>".repeat(100_000);
    let styles = format!("<styleSheet><fonts>{fonts}</fonts><cellXfs>{cells}</cellXfs></styleSheet>");
    let read = rows("<row r=\"2\"><c r=\"A2\" s=\"99999\"><v>7</v></c></row>")
        .part("xl/styles.xml", styles)
        .read(Terms)
        .unwrap();
    assert_eq!(read.cells("campaign_id"), ["7"]);
}

#[test]
fn a_long_text_that_a_million_cells_share_is_not_copied() {
    let long = "x".repeat(900_000);
    let cells: String = (2..20_002)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c><c r=\"B{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let begun = Instant::now();
    let read = rows(&cells).texts(&format!("<si><t>{long}</t></si>")).read(Terms).unwrap();
    assert_eq!(read.unreadable.len(), 20_000);
    assert!(
        read.unreadable[0].reason.starts_with("the cell has a text of 900000 bytes, allowed are 4096: `xxx")
    );
    assert!(read.unreadable[0].reason.len() < 250);
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_steers_a_terminal_is_shown_as_letters() {
    let read =
        rows("<row r=\"2\"><c r=\"A2\" t=\"e\"><v>\u{1b}[31m合計😀</v></c></row>").read(Terms).unwrap();
    assert_eq!(read.faults()[0].2, "the cell holds the error \\u{1b}[31m合計😀");
}

#[test]
fn parts_that_are_missing_or_twice_or_broken() {
    let said =
        refused(Made::default().part(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"a\" r:id=\"rId7\"/></sheets></workbook>",
        ));
    assert!(said.contains("it does not say where its sheet `a` is"), "{said}");
    let gone =
        "<Relationships><Relationship Id=\"rId0\" Type=\"x/worksheet\" Target=\"gone.xml\"/></Relationships>";
    let said = refused(rows("").part("xl/_rels/workbook.xml.rels", gone));
    assert!(said.contains("it has no part `xl/gone.xml`"), "{said}");
    let said = refused(rows("").part("XL\\Workbook.xml", "<workbook/>"));
    assert!(said.contains("there twice"), "{said}");

    let whole = rows("<row r=\"2\"><c r=\"A2\" t=\"str\"><v>7</v></c></row>").bytes();
    let all = |bytes: &[u8]| of_bytes(bytes.to_vec(), Terms);
    assert_eq!(all(&whole).unwrap().cells("campaign_id"), ["7"]);
    for cut in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
        let said = all(&whole[..cut]).unwrap_err().to_string();
        assert!(said.starts_with("`book.xlsx`: the workbook is damaged: "), "{said}");
    }
}

/// A workbook of bytes, read to its end.
fn of_bytes(bytes: Vec<u8>, kind: Kind) -> Result<Read, Problem> {
    read(open("book.xlsx", Bytes::Memory(bytes.into()), Format::of(kind))?, 7)
}

/// A workbook of some rows with all kinds of cells.
fn some() -> Vec<u8> {
    let mut rows = header(Orders, 1);
    for row in 2..12 {
        rows += &format!(
            "<row r=\"{row}\">{}{}{}</row>",
            text_cell(&format!("A{row}"), &row.to_string()),
            cell(Orders, row, "base", "s=\"1\"", "<v>12.5</v>"),
            cell(Orders, row, "status", "t=\"s\"", "<v>0</v>"),
        );
    }
    Made::rows(&rows).texts("<si><t>Settled</t></si>").formats(&["General", "0.00"]).bytes()
}

#[test]
fn no_bit_of_a_cell_changes_unseen() {
    let whole = some();
    let right = of_bytes(whole.clone(), Orders).unwrap();
    let mut refused = 0;
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        match of_bytes(bytes, Orders) {
            Ok(read) => {
                // Where the name of a part has changed, its texts are missing, and each row says so.
                assert_eq!(read.rows.len() + read.unreadable.len(), right.rows.len(), "{at}");
                assert!(read.rows.iter().all(|row| right.rows.contains(row)), "{at}");
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > whole.len() / 2, "{refused} of {}", whole.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever stands in the XML of a sheet, its texts and its styles, nothing panics.
    #[test]
    fn any_inner_xml_is_read_or_refused(
        pieces in prop::collection::vec(0_usize..PIECES.len(), 0..60),
        texts in prop::collection::vec(0_usize..PIECES.len(), 0..10),
        noise in ".{0,8}",
    ) {
        let xml = |pieces: &[usize]| pieces.iter().map(|&at| PIECES[at]).collect::<String>();
        let made = Made::rows(&(header(Terms, 1) + &xml(&pieces) + &noise)).texts(&xml(&texts));
        let _ = made.part("xl/styles.xml", xml(&texts)).read(Terms);
    }

    /// Whatever the bytes of an archive, nothing panics.
    #[test]
    fn any_bytes_are_read_or_refused(at in any::<prop::sample::Index>(), with in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut bytes = some();
        let at = at.index(bytes.len());
        let end = (at + with.len()).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = of_bytes(bytes, Orders);
    }
}

const PIECES: [&str; 28] = [
    "<row r=\"2\">",
    "<row>",
    "<row r=\"1048576\">",
    "</row>",
    "<row/>",
    "<c r=\"A2\" t=\"s\">",
    "<c>",
    "<c t=\"str\" s=\"1\">",
    "<c t=\"inlineStr\">",
    "<c t=\"e\">",
    "<c t=\"b\">",
    "<c t=\"d\">",
    "<c s=\"1\">",
    "</c>",
    "<v>",
    "</v>",
    "<v>1</v>",
    "<v>46219.5</v>",
    "<is>",
    "</is>",
    "<t>",
    "</t>",
    "<r>",
    "</sheetData>",
    "<si>",
    "</si>",
    "&lt;&#65;",
    "<xf numFmtId=\"14\"/>",
];

#[test]
fn columns_have_letters() {
    assert_eq!([0, 25, 26, 16_383].map(letters), ["A", "Z", "AA", "XFD"]);
}
