//! The XML of a part as a stream of events, each of bounded size.

use std::io::{self, BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::archive::PartReader;
use super::wrong::Wrong;

/// No tag and no stretch of text is longer; a cell has at most 32,767 letters.
const EVENT_BYTES_MAX: usize = 1 << 20;

/// No element stands deeper.
const DEPTH_MAX: usize = 100;

/// So much is unpacked at once.
const BLOCK_BYTES: usize = 64 << 10;

/// The XML of a part.
pub(super) struct Xml {
    reader: Reader<Metered>,
    buffer: Vec<u8>,
    depth: usize,
}

impl Xml {
    pub(super) fn new(part: PartReader) -> Self {
        let inner = BufReader::with_capacity(BLOCK_BYTES, part);
        let mut reader = Reader::from_reader(Metered { inner, left: EVENT_BYTES_MAX });
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = false;
        Self { reader, buffer: Vec::with_capacity(1024), depth: 0 }
    }

    /// The next event; an empty element comes as its start and its end, and the end of the part is none.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<Event<'_>>, Wrong> {
        self.buffer.clear();
        self.reader.get_mut().left = EVENT_BYTES_MAX;
        let event = self.reader.read_event_into(&mut self.buffer)?;
        match &event {
            Event::Start(_) => {
                self.depth = self.depth.saturating_add(1);
                if self.depth > DEPTH_MAX {
                    return Err(Wrong::damaged(format!("its XML has elements over {DEPTH_MAX} deep")));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => {
                return Err(Wrong::damaged("its XML declares a document type, which no workbook does"));
            }
            Event::Eof if self.depth > 0 => return Err(Wrong::damaged("its XML ends in the middle")),
            Event::Eof => return Ok(None),
            _ => {}
        }
        Ok(Some(event))
    }

    /// Passes over the rest of the element whose start was the last event.
    pub(super) fn skip(&mut self) -> Result<(), Wrong> {
        let around = self.depth.saturating_sub(1);
        while self.depth > around {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Appends the text of the element whose start was the last event, up to its end; elements in it have none.
    pub(super) fn text(&mut self, out: &mut String) -> Result<(), Wrong> {
        let around = self.depth.saturating_sub(1);
        loop {
            let inside = self.depth == around.saturating_add(1);
            match self.next()? {
                Some(Event::Text(text)) if inside => out.push_str(&text.xml10_content()),
                Some(Event::CData(text)) if inside => out.push_str(&text.xml10_content()),
                Some(Event::GeneralRef(entity)) if inside => out.push(letter(&entity)?),
                Some(Event::End(_)) if inside => return Ok(()),
                None => return Ok(()),
                Some(_) => {}
            }
        }
    }

    /// Reads what is left of the part, so that its check sum is looked at.
    pub(super) fn finish(&mut self) -> Result<(), Wrong> {
        io::copy(&mut self.reader.get_mut().inner, &mut io::sink())?;
        Ok(())
    }

    /// How much of the packed part is read, and how much there is.
    pub(super) fn progress(&self) -> (u64, u64) {
        self.reader.get_ref().inner.get_ref().progress()
    }
}

/// The letter that an entity stands for: one of the five that XML has, or a number.
fn letter(entity: &BytesRef<'_>) -> Result<char, Wrong> {
    let unknown = || Wrong::damaged(format!("its XML has an entity `&{};` that is unknown", &**entity));
    match &**entity {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => entity.resolve_char_ref().ok().flatten().ok_or_else(unknown),
    }
}

/// The values of some attributes of an element, as they stand there; namespaces do not matter.
#[inline]
pub(super) fn attributes<'e, const N: usize>(
    element: &'e BytesStart<'_>,
    names: [&str; N],
) -> Result<[Option<&'e str>; N], Wrong> {
    let broken = || Wrong::damaged("its XML has an attribute without a value in quotes");
    let mut values = [None; N];
    let mut rest = element.attributes_raw();
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return Ok(values);
        }
        let (key, after) = rest.split_once('=').ok_or_else(broken)?;
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or_else(broken)?;
        let (value, after) = after.get(1..).and_then(|after| after.split_once(quote)).ok_or_else(broken)?;
        let key = key.trim_ascii_end();
        let local = key.rsplit_once(':').map_or(key, |(_, local)| local);
        for (name, slot) in names.iter().zip(&mut values) {
            if local == *name {
                *slot = Some(value);
            }
        }
        rest = after;
    }
}

/// An attribute's value with its entities resolved.
pub(super) fn unescaped(value: &str) -> Result<String, Wrong> {
    quick_xml::escape::unescape(value).map(std::borrow::Cow::into_owned).map_err(Wrong::damaged)
}

/// A reader that gives no more than is left of an event.
struct Metered {
    inner: BufReader<PartReader>,
    left: usize,
}

impl Read for Metered {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.inner.read(room)
    }
}

impl BufRead for Metered {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            let how = format!("its XML has a tag or a text of over {EVENT_BYTES_MAX} bytes");
            return Err(Wrong::damaged(how).into());
        }
        let bytes = self.inner.fill_buf()?;
        Ok(bytes.get(..self.left).unwrap_or(bytes))
    }

    #[inline]
    fn consume(&mut self, read: usize) {
        self.left = self.left.saturating_sub(read);
        self.inner.consume(read);
    }
}
