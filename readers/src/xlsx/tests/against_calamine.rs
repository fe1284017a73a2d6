//! The same cells as another reader sees them: workbooks that are plain enough for it.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use partner_campaigns::Kind::Orders;
use proptest::prelude::*;

use super::made::{Made, cell, header, read};
use crate::format::Format;
use crate::window::Bytes;
use crate::xlsx::open;

/// The cells of a column that holds any text, as `calamine` reads them.
fn theirs(bytes: Vec<u8>, column: usize) -> Vec<(u64, String)> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Data").unwrap();
    let cells = range.used_cells().filter(|(row, at, _)| *row > 0 && *at == column);
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Bool(truth) => truth.to_string(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(at) => at.as_datetime().unwrap().to_string(),
        Data::DateTimeIso(text) => text.replace('T', " "),
        other => format!("{other:?}"),
    };
    cells.map(|(row, _, cell)| (u64::try_from(row).unwrap() + 1, text(cell))).collect()
}

fn ours(bytes: Vec<u8>, field: &str) -> Vec<(u64, String)> {
    let read = read(open("book.xlsx", Bytes::Memory(bytes.into()), Format::of(Orders)).unwrap(), 50).unwrap();
    assert!(read.unreadable.is_empty(), "{:?}", read.unreadable);
    let cells: Vec<String> = read.cells(field).iter().map(ToString::to_string).collect();
    read.lines().into_iter().zip(cells).filter(|(_, cell)| !cell.is_empty()).collect()
}

/// A cell that both can read: attributes and what is in it.
fn any_cell() -> impl Strategy<Value = (&'static str, String)> {
    prop_oneof![
        (0_usize..4).prop_map(|at| ("t=\"s\"", format!("<v>{at}</v>"))),
        "[a-z&;<> é合_x000D]{1,12}".prop_map(|text| ("t=\"str\"", format!("<v>{}</v>", escaped(&text)))),
        "[a-z&; \t]{1,9}x".prop_map(|text| (
            "t=\"inlineStr\"",
            format!("<is><r><t>a</t></r><r><t>{}</t></r></is>", escaped(&text))
        )),
        (0_i64..1_000_000_000).prop_map(|number| ("", format!("<v>{number}</v>"))),
        any::<bool>().prop_map(|truth| ("t=\"b\"", format!("<v>{}</v>", u8::from(truth)))),
        (61_i64..80_000, 1_i64..86_400).prop_map(|(day, second)| {
            // As a workbook keeps it: a day and a fraction of it.
            let nanos = second * 1_000_000_000 / 86_400;
            ("s=\"1\"", format!("<v>{day}.{nanos:09}00</v>"))
        }),
        Just(("t=\"d\"", "<v>2026-07-16T10:11:12</v>".to_owned())),
    ]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&#62;")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn both_read_the_same(cells in prop::collection::vec(any_cell(), 1..40)) {
        let mut rows = header(Orders, 1);
        for (row, (attributes, inside)) in (2..).zip(&cells) {
            let id = cell(Orders, row, "order_id", "", "<v>1</v>");
            rows += &format!("<row r=\"{row}\">{id}{}</row>", cell(Orders, row, "status", attributes, inside));
        }
        let texts = "<si><t>one</t></si><si><t xml:space=\"preserve\"> two\n</t></si><si><t> three </t></si><si><r><t>fo</t></r><r><t>ur</t></r></si>";
        let bytes = Made::rows(&rows).texts(texts).formats(&["General", "dd/mm/yyyy hh:mm:ss"]).bytes();
        let column = Format::of(Orders).columns.iter().position(|column| column.field == "status").unwrap();
        let theirs: Vec<_> = theirs(bytes.clone(), column).into_iter().filter(|(_, cell)| !cell.is_empty()).collect();
        prop_assert_eq!(ours(bytes, "status"), theirs);
    }
}
