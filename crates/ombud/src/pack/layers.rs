//! Packs over packs: laid over each other, checked, and every fault with its place.

use super::{
    Book, Bundle, PackFile,
    authoring::{Draft, Origins, draft, place},
    check::findings,
};
use crate::{Error, ErrorCode};

/// Checks a bundle and compiles it.
///
/// `origins` are those that [`read_files`](super::read_files) gave, for files and lines.
///
/// # Errors
/// Every finding at once: ids used twice, references to nothing, facts whose level or class
/// contradicts what they are derived from, rings of derived facts, wordings whose places differ
/// between languages, mappings and profiles that point nowhere, and all that
/// [`Book::compile`] refuses.
pub fn check(bundle: Bundle, origins: &Origins) -> Result<Book, Vec<Error>> {
    check_layers(bundle, std::slice::from_ref(origins), Vec::new())
}

/// Reads the files of one pack, lays it over the packs below, checks and compiles.
///
/// Unlike [`read_files`](super::read_files) and then [`check()`], it finds faults of both kinds at
/// once: where something in a file cannot be read, the rest is checked all the same.
///
/// # Errors
/// Every finding at once.
///
/// ```
/// use ombud::pack::{PackFile, check_files};
/// let text = r#"
/// [manifest]
/// id = "mine"
/// version = "1"
/// title = { zh = "甲", en = "Mine" }
/// weight = 3
/// [[phrase]]
/// id = "hello"
/// zh = "{name}您好"
/// en = "Hello"
/// "#;
/// let files = [PackFile { path: "mine.toml".into(), text: text.into() }];
/// let faults = check_files(&files, None).unwrap_err();
/// let lines: Vec<_> = faults.iter().map(|fault| fault.detail().line).collect();
/// assert_eq!(lines, [Some(6), Some(10)]);
/// ```
pub fn check_files(files: &[PackFile], below: Option<Bundle>) -> Result<Book, Vec<Error>> {
    let mut layers = Layers { bundle: below, ..Layers::default() };
    layers.files(files)?;
    layers.check()
}

/// Packs in layers, with the places where they were written.
#[derive(Default)]
pub(crate) struct Layers {
    pub(crate) bundle: Option<Bundle>,
    origins: Vec<Origins>,
}

impl Layers {
    /// Lays a bundle over those before it.
    pub(crate) fn bundle(&mut self, over: Bundle) -> Result<(), Vec<Error>> {
        let (bundle, conflicts) = self.over(over);
        // Where two packs contend for an item, what follows from that is no finding.
        if !conflicts.is_empty() {
            return Err(sorted(conflicts.iter().map(|fault| located(&self.origins, fault)).collect()));
        }
        self.bundle = Some(bundle);
        Ok(())
    }

    /// Lays authored files over those before.
    pub(crate) fn files(&mut self, files: &[PackFile]) -> Result<(), Vec<Error>> {
        let Draft { bundle, origins, mut faults, mended } = draft(files);
        self.origins.push(origins);
        let Some(bundle) = bundle else { return Err(faults) };
        let (bundle, conflicts) = self.over(bundle);
        if faults.is_empty() && conflicts.is_empty() {
            self.bundle = Some(bundle);
            return Ok(());
        }
        let (_, found) = findings(bundle);
        // What is left of an item with faults may contradict itself: that is no finding.
        let found =
            found.iter().filter(|fault| !mended.explains(fault)).map(|fault| located(&self.origins, fault));
        // Where two packs contend for an item, what follows from that for items below is no finding.
        faults.extend(found.filter(|fault| conflicts.is_empty() || fault.detail().file.is_some()));
        faults.extend(conflicts.iter().map(|fault| located(&self.origins, fault)));
        Err(sorted(faults))
    }

    fn over(&self, over: Bundle) -> (Bundle, Vec<Error>) {
        match &self.bundle {
            Some(below) => below.clone().laid_under(over),
            None => (over, Vec::new()),
        }
    }

    /// Checks and compiles.
    pub(crate) fn check(self) -> Result<Book, Vec<Error>> {
        match self.bundle {
            Some(bundle) => check_layers(bundle, &self.origins, Vec::new()),
            None => Err(vec![Error::new(ErrorCode::UnknownItem).expected("at least one pack").found("none")]),
        }
    }
}

fn check_layers(bundle: Bundle, origins: &[Origins], mut faults: Vec<Error>) -> Result<Book, Vec<Error>> {
    let (book, found) = findings(bundle);
    faults.extend(found);
    match book {
        Some(book) if faults.is_empty() => Ok(book),
        _ => Err(sorted(faults.iter().map(|fault| located(origins, fault)).collect())),
    }
}

/// The fault with its place in the uppermost pack that has its item.
fn located(origins: &[Origins], fault: &Error) -> Error {
    let found = origins.iter().rev().find_map(|origins| origins.find(fault));
    found.unwrap_or_else(|| fault.clone().settled())
}

fn sorted(mut faults: Vec<Error>) -> Vec<Error> {
    faults.sort_by_cached_key(place);
    faults.dedup();
    faults
}
