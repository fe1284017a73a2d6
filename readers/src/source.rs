//! Opening a file, whatever its container.

use std::path::{Path, PathBuf};

use partner_campaigns::{Ended, Kind, Told, Verification};

use crate::container::{Container, detect};
use crate::csv::CsvFile;
use crate::failure::Failure;
use crate::format::Format;
use crate::header::Header;
use crate::json::CampaignFile;
use crate::packed::Packing;
use crate::problem::Problem;

/// An opened file whose header is found; its rows can be read into a verification, once.
///
/// ```no_run
/// use partner_campaigns::{Kind, Profile, Verification, Wanted};
/// use partner_campaigns_readers::{Options, Source};
/// let mut verification = Verification::new(Profile::guide(), Some("IDR"), None)?;
/// for (path, kind) in [("orders.csv", Kind::Orders), ("links.csv", Kind::Terms)] {
///     let mut source = Source::open(path, kind, Options::default())?;
///     while source.push(&mut verification)? {
///         let (done, total) = source.progress();
///         println!("{path}: {done} of {total}");
///     }
/// }
/// let report = verification.finish(Wanted::default())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Source {
    path: String,
    kind: Kind,
    options: Options,
    opened: Opened,
    stage: Stage,
    sha256: Option<String>,
}

/// How a file is to be read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the caller says of how it is written, instead of what its cells prove.
    pub told: Told,
}

enum Opened {
    Csv(Box<CsvFile>),
    Campaign(CampaignFile),
}

#[derive(Clone, Copy)]
enum Stage {
    Fresh,
    /// Its number, and whether it is read again.
    Pushing(u16, bool),
    Done,
}

impl Source {
    /// Opens a file as a kind of file.
    ///
    /// # Errors
    /// It cannot be read as that.
    pub fn open(path: impl AsRef<Path>, kind: Kind, options: Options) -> Result<Self, Problem> {
        let (mut path, container) = detect(path.as_ref())?;
        let opened = match container {
            Container::Csv(packing) => {
                let place = PathBuf::from(&path);
                if let Packing::Zip(entry) = &packing {
                    path = format!("{path}/{}", entry.name);
                }
                Opened::Csv(Box::new(CsvFile::open(&place, &path, packing, Format::of(kind))?))
            }
            Container::Json => Opened::Campaign(CampaignFile::open(&path, kind)?),
            Container::Xlsx | Container::Parquet => return Err(Problem::new(path, "it is not read here")),
        };
        Ok(Self { path, kind, options, opened, stage: Stage::Fresh, sha256: None })
    }

    fn header(&self) -> &Header {
        match &self.opened {
            Opened::Csv(file) => file.header(),
            Opened::Campaign(file) => file.header(),
        }
    }

    /// The file, as the caller named it; one in an archive as `archive.zip/orders.csv`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Each field's header as the file writes it.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.header().headers()
    }

    /// The headers that nobody knows; their columns are not read.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.header().unknown
    }

    /// The known columns that are absent and not needed.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.header().missing
    }

    /// Whether each row states its own currency.
    #[must_use]
    pub fn states_currency(&self) -> bool {
        false
    }

    /// How much is read, and how much there is: bytes, or rows.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        match &self.opened {
            Opened::Csv(file) => file.progress(),
            Opened::Campaign(file) => file.progress(),
        }
    }

    /// The SHA-256 of the file's bytes in hexadecimal, once all rows are read.
    #[must_use]
    pub fn sha256(&self) -> Option<&str> {
        self.sha256.as_deref()
    }

    /// Hands the rows of about one piece of the file to a verification, to which it is announced first; false once all are
    /// there. A file that turns out to be written in another way than the usual one is read once more from its beginning.
    ///
    /// # Errors
    /// The file cannot be read on, or as a whole, or the verification not go on.
    pub fn push(&mut self, verification: &mut Verification) -> Result<bool, Failure> {
        let pushed = self.push_piece(verification);
        if !matches!(pushed, Ok(true)) {
            self.stage = Stage::Done;
        }
        pushed
    }

    fn push_piece(&mut self, verification: &mut Verification) -> Result<bool, Failure> {
        let (file, again) = match self.stage {
            Stage::Done => return Ok(false),
            Stage::Pushing(file, again) => (file, again),
            Stage::Fresh => {
                let file = verification.add_file(&self.path, None, self.kind, self.headers())?;
                verification.tell(file, self.options.told)?;
                self.stage = Stage::Pushing(file, false);
                (file, false)
            }
        };
        let notes = match &mut self.opened {
            Opened::Csv(csv) => {
                if csv.push(verification, file)? {
                    return Ok(true);
                }
                let (sha256, notes) = csv.end();
                self.sha256 = sha256;
                notes
            }
            Opened::Campaign(campaign) => {
                self.sha256 = Some(campaign.push(verification, file)?);
                None
            }
        };
        if let Some(sha256) = &self.sha256 {
            verification.set_digest(file, sha256)?;
        }
        match verification.end_file(file)? {
            Ended::Refused(reason) => return Err(Problem::new(self.path.as_str(), reason).into()),
            Ended::ReadAgain if !again => {
                self.stage = Stage::Pushing(file, true);
                return Ok(true);
            }
            Ended::ReadAgain | Ended::Stands => {}
        }
        let mut unusual = None;
        if let Opened::Csv(csv) = &self.opened {
            for (name, word) in csv.dialect() {
                verification.set_dialect(file, name, &word)?;
            }
            unusual = csv.unusual();
        }
        for note in self.header().notes.iter().chain(&unusual).chain(&notes) {
            verification.add_note(file, note)?;
        }
        let named = [
            ("unknown columns, not read", self.unknown()),
            ("columns that are not there, and not needed", self.missing()),
        ];
        for (what, names) in named.into_iter().filter(|(_, names)| !names.is_empty()) {
            verification.add_note(file, &format!("{what}: {}", names.join(", ")))?;
        }
        Ok(false)
    }
}
