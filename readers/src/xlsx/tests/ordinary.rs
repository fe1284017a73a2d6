//! Workbooks as programs write them and people leave them.

use partner_campaigns::Kind::{Orders, Terms};

use super::made::{Made, cell, header, text_cell};

/// A row of an order: its id, and cells of other fields with their attributes and what is in them.
fn order(row: u32, id: &str, cells: &[(&str, &str, &str)]) -> String {
    let id = cell(Orders, row, "order_id", "t=\"str\"", &format!("<v>{id}</v>"));
    let cells = cells.iter().map(|(field, attributes, inside)| cell(Orders, row, field, attributes, inside));
    format!("<row r=\"{row}\">{id}{}</row>", cells.collect::<String>())
}

#[test]
fn cells_of_every_kind() {
    let rows = [
        header(Orders, 1),
        order(
            2,
            "1",
            &[
                ("base", "", "<v>57.699999999999996</v>"),
                ("creator_rate", "s=\"1\"", "<v>0.10000000000000003</v>"),
            ],
        ),
        order(
            3,
            "2",
            &[("base", "t=\"n\"", "<v>6.5E4</v>"), ("created_at", "s=\"2\"", "<v>46219.416666666664</v>")],
        ),
        order(4, "3", &[("base", "t=\"s\"", "<v>0</v>"), ("created_at", "s=\"3\"", "<v>46219</v>")]),
        order(5, "4", &[("base", "t=\"s\"", "<v>1</v>"), ("created_at", "s=\"2\"", "<v>46219</v>")]),
        order(
            6,
            "5",
            &[("refunded", "t=\"b\"", "<v>0</v>"), ("created_at", "t=\"d\"", "<v>2026-07-16T10:00:00</v>")],
        ),
        order(
            7,
            "6",
            &[(
                "base",
                "t=\"inlineStr\"",
                "<is><r><t xml:space=\"preserve\">Rp </t></r><r><t>65.000</t></r><rPh><t>no</t></rPh></is>",
            )],
        ),
        order(8, "7", &[("base", "t=\"str\"", "<f>A1&amp;B1</f><v>a &lt;&#49;&gt;<![CDATA[&]]>_x000D_</v>")]),
        order(9, "8", &[("base", "", "<v>12<!-- x -->34</v>"), ("sku_id", "", "<v>&#49;00</v>")]),
        order(
            10,
            "9",
            &[("base", "", "<f>1+1</f><v>2</v><extLst><ext><v>9</v></ext></extLst>"), ("sku_id", "", "<v/>")],
        ),
        order(
            11,
            "10",
            &[
                ("base", "", ""),
                ("created_at", "s=\"0\"", "<v>20260716</v>"),
                ("status", "t=\"s\"", "<v>2</v>"),
            ],
        ),
    ];
    let texts = "<si><t> trimmed\t</t></si><si><t xml:space=\"preserve\"> kept </t></si><si><r><rPr/><t>Set</t></r><r><t>tled</t></r></si>";
    let made = Made::rows(&rows.concat()).texts(texts).formats(&[
        "General",
        "0.00%",
        "dd/mm/yyyy hh:mm",
        "dd/mm/yyyy",
    ]);
    let read = made.read(Orders).unwrap();
    assert_eq!(read.faults(), []);
    assert_eq!(read.lines(), (2..=11).collect::<Vec<_>>());
    let base = ["57.7", "65000", "trimmed", " kept ", "", "Rp 65.000", "a <1>&\r", "1234", "2", ""];
    assert_eq!(read.cells("base"), base);
    let created = [
        "",
        "2026-07-16 10:00:00",
        "2026-07-16",
        "2026-07-16 00:00:00",
        "2026-07-16 10:00:00",
        "",
        "",
        "",
        "",
        "20260716",
    ];
    assert_eq!(read.cells("created_at"), created);
    assert_eq!(read.cells("creator_rate")[0], "10%");
    assert_eq!(read.cells("refunded")[4], "false");
    assert_eq!((read.cells("sku_id")[7], read.cells("sku_id")[8]), ("100", ""));
    assert_eq!(read.cells("status")[9], "Settled");
    assert!(read.notes.is_empty(), "{:?}", read.notes);
}

