//! What went wrong, as the reader sees it, and the exit code it gives.

use std::{io, path::Path};

use ombud::{
    Error, ErrorCode,
    model::{Label, Lang},
};

use crate::output::visible;

/// Findings, or a refusal.
pub(crate) const REFUSED: u8 = 1;
/// The command line itself is wrong.
pub(crate) const USAGE: u8 = 2;

/// It is done and saved, and only the answer could not be printed: doing it again would double it.
pub(crate) const UNTOLD: u8 = 3;

/// One or more errors, and how the program ends.
#[derive(Debug)]
pub(crate) struct Failure {
    faults: Vec<(Error, Option<Label>)>,
    code: u8,
}

/// A result that ends the program where it fails.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// The command line is wrong.
    pub(crate) fn usage(error: Error) -> Self {
        Failure { faults: vec![(error, None)], code: USAGE }
    }

    /// A file, a pack or a request was refused.
    pub(crate) fn refused(error: Error) -> Self {
        Failure { faults: vec![(error, None)], code: REFUSED }
    }

    /// Findings, all at once.
    pub(crate) fn findings(errors: Vec<Error>) -> Self {
        Failure { faults: errors.into_iter().map(|error| (error, None)).collect(), code: REFUSED }
    }

    /// Writing to standard output failed. A reader that has seen enough is no fault.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure { faults: Vec::new(), code: 0 };
        }
        Failure::refused(io_error(error).item("standard output"))
    }

    /// The same, after what was asked for is done and saved.
    pub(crate) fn saved(mut self) -> Self {
        if self.code == REFUSED {
            self.code = UNTOLD;
        }
        self.hint(Some(Label::new(
            "事情已经办妥并保存，只是结果未能显示；请勿重复办理。",
            "It is done and saved; only the answer could not be printed. Do not do it again.",
        )))
    }

    /// A file cannot be read or written.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Failure::refused(io_error(error).file(path.display().to_string()))
    }

    /// Adds what was probably meant.
    pub(crate) fn hint(mut self, hint: Option<Label>) -> Self {
        if let Some(fault) = self.faults.last_mut() {
            fault.1 = hint;
        }
        self
    }

    /// Prints the errors and gives the exit code.
    pub(crate) fn report(&self, lang: Lang) -> u8 {
        for (error, hint) in &self.faults {
            let message = visible(&error.message(lang));
            eprintln!("{} {}: {message}", error.code().number(), error.code().name());
            if let Some(hint) = hint {
                eprintln!("  {}", visible(hint.get(lang)));
            }
        }
        if self.faults.len() > 1 {
            let count = self.faults.len();
            eprintln!("{}", Label::new(format!("共{count}处问题。"), format!("{count} findings.")).get(lang));
        }
        self.code
    }
}

/// The same words on every system for what goes wrong most.
pub(crate) fn io_error(error: &io::Error) -> Error {
    use io::ErrorKind as Kind;
    let (expected, found) = match error.kind() {
        Kind::NotFound => ("a file or a directory that is there", "no such file or directory"),
        Kind::PermissionDenied => ("permission to read or write it", "permission denied"),
        Kind::IsADirectory => ("a file", "a directory"),
        Kind::NotADirectory => ("a directory", "a file"),
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => ("room to write it", "no room left"),
        Kind::ReadOnlyFilesystem => ("a place to write to", "a place to read only"),
        _ => ("a file that can be read and written", ""),
    };
    let error = match found {
        "" => Error::new(ErrorCode::FileAccess).found(format_args!("the system says \"{error}\"")),
        _ => Error::new(ErrorCode::FileAccess).found(found),
    };
    error.expected(expected)
}
