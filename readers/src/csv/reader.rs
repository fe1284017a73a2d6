//! Reading the rows of a CSV file: bytes in, batches of rows out.

use std::io::{self, Read};

use super::input::Input;
use super::rows::{Found, Pause, Sorter, Stop};
use super::shape::Shape;
use crate::row_rules::RowRules;

/// A CSV file whose rows are being read.
pub(super) struct Reader {
    input: Input,
    shape: Shape,
    sorter: Sorter,
    starved: bool,
    stopped: Option<Stopped>,
    /// For the text of cells.
    room: Vec<u8>,
}

/// Nothing more can be read, but the lines are counted and the bytes hashed.
struct Stopped {
    stop: Stop,
    feeds: u64,
    ends_open: bool,
}

impl Reader {
    /// Begins after the lines on which the header stands.
    pub(super) fn open(
        source: Box<dyn Read + Send + Sync>,
        header_lines: u64,
        shape: Shape,
        rules: RowRules,
    ) -> io::Result<Self> {
        let mut input = Input::new(source);
        input.skip_lines(header_lines)?;
        let sorter = Sorter::new(header_lines + 1, &shape, rules);
        Ok(Self { input, shape, sorter, starved: false, stopped: None, room: Vec::new() })
    }

    /// What tells rows from what is none, and which rows were passed over.
    pub(super) fn rules(&self) -> &RowRules {
        self.sorter.rules()
    }

    /// The next rows, at most `size`; nothing at the end of the file. A piece of the file is read at most, so there may be
    /// none.
    pub(super) fn next(&mut self, size: usize) -> io::Result<Option<Found<'_>>> {
        if self.starved {
            if self.input.last {
                return Ok(None);
            }
            self.input.read_on()?;
        }
        let last = self.input.last;
        let (data, at) = self.input.bytes();
        // The text of cells takes no more than their bytes.
        self.room.resize(data.len(), 0);
        self.room.shrink_to_fit();
        let mut found = Found::new(self.shape.fields.len(), size, &mut self.room);
        if let Some(stopped) = &mut self.stopped {
            stopped.pass_over(&mut self.input, &mut found);
            self.starved = true;
            return Ok(Some(found));
        }
        match self.sorter.sort(&self.shape, data, at, last, &mut found, size) {
            Pause::Full => self.starved = false,
            Pause::Starved => self.starved = true,
            Pause::Stopped(stop) => {
                self.starved = false;
                self.stopped = Some(Stopped { stop, feeds: 0, ends_open: false });
            }
        }
        Ok(Some(found))
    }
}

impl Stopped {
    /// Passes over what is held, and reports at the end of the file.
    fn pass_over(&mut self, input: &mut Input, found: &mut Found<'_>) {
        let rest = input.take_rest();
        if let Some(&end) = rest.last() {
            self.feeds += rest.iter().map(|&byte| u64::from(byte == b'\n')).sum::<u64>();
            self.ends_open = end != b'\n';
        }
        if input.last {
            let Stop { line, what, ids } = &self.stop;
            let last = line - 1 + self.feeds + u64::from(self.ends_open);
            let reason = format!("{what}: nothing up to the last line {last} can be read");
            found.report(*line, None, reason, ids.clone());
        }
    }
}