#[test]
fn a_cell_that_is_odd_makes_its_row_unreadable_and_no_other() {
    let odd = [
        ("base", "t=\"e\"", "<v>#REF!</v>", "the cell holds the error #REF!"),
        ("base", "t=\"e\"", "<v>#ERROR!</v>", "the cell holds the error #ERROR!"),
        ("base", "t=\"e\"", "<v/>", "the cell holds the error #ERROR"),
        ("base", "t=\"b\"", "<v>2</v>", "the cell is the truth value `2`, expected 0 or 1"),
        ("base", "t=\"b\"", "<v>1</v>", "the cell is the truth value true, expected an amount"),
        ("base", "t=\"n\"", "<v>abc</v>", "the cell is the number `abc`, which is none"),
        ("base", "t=\"n\"", "<v>inf</v>", "the cell is the number `inf`, which is none"),
        ("base", "t=\"n\"", "<v>1e999</v>", "the cell is inf, expected an amount"),
        ("base", "t=\"s\"", "<v>7</v>", "the cell shares the text `7`, which the workbook has not"),
        ("base", "t=\"s\"", "<v>-1</v>", "the cell shares the text `-1`, which the workbook has not"),
        ("base", "t=\"zz\"", "<v>7</v>", "the cell is of no kind that is known: `7`"),
        ("base", "", "<v>1</v><v>2</v>", "the cell is of no kind that is known: `12`"),
        ("base", "s=\"2\"", "<v>46219</v>", "the cell is a date, expected an amount"),
        (
            "sku_id",
            "",
            "<v>576400000000000001</v>",
            "the cell is a number of 18 digits and may have lost digits; store ids as text",
        ),
        ("creator_rate", "", "<v>0.07</v>", "a number without a percent sign is ambiguous: 0.07"),
        ("created_at", "s=\"2\"", "<v>99999999</v>", "the cell is the number 99999999, which is no date"),
        ("created_at", "s=\"2\"", "<v>0.5</v>", "the cell is a time of day or a duration, expected a date"),
        ("created_at", "s=\"3\"", "<v>1.5</v>", "the cell is a time of day or a duration, expected a date"),
        ("created_at", "", "<v>46219.5</v>", "the cell is the number 46219.5 and not formatted as a date"),
    ];
    let mut rows = header(Orders, 1);
    for (row, (field, attributes, inside, _)) in (2..).zip(odd) {
        rows += &order(row, "1", &[(field, attributes, inside)]);
    }
    rows += &order(99, "99", &[]);
    let made = Made::rows(&rows).formats(&["General", "0%", "d/m/yyyy", "[h]:mm"]);
    let read = made.read(Orders).unwrap();
    assert_eq!(read.lines(), [99]);
    let said: Vec<&str> = read.faults().iter().map(|(_, _, reason)| *reason).collect();
    assert_eq!(said, odd.map(|(.., says)| says));
    assert!(read.unreadable.iter().all(|row| row.ids.order_id.as_deref() == Some("1")));
    assert_eq!(read.unreadable[0].column.as_deref(), Some("Commission base"));
}

#[test]
fn errors_in_columns_that_are_not_read_do_no_harm() {
    let last = header(Terms, 1).replace("</row>", &format!("{}</row>", text_cell("Z1", "Product link")));
    let row = |row: u32, inside: &str| {
        format!("<row r=\"{row}\">{inside}<c r=\"Z{row}\" t=\"e\"><v>#N/A</v></c></row>")
    };
    let rows = [last, row(2, &text_cell("A2", "7")), row(3, ""), row(4, &text_cell("A4", "8"))];
    let read = Made::rows(&rows.concat()).read(Terms).unwrap();
    assert_eq!((read.lines(), read.faults()), (vec![2, 4], vec![]));
}

#[test]
fn cells_and_rows_that_do_not_say_where_they_stand() {
    let head = header(Terms, 3);
    let without: String = head
        .split(" r=\"")
        .enumerate()
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('"').unwrap().1 })
        .collect();
    let data = "<row><c t=\"str\"><v>7</v></c><c t=\"str\"><v>8</v></c></row><row/><row><c/><c t=\"str\"><v>9</v></c></row>";
    let read = Made::rows(&format!("<row/><row/>{without}{data}")).read(Terms).unwrap();
    assert_eq!(
        (read.lines(), read.cells("campaign_id"), read.cells("product_id")),
        (vec![4, 6], vec!["7", ""], vec!["8", "9"])
    );
    // Only the cells say so.
    let rows = head.replace("<row r=\"3\">", "<row>")
        + "<row><c r=\"B9\" t=\"str\"><v>9</v></c><c t=\"str\"><v>1/2/2026</v></c></row>";
    let read = Made::rows(&rows).read(Terms).unwrap();
    assert_eq!(
        (read.lines(), read.cells("product_id"), read.cells("valid_from")),
        (vec![9], vec!["9"], vec!["1/2/2026"])
    );
}

