//! Records as no program should write them, byte by byte: which are rows, which are none, which cannot be read.

use std::io::Cursor;

use partner_campaigns::{Kind, Unreadable};

use super::header;
use super::reader::Reader;
use super::shape::Shape;
use crate::format::Format;
use crate::row_rules::RowRules;

const HEAD: &[u8] =
    b"Campaign ID,product name,Product ID,Creator commission rate,Affiliate partner commission rate\n";
const GOOD: &[u8] = b"7,n,1,2%,3%\n";
const OTHER_TEXT: &str = "a closing quote is followed by other text, expected a comma or the end of the line";
const RETURN: &str = "a carriage return stands in a cell without quotes";

/// Campaign, product, and the rates of the creator and of the agency.
type Cells = [String; 4];

/// What was read of a terms file.
#[derive(Debug, Default, PartialEq)]
struct Read {
    rows: Vec<(u64, Cells)>,
    unreadable: Vec<Unreadable>,
    notes: Option<String>,
}

impl Read {
    fn lines(&self) -> Vec<u64> {
        self.rows.iter().map(|(line, _)| *line).collect()
    }

    fn reasons(&self) -> Vec<(u64, &str)> {
        self.unreadable.iter().map(|row| (row.line, row.reason.as_str())).collect()
    }
}

fn read(data: &[u8], size: usize) -> Read {
    let format = Format::of(Kind::Terms);
    let head = data.get(..1 << 20).unwrap_or(data);
    let found = header::find("t.csv", format, head, head.len() == data.len()).unwrap();
    let rules = RowRules::new(format, &found.header);
    let shape = Shape::new(&found.header, rules.key().unwrap_or_default(), found.delimiter);
    let places = ["campaign_id", "product_id", "creator_rate", "agency_rate"]
        .map(|field| found.header.positions.iter().position(|(one, _)| *one == field).unwrap());
    let source = Box::new(Cursor::new(data.to_vec()));
    let mut reader = Reader::open(source, found.lines, shape, rules).unwrap();
    let mut read = Read::default();
    while let Some(mut found) = reader.next(size).unwrap() {
        let columns = found.columns();
        for (at, &line) in found.lines.iter().enumerate() {
            read.rows.push((line, places.map(|place| columns[place][at].to_owned())));
        }
        read.unreadable.append(&mut found.unreadable);
    }
    read.notes = reader.rules().notes();
    read
}

/// The rows under the usual header.
fn found(rows: &[u8]) -> Read {
    read(&[HEAD, rows].concat(), 1024)
}

