//! What the desk gets: the ledger as a spreadsheet, and one page to read and print.
//!
//! A [`Report`] takes the rows one by one and keeps counts, the most urgent obligations and
//! nothing else of them; the spreadsheet is written as the rows come. Both speak the reader's
//! language, cite articles as people cite them, and never show a narrative.

mod html;
mod line;
mod missing;
mod tally;
mod wording;
mod words;
mod xlsx;

use std::{
    collections::BTreeMap,
    io::{Seek, Write},
    path::Path,
    sync::Arc,
};

use ombud::{
    case::{Next, Outlook, Stage},
    clock::{Obligation, PassedOver},
    model::{Date, Label, Lang, RegimeId},
};

pub use missing::MOST_MISSING;
pub use tally::{
    Breakdown, ByUrgency, ClockCount, DAYS, Idle, Kind, MOST_URGENT, MOST_VALUES, OTHERS, Place, Tally,
    TroubleKey, Urgency, Urgent,
};
pub use words::Words;
pub use xlsx::Ledger;

/// What can go wrong while a report is written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The spreadsheet could not be written.
    #[error("{0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
    /// The engine refused.
    #[error("{0}")]
    Engine(#[from] ombud::Error),
}

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One row of the file, as far as the report needs it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// The record's number in the file, from 1, the header not counted.
    pub number: u64,
    /// The complaint's number, where the file gives one.
    pub id: Option<&'a str>,
    /// The fields as given. Only `handler`, `branch`, `unit`, `product`, `sub_product` and
    /// `channel` are ever shown.
    pub fields: &'a BTreeMap<String, String>,
    /// The kind as the file states it: a code of the intake kinds, or the file's own word.
    pub kind: Option<&'a str>,
    /// What the clocks say.
    pub duties: &'a [&'a Obligation],
    /// Where the complaint stands, and what comes next for each of these duties.
    pub outlook: Option<&'a Outlook>,
    /// The clocks of which no version was in force on the day.
    pub passed_over: &'a [PassedOver],
    /// What could not be read.
    pub troubles: &'a [Trouble<'a>],
}

impl Item<'_> {
    /// What lies ahead in one of its duties.
    pub(crate) fn ahead(&self, duty: usize) -> Ahead {
        let next = self.outlook.and_then(|outlook| outlook.next.get(duty)?.clone());
        Ahead { stage: self.outlook.map(|outlook| Arc::clone(&outlook.stage)), next }
    }
}

/// Where a complaint stands, and what comes next for one of its duties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    /// The stage, where it has a life.
    pub stage: Option<Arc<Stage>>,
    /// The act, where there is one to do.
    pub next: Option<Arc<Next>>,
}

/// One cell or row that could not be read, without its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Trouble<'a> {
    /// The column's name in the file, where it is one cell.
    pub column: Option<&'a str>,
    /// Why.
    pub reason: &'a str,
    /// For a date: its shape.
    pub shape: Option<&'a str>,
}

/// What the whole report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The reader's language.
    pub lang: Lang,
    /// The day as of which everything is said, local to the regime.
    pub as_of: Date,
    /// The names of the files read, as the reader knows them.
    pub files: Vec<String>,
    /// The sheets that were not read, each as its file and its name.
    pub unread_sheets: Vec<String>,
    /// The source profile's name for people.
    pub source: Option<Label>,
    /// The regimes, in the order asked for.
    pub regimes: Vec<(RegimeId, Label)>,
    /// The version of the program.
    pub program: String,
    /// The hash of the rules.
    pub bundle: String,
    /// Calendars used, each with its version.
    pub calendars: Vec<(Label, String)>,
    /// The version of the time-zone database.
    pub zones: String,
}

impl About {
    /// A report for `lang` as of a day, with everything else empty.
    #[must_use]
    pub fn new(lang: Lang, as_of: Date) -> Self {
        About {
            lang,
            as_of,
            files: Vec::new(),
            unread_sheets: Vec::new(),
            source: None,
            regimes: Vec::new(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            bundle: String::new(),
            calendars: Vec::new(),
            zones: ombud::model::zone_database_version().to_owned(),
        }
    }

    pub(crate) fn regime(&self, id: &RegimeId) -> String {
        let title = self.regimes.iter().find(|(known, _)| known == id);
        title.map_or_else(|| id.to_string(), |(_, title)| title.get(self.lang).to_owned())
    }
}

/// Both outputs, fed row by row.
#[derive(Debug)]
pub struct Report {
    about: About,
    tally: Tally,
    ledger: Ledger,
}

impl Report {
    /// An empty report; `scratch` is a directory for the spreadsheet's temporary files.
    ///
    /// # Errors
    /// Where a temporary file cannot be made.
    pub fn new(about: About, scratch: &Path) -> Result<Self> {
        let tally = Tally::new(about.as_of);
        let ledger = Ledger::new(&about, scratch)?;
        Ok(Report { about, tally, ledger })
    }

    /// Adds a row that was kept.
    ///
    /// # Errors
    /// Where a temporary file cannot be written.
    pub fn add(&mut self, item: &Item<'_>, words: &dyn Words) -> Result<()> {
        self.tally.add(item)?;
        self.ledger.add(item, &self.about, words)
    }

    /// Counts a record that could not be split into the header's columns.
    pub fn reject(&mut self, trouble: &Trouble<'_>) {
        self.tally.reject(trouble);
    }

    /// Counts what is wrong with a file as a whole.
    pub fn found(&mut self, trouble: &Trouble<'_>) {
        self.tally.found(trouble);
    }

    /// Names the sheets that were not read, which are known only when all is read.
    pub fn unread_sheets(&mut self, sheets: Vec<String>) {
        self.about.unread_sheets = sheets;
    }

    /// The counts so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Writes both files.
    ///
    /// # Errors
    /// Where an output cannot be written.
    pub fn finish(
        self,
        words: &dyn Words,
        page: &mut dyn Write,
        sheet: impl Write + Seek + Send,
    ) -> Result<Tally> {
        let Report { about, tally, ledger } = self;
        html::page(&about, &tally, words, page)?;
        ledger.finish(&about, &tally, words, sheet)?;
        Ok(tally)
    }
}

/// Writes the page alone.
///
/// # Errors
/// Where it cannot be written.
pub fn page(about: &About, tally: &Tally, words: &dyn Words, out: &mut dyn Write) -> Result<()> {
    html::page(about, tally, words, out)
}