#[test]
fn banner_rows_and_a_table_that_does_not_begin_in_the_corner() {
    let shifted = |row: u32, texts: &[&str]| {
        let cells = texts
            .iter()
            .enumerate()
            .map(|(at, text)| text_cell(&format!("{}{row}", super::made::letters(at + 2)), text));
        format!("<row r=\"{row}\">{}</row>", cells.collect::<String>())
    };
    let names: Vec<&str> =
        crate::format::Format::of(Terms).columns.iter().map(|column| column.names[0].as_str()).collect();
    let rows = [
        shifted(2, &["Exported for checking"]),
        shifted(5, &names),
        shifted(6, &["7", "8"]),
        shifted(7, &["-", ""]),
        shifted(8, &["7", "8", "", "", "", "", "", "", "", "beyond"]),
        shifted(9, &["Summary"]),
    ];
    let read = Made::rows(&rows.concat()).read(Terms).unwrap();
    assert_eq!((read.lines(), read.cells("product_id")), (vec![6], vec!["8"]));
    assert_eq!(read.faults(), [(8, "", "the row has 12 cells, the header has 10")]);
    assert_eq!(
        read.notes,
        ["rows above the header skipped: the header is in row 5", "1 summary row skipped at line 9"]
    );
}

#[test]
fn what_a_sheet_says_of_its_size_does_not_matter() {
    for dimension in ["A1", "A1:B2", "A1:XFD1048576", "B9:A1", "nonsense"] {
        let xml = format!(
            "<x:worksheet xmlns:x=\"m\"><x:dimension ref=\"{dimension}\"/><x:sheetData>{}{}</x:sheetData></x:worksheet>",
            header(Terms, 1),
            "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>7</v></c></row>"
        );
        let read = Made::default().xml_sheet("Data", "visible", &xml).read(Terms).unwrap();
        assert_eq!(read.cells("campaign_id"), ["7"], "{dimension}");
    }
}

#[test]
fn days_from_1904() {
    let rows =
        header(Terms, 1) + "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"C2\" s=\"1\"><v>44757</v></c></row>";
    let read = Made::rows(&rows).formats(&["General", "yyyy-mm-dd"]).since_1904().read(Terms).unwrap();
    assert_eq!(read.cells("valid_from"), ["2026-07-16"]);
}

#[test]
fn every_visible_sheet_with_the_columns_is_read_and_the_others_are_said() {
    let month = |id: &str| header(Terms, 1) + &format!("<row r=\"2\">{}</row>", text_cell("A2", id));
    let half = "<row r=\"1\">".to_owned()
        + &text_cell("A1", "Campaign ID")
        + &text_cell("B1", "Product ID")
        + "</row>";
    let made = Made::default()
        .sheet("About", "visible", &format!("<row>{}</row>", text_cell("A1", "Hello")))
        .sheet("July & more", "visible", &month("7"))
        .xml_sheet("Chart", "visible", "<chartsheet/>")
        .sheet("Old", "hidden", &month("5"))
        .sheet("Older", "veryHidden", &month("4"))
        .sheet("Half", "visible", &half)
        .sheet("August", "visible", &month("8"));
    let read = made.read(Terms).unwrap();
    let found: Vec<_> = read.rows.iter().map(|(sheet, line, _)| (sheet.as_str(), *line)).collect();
    assert_eq!(found, [("July & more", 2), ("August", 2)]);
    assert_eq!(read.cells("campaign_id"), ["7", "8"]);
    assert_eq!(
        read.notes,
        [
            "sheets `July & more`, `August` are read, of 7 sheets",
            "sheets without the needed columns, not read: `About`, `Half`",
            "hidden sheets with the needed columns, not read: `Old`, `Older`",
        ]
    );
    let made = Made::default().sheet("Notes", "visible", "").sheet("Old", "hidden", &month("5"));
    let read = made.read(Terms).unwrap();
    assert_eq!(read.cells("campaign_id"), ["5"]);
    assert_eq!(
        read.notes,
        ["hidden sheet `Old` is read, of 2 sheets", "sheet without the needed columns, not read: `Notes`"]
    );
}

#[test]
fn why_no_sheet_can_be_read() {
    let refused = |made: Made| made.open(Terms).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        refused(Made::rows("<row><c/></row>")),
        "`book.xlsx`: the workbook is empty, expected the agency product \"Export link\" file with its header row"
    );
    let said = refused(Made::rows(&format!("<row>{}</row>", text_cell("A1", "Hello"))));
    assert!(
        said.contains("no header row of the agency product \"Export link\" file in the first 30 rows"),
        "{said}"
    );
    let half = format!("<row>{}{}</row>", text_cell("A1", "Campaign ID"), text_cell("B1", "Product ID"));
    let said = refused(Made::default().sheet("Notes", "visible", "").sheet("Data", "visible", &half));
    assert!(
        said.contains(
            "needed columns missing: `Creator commission rate`, `Affiliate partner commission rate`"
        ),
        "{said}"
    );
}