type Good = (&'static [u8], &'static [(u64, [&'static str; 4])]);

#[rustfmt::skip]
const ROWS: &[Good] = &[
    (b"7,n,1,2%,3%", &[(2, ["7", "1", "2%", "3%"])]),
    (b"7,n,1,2%,3%\r\n8,n,1,2%,3%\r\n", &[(2, ["7", "1", "2%", "3%"]), (3, ["8", "1", "2%", "3%"])]),
    (b"7,n,1,2%,3%\r\r\n8,n,1,2%,\r", &[(2, ["7", "1", "2%", "3%"]), (3, ["8", "1", "2%", ""])]),
    (b"7,n,1,2%,\"3%\"\r\n8,n,1,2%,\"3%\"\r", &[(2, ["7", "1", "2%", "3%"]), (3, ["8", "1", "2%", "3%"])]),
    (b"\n\r\n\r\r\n7,n,1,2%,3%\n\n", &[(5, ["7", "1", "2%", "3%"])]),
    (b"7,n,1,2%,", &[(2, ["7", "1", "2%", ""])]),
    (b"7,n,1,2%,\"", &[]),
    (b"7,n,1,2%,\"\"", &[(2, ["7", "1", "2%", ""])]),
    (b"\"7\",\"n\",\"1\",\"2%\",\"3%\"\n", &[(2, ["7", "1", "2%", "3%"])]),
    (b"7,n,\"1\"\"2\",\"\"\"\",\"x, \"\"y\"\"\"\n", &[(2, ["7", "1\"2", "\"", "x, \"y\""])]),
    (b"7,n,1\"2,2\"\",3%\"\n", &[(2, ["7", "1\"2", "2\"\"", "3%\""])]),
    (b"\"7\",n,1\"2,2\"x,3%\"\n", &[(2, ["7", "1\"2", "2\"x", "3%\""])]),
    (b"7,n, \"1\",2%,3%\n", &[(2, ["7", " \"1\"", "2%", "3%"])]),
    (b"7,\"a\nb\r\nc\rd\",\"1\n2\",2%,3%\n8,n,1,2%,3%\n", &[(2, ["7", "1\n2", "2%", "3%"]), (6, ["8", "1", "2%", "3%"])]),
    (b"\"7\n\",n,\"\r\n\",\"\r\",\",\"\n8,n,1,2%,3%\n", &[(2, ["7\n", "\r\n", "\r", ","]), (5, ["8", "1", "2%", "3%"])]),
    (b"\xef\xbb\xbf7,T\xe1\xbb\x95ng,\xc2\xa01,2%,\xe5\x90\x88\xe8\xae\xa1\n", &[(2, ["\u{feff}7", "\u{a0}1", "2%", "合计"])]),
    (b"7;n;1;2%;3%\n", &[]),
    (b",,,,\n-,--,N/A,n/a,/\n\t, ,\xc2\xa0,\xe2\x80\x8b,\x1c\n7,n,1,2%,3%\n", &[(5, ["7", "1", "2%", "3%"])]),
    (b"\"\",,\"-\"\n,,,,,,,,\n7,n,1,2%,3%\n", &[(4, ["7", "1", "2%", "3%"])]),
    (b"Total,n,,9%,9%\nT\xe1\xbb\x94NG C\xe1\xbb\x98NG :,n,-\n\xe5\x90\x88\xe8\xae\xa1\n7,n,1,2%,3%\n", &[(5, ["7", "1", "2%", "3%"])]),
    (b"Total,n,1,2%,3%\n,n,1,2%,3%\nx,,,,\n", &[(2, ["Total", "1", "2%", "3%"]), (3, ["", "1", "2%", "3%"])]),
    (b"'7,n,1,2%,3%\n\t7,n,1,2%,3%\n", &[(2, ["'7", "1", "2%", "3%"]), (3, ["\t7", "1", "2%", "3%"])]),
    (b"7,n,1,2%,3%,, ,\"\t\"\n", &[(2, ["7", "1", "2%", "3%"])]),
];

#[test]
fn rows() {
    for (rows, expected) in ROWS {
        for size in [1, 1024] {
            let found = read(&[HEAD, rows].concat(), size);
            let expected: Vec<(u64, Cells)> =
                expected.iter().map(|(line, cells)| (*line, cells.map(str::to_owned))).collect();
            assert_eq!(found.rows, expected, "{}", String::from_utf8_lossy(rows));
        }
    }
}

/// The rows, the lines of those that can be read, and what is said of the others.
type Broken = (&'static [u8], &'static [u64], &'static [(u64, &'static str)]);

#[rustfmt::skip]
const BROKEN: &[Broken] = &[
    (b"7,\"n\"x,1,2%,3%\n7,n,1,2%,3%\n", &[3], &[(2, OTHER_TEXT)]),
    (b"7,\"n\" ,1,2%,3%\n7,n,1,2%,3%\n", &[3], &[(2, OTHER_TEXT)]),
    (b"7,n\rx,1,2%,3%\n7,n,1,2%,3%\n", &[3], &[(2, RETURN)]),
    (b"7,\"n\"x,\"\n7,n,1,2%,3%\n7,n\rx,\"\n7,n,1,2%,3%\n", &[3, 5], &[(2, OTHER_TEXT), (4, RETURN)]),
    (b"\r7,n,1,2%,3%\n7,n,1,2%,3%\n", &[3], &[(2, RETURN)]),
    (b"7,\"n\"\rx\n7,n,1,2%,3%\n", &[3], &[(2, RETURN)]),
    (b"7,\"n\n8,n,1,2%,3%\nx\"y\n7,n,1,2%,3%\n", &[3, 5], &[(2, "a closing quote is followed by other text on line 4, expected a comma or the end of the line; lines 2 to 4 are one broken record, those after the first are read by themselves")]),
    (b"7,\"n\n8,n,1,2%,3%\nz\"\rx\n7,n,1,2%,3%\n", &[3, 5], &[(2, "a carriage return stands in a cell without quotes on line 4; lines 2 to 4 are one broken record, those after the first are read by themselves")]),
    (b"7,\"n\n8,\"m\nx\"y\n7,n,1,2%,3%\n", &[5], &[(2, "a closing quote is followed by other text on line 3, expected a comma or the end of the line; lines 2 to 3 are one broken record, those after the first are read by themselves"), (3, "a closing quote is followed by other text on line 4, expected a comma or the end of the line; lines 3 to 4 are one broken record, those after the first are read by themselves")]),
    (b"7\n7,n,1,2%\n7,n,1,2%,3%,x\n7,n,1,2%,3%,,,\xe2\x80\x8b\n", &[], &[(2, "the row has 1 cell, the header has 5"), (3, "the row has 4 cells, the header has 5"), (4, "the row has 6 cells, the header has 5"), (5, "the row has 8 cells, the header has 5")]),
    (b"7,\"n\n7,n,1,2%,3%\n\"\n7,n,1,2%,3%\n", &[3], &[(2, "the row has 2 cells, the header has 5; lines 2 to 4 are one broken record, those after the first are read by themselves"), (4, "a quote that is opened here never closes: nothing up to the last line 5 can be read")]),
    (b"7,\"n\n8,n,1,2%,3%\n\xe9\"\n7,n,1,2%,3%\n", &[3, 5], &[(2, "the row has 2 cells, the header has 5; lines 2 to 4 are one broken record, those after the first are read by themselves"), (4, "byte 0xe9 is not UTF-8")]),
    (b"7,caf\xe9,1,2%,3%\n7,n,\xff\xfe\xff\xe2\x82\x80\xc0\xc1,2%,3%\n7,n,1,2%,\x00\n7,n,1,2%,3%\n", &[5], &[(2, "byte 0xe9 is not UTF-8"), (3, "bytes 0xff 0xfe 0xc0 0xc1 are not UTF-8"), (4, "byte 0x00 is not text")]),
    (b"7,\xc3,\xa9,2%,3%\n7,n,1,2%,3%\n", &[3], &[(2, "byte 0xc3 is not UTF-8")]),
    (b"7,\xed\xa0\x80,1,2%,3%\n7,n,1,2%,3%\n", &[3], &[(2, "bytes 0xed 0xa0 0x80 are not UTF-8")]),
    (b"7,\"n\n\xe9\",1,2%,3%\n7,n,1,2%,3%\n", &[4], &[(2, "byte 0xe9 is not UTF-8")]),
    (b"7,\xe9\n7,n,1,2%,3%\n", &[3], &[(2, "byte 0xe9 is not UTF-8")]),
    (b"Total,\xe9,,,\n7,n,1,2%,3%\n", &[3], &[(2, "byte 0xe9 is not UTF-8")]),
    (b"7,\"n\n\xe9\",1,2%,3%,,\n7,n,1,2%,3%\n", &[4], &[(2, "byte 0xe9 is not UTF-8")]),
    (b"7,n,1,2%,3%\n7,\"n\n7,n,1,2%,3%\n", &[2], &[(3, "a quote that is opened here never closes: nothing up to the last line 4 can be read")]),
    (b"\"", &[], &[(2, "a quote that is opened here never closes: nothing up to the last line 2 can be read")]),
    (b"7,n,\"\"\"\n\n", &[], &[(2, "a quote that is opened here never closes: nothing up to the last line 3 can be read")]),
];

#[test]
fn what_cannot_be_read() {
    for (rows, lines, expected) in BROKEN {
        for size in [1, 1024] {
            let found = read(&[HEAD, rows].concat(), size);
            assert_eq!(found.lines(), *lines, "{}", String::from_utf8_lossy(rows));
            assert_eq!(found.reasons(), *expected, "{}", String::from_utf8_lossy(rows));
        }
    }
    let long = [b"7,\"", &[b'n'; 5000][..], b"\"x,\"\n", GOOD].concat();
    let found = found(&long);
    assert_eq!((found.lines(), found.reasons()), (vec![3], vec![(2, OTHER_TEXT)]));
}

#[test]
fn what_is_said_of_a_row_that_cannot_be_read() {
    let rows: &[&[u8]] = &[
        b"7,\"n\"x,1,2%,3%\n", // the ids before the quote
        b"7,n,\xe9,2%,3%\n",   // the ids that are text, and the column that is not
        b"\"7\"\"8\",n,1,\xe9,3%\n",
        b" 7\t,n,1\n", // what looks like an id, where the columns may be shifted
        b"x,n,1\n",
        b"7,\xe9,1\n", // nothing, where bytes are bad too
        b"7,n,1,2%,3%,\xe9\n",
    ];
    let found = found(&rows.concat());
    let said = |row: &Unreadable| {
        (row.line, row.column.clone(), row.ids.campaign_id.clone(), row.ids.product_id.clone())
    };
    let said: Vec<_> = found.unreadable.iter().map(said).collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        said,
        [
            (2, None, some("7"), None),
            (3, some("Product ID"), some("7"), None),
            (4, some("Creator commission rate"), some("7\"8"), some("1")),
            (5, None, some(" 7\t"), some("1")),
            (6, None, None, some("1")),
            (7, some("product name"), None, None),
            (8, None, None, None),
        ]
    );
}

#[test]
fn blank_headers_at_the_end_need_no_cells() {
    let head = [HEAD.trim_ascii_end(), b",,\n"].concat();
    let found = read(&[&head, GOOD, b"7,n,1,2%\n7,n,1,2%,3%,,,\n"].concat(), 1024);
    assert_eq!(found.lines(), [2, 4]);
    assert_eq!(found.reasons(), [(3, "the row has 4 cells, the header has 7")]);
}

#[test]
fn records_across_the_pieces_in_which_a_file_is_read() {
    // Records of 1021 bytes, a prime number: the border of a piece comes to stand everywhere in them.
    let text = [&"x".repeat(700), "\n\"\"", &"é€😀".repeat(33), "\r\n"].concat();
    let mut record = format!("7,\"{text}\",1,\"2%\",3%\r\n");
    record.extend(std::iter::repeat_n(',', 1021 - record.len() - 1));
    record.push('\n');
    let found = found(record.repeat(3000).as_bytes());
    assert_eq!(found.lines(), (0..3000).map(|n| 2 + 4 * n).collect::<Vec<u64>>());
    assert_eq!(found.unreadable, []);
}

#[test]
fn the_longest_cell() {
    let longest = 16 << 20;
    let cell = ["é".repeat(longest - 2).as_str(), "\"\"x"].concat();
    let rows = format!("7,n,\"{cell}\",2%,3%\n8,n,\"{cell}y\",2%,3%\n7,n,1,2%,3%\n");
    let read = found(rows.as_bytes());
    assert_eq!(read.lines(), [2]);
    assert_eq!(read.rows[0].1[1].chars().count(), longest);
    let limit =
        format!("a cell that begins here is longer than {longest} characters, as if its quote never closes");
    assert_eq!(read.reasons(), [(3, format!("{limit}: nothing up to the last line 4 can be read").as_str())]);
    let plain = "x".repeat(longest);
    let read = found(format!("7,n,{plain},2%,3%\n8,n,{plain}y,2%,3%").as_bytes());
    assert_eq!(read.lines(), [2]);
    assert_eq!(read.reasons(), [(3, format!("{limit}: nothing up to the last line 3 can be read").as_str())]);
    // What follows its quote does not count: the record is broken, and the reading goes on.
    let read = found(format!("7,\"{plain}\"xy\n7,n,1,2%,3%\n").as_bytes());
    assert_eq!((read.lines(), read.reasons()), (vec![3], vec![(2, OTHER_TEXT)]));
}

#[test]
fn the_longest_record() {
    let wide = [b"7,n,1", &vec![b','; 2 << 20][..], b"x\n", GOOD].concat();
    let read = found(&wide);
    let what = format!("the row has {} cells, the header has 5", (2 << 20) + 3);
    assert_eq!((read.lines(), read.reasons()), (vec![3], vec![(2, what.as_str())]));
    let endless = [GOOD, b"7,n,1", &vec![b','; 70 << 20][..], b"\n", GOOD].concat();
    let read = found(&endless);
    let what =
        "a record longer than any record of an export begins here: nothing up to the last line 4 can be read";
    assert_eq!((read.lines(), read.reasons()), (vec![2], vec![(3, what)]));
}

#[test]
fn a_quote_that_is_opened_on_a_broken_line_swallows_nothing() {
    // More than a record may have follows without another quote: twice as much, as the memory for records doubles.
    let rows = ["7,\"n\"x,\"\n", &format!("7,{},1,2%,3%\n", "n".repeat(1 << 20)).repeat(130)].concat();
    let read = found(rows.as_bytes());
    assert_eq!(read.lines(), (3..133).collect::<Vec<u64>>());
    assert_eq!(read.reasons(), [(2, OTHER_TEXT)]);
}

#[test]
fn stray_quotes_on_every_line_take_linear_time() {
    let rows = [GOOD, &b"a\"\"\",\"\n".repeat(20_000), b"\"x\"y\n", GOOD].concat();
    let read = found(&rows);
    assert_eq!(read.lines().first(), Some(&2));
    assert!(!read.unreadable.is_empty());
}

#[test]
fn a_quote_that_never_closes_costs_what_follows_and_is_said_once() {
    let rows = [GOOD, b"8,\"n,1,2%,3%\n", &GOOD.repeat(2_000_000)].concat();
    let read = found(&rows);
    assert_eq!(read.lines(), [2]);
    let [row] = read.unreadable.as_slice() else { panic!("{}", read.unreadable.len()) };
    assert!(row.reason.ends_with("nothing up to the last line 2000003 can be read"), "{}", row.reason);
    assert_eq!((row.line, row.ids.campaign_id.as_deref()), (3, Some("8")));
}

#[test]
fn lines_may_end_in_several_ways() {
    let read = found(b"7,n,1,2%,3%\r8,n,1,2%,3%\r\n9,\"n\",1,2%,\"3%\"\r10,n,1,2%,3%\n");
    let ids: Vec<&str> = read.rows.iter().map(|(_, [id, ..])| id.as_str()).collect();
    assert_eq!((ids, read.lines()), (vec!["7", "8", "9", "10"], vec![2, 3, 4, 5]));
    assert_eq!(read.unreadable, []);
}

#[test]
fn summary_rows_are_said() {
    let read = found(&[GOOD, b"Total,,,9%\n", GOOD, b"Summary\n"].concat());
    assert_eq!((read.lines(), read.unreadable.len()), (vec![2, 4], 0));
    assert_eq!(read.notes.as_deref(), Some("2 summary rows skipped at line 3, 5"));
}
