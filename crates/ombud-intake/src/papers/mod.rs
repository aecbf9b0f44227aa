//! Papers of declined claims: for each row in which a claim was declined, the review sheet (拒付复核表)
//! from what the row has, and the request it was made from.
//!
//! A row of a ledger has little of what a review asks for. The sheet says what that is and what is to be
//! found out; what the row does not say is unknown, and nothing is put in its place. A plan of offers is
//! never drawn up from a row: it needs an amount that a named person found to be owed and another approved.

mod declined;
mod name;
mod sheet;

use std::{
    cell::{Cell, RefCell},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use ombud::{
    Engine, Error, ErrorCode, Regime,
    error::Result,
    model::{Lang, Moment, Zone},
};

pub use declined::{Sign, declined};
pub use sheet::{Sheet, sheet};

use crate::{
    output::Outputs,
    problem::{Problem, Reason},
    record::Row,
    triage::{Sink, Summary, write_error},
};
use name::Names;

/// The most rows for which sheets are written in one run, where nothing else is said.
pub const MOST: u64 = 1000;

/// What became of the rows of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Rows in which a claim was declined.
    pub declined: u64,
    /// Of these, those that have their sheet.
    pub written: u64,
    /// Those past the most that are written.
    pub over: u64,
    /// Those whose facts cannot be reviewed together, such as amounts in two currencies.
    pub refused: u64,
}

/// The sheets of one run, each `NUMBER.review.html` with its request `NUMBER.review.json`. They appear
/// in their place together, when all are there.
///
/// ```no_run
/// use ombud::{Engine, model::Lang};
/// use ombud_intake::{Input, Profile, papers::Papers, triage};
///
/// let engine = Engine::builtin()?;
/// let source = engine.source("cn-ledger-csv")?;
/// let profile = Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).unwrap();
/// let regimes = engine.regimes_of(&source.regimes)?;
/// let as_of = "2026-03-20".parse()?;
/// let papers = Papers::new(&engine, &regimes, as_of, Lang::Zh, "papers")?;
/// let inputs = [Input::path("ledger.csv")];
/// triage::run(&engine, &profile, &inputs, &regimes, as_of, vec![papers.sink()], &mut |_| {})?;
/// println!("{} sheets", papers.commit()?.written);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug)]
pub struct Papers<'a> {
    engine: &'a Engine,
    /// Those of the regimes that have a review.
    regimes: Vec<&'a Regime>,
    as_of: Moment,
    zone: Zone,
    lang: Lang,
    outputs: Outputs,
    names: RefCell<Names>,
    most: u64,
    count: Cell<Written>,
}

impl<'a> Papers<'a> {
    /// Sheets into a directory that is empty or not there yet.
    ///
    /// # Errors
    /// `no_single_review` where none of the regimes has one review; `file_access` where the directory holds
    /// something, which would stand among the sheets as if it belonged to them.
    pub fn new(
        engine: &'a Engine,
        regimes: &'a [Regime],
        as_of: Moment,
        lang: Lang,
        dir: impl Into<PathBuf>,
    ) -> Result<Self> {
        let dir = dir.into();
        let reviewed: Vec<&Regime> = regimes
            .iter()
            .filter(|regime| engine.rules().book.review_of(regime.id().as_str()).is_ok())
            .collect();
        if reviewed.is_empty() {
            let ids: Vec<&str> = regimes.iter().map(|regime| regime.id().as_str()).collect();
            let error = Error::new(ErrorCode::NoSingleReview);
            return Err(error.expected("a regime with a review").found(ids.join(", ")));
        }
        if holds_something(&dir) {
            let error = Error::new(ErrorCode::FileAccess).file(dir.display().to_string());
            return Err(error
                .expected("a directory of its own that is empty or not there yet")
                .found(dir.display()));
        }
        let zone = reviewed.iter().find_map(|regime| regime.rules().zone().cloned());
        Ok(Papers {
            engine,
            regimes: reviewed,
            as_of,
            zone: zone.map_or_else(|| Zone::new("UTC"), Ok)?,
            lang,
            outputs: Outputs::new(dir)?,
            names: RefCell::default(),
            most: MOST,
            count: Cell::default(),
        })
    }

    /// At most so many sheets; rows past them are counted.
    #[must_use]
    pub fn at_most(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// Takes the rows of a run.
    #[must_use]
    pub fn sink(&self) -> Box<dyn Sink + '_> {
        Box::new(Writer(self))
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn count(&self) -> Written {
        self.count.get()
    }

    /// Puts the sheets in their place.
    ///
    /// # Errors
    /// `file_access`; then none of them is there.
    pub fn commit(self) -> Result<Written> {
        self.outputs.commit()?;
        Ok(self.count.get())
    }

    /// The regime by whose review the row is looked at: the first that has a duty in it, else the first.
    fn regime_of(&self, row: &Row) -> Option<&'a Regime> {
        let has = |regime: &&&Regime| row.duties.iter().any(|duty| duty.obligation().regime == *regime.id());
        self.regimes.iter().find(has).or_else(|| self.regimes.first()).copied()
    }

    fn take(&self, row: &mut Row) -> Result<()> {
        let mut count = self.count.get();
        if declined(row, self.as_of, &self.zone).is_some() {
            count.declined = count.declined.saturating_add(1);
            if count.written >= self.most {
                count.over = count.over.saturating_add(1);
            } else {
                match self.sheet(row) {
                    Ok(sheet) => {
                        self.write(row, &sheet)?;
                        count.written = count.written.saturating_add(1);
                    }
                    // As with the clocks: what one row says ends no run, and stands among its problems.
                    Err(error) => {
                        let problem = self.refused(row, &error);
                        row.problems.push(problem);
                        count.refused = count.refused.saturating_add(1);
                    }
                }
            }
        }
        self.count.set(count);
        Ok(())
    }

    fn sheet(&self, row: &Row) -> Result<Sheet> {
        let regime = self.regime_of(row).ok_or_else(|| Error::new(ErrorCode::NoSingleReview))?;
        sheet(self.engine, regime, row, self.as_of, self.lang)
    }

    /// The problem of a row without a sheet: the regime by which it was looked at, and the error whole, with its
    /// code, its place, what was expected and found.
    fn refused(&self, row: &Row, error: &Error) -> Problem {
        let regime = self.regime_of(row).map(|regime| format!("{}: ", regime.id())).unwrap_or_default();
        let (code, message) = (error.code(), error.message(self.lang));
        Problem {
            file: Arc::clone(&row.file),
            row: row.number,
            column: Arc::from(""),
            value: format!("{regime}{} {code}: {message}", code.number()),
            reason: Reason::NotReviewed,
            shape: None,
        }
    }

    fn write(&self, row: &Row, sheet: &Sheet) -> Result<()> {
        let stem = self.names.borrow_mut().give(row);
        for (ending, content) in [("json", &sheet.request), ("html", &sheet.page)] {
            let name = format!("{stem}.review.{ending}");
            let mut file = self.outputs.create(&name)?;
            file.write_all(content.as_bytes()).and_then(|()| file.flush()).map_err(write_error(&name))?;
        }
        Ok(())
    }
}

fn holds_something(dir: &Path) -> bool {
    // A file in the place of the directory is found when it is to be made.
    fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

struct Writer<'p, 'a>(&'p Papers<'a>);

impl Sink for Writer<'_, '_> {
    fn look(&mut self, row: &mut Row) -> Result<()> {
        self.0.take(row)
    }

    fn row(&mut self, _: &Arc<Row>) -> Result<()> {
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> Result<()> {
        Ok(())
    }
}
