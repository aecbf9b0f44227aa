//! Files that are read whole: only what lies on a disk, and only up to a limit.

use std::{
    fs::{self, File, Metadata},
    io::Read as _,
    path::Path,
};

use ombud::{Error, ErrorCode, model::canon};

use crate::failure::{Failure, Result};

/// The most that is read of a document.
const DOCUMENT: u64 = canon::MAX_SIZE as u64;

/// The bytes of a file that is one document or a pack.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>> {
    regular(path, DOCUMENT)?;
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    whole(path, &file, DOCUMENT)
}

/// The same, without the mark of the encoding at the beginning; it holds something.
pub(crate) fn document(path: &Path) -> Result<Vec<u8>> {
    let bytes = without_mark(bytes(path)?);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let error = Error::new(ErrorCode::UnreadableFile).file(path.display().to_string());
        return Err(Failure::refused(error.expected("a document").found("an empty file")));
    }
    Ok(bytes)
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = valid.split(|byte| *byte == b'\n').count() as u64;
        let error = Error::new(ErrorCode::InvalidUtf8).file(path.display().to_string()).line(line);
        Failure::refused(error.expected("UTF-8").found("other bytes"))
    })
}

/// Refuses, before it is opened, what is no file on a disk, as a pipe waits for its other end and a
/// device may have no end; and what is larger than the limit.
pub(crate) fn regular(path: &Path, limit: u64) -> Result<Metadata> {
    let about = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
    if about.is_file() {
        return if about.len() <= limit { Ok(about) } else { Err(too_large(path, limit, about.len())) };
    }
    let found = if about.is_dir() { "a directory" } else { "a pipe, a socket or a device" };
    let error = Error::new(ErrorCode::FileAccess).file(path.display().to_string());
    Err(Failure::refused(error.expected("a file").found(found)))
}

/// What an open file holds, up to the limit whatever length it claims.
pub(crate) fn whole(path: &Path, file: &File, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| Failure::file(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(path, limit, bytes.len() as u64));
    }
    Ok(bytes)
}

/// The bytes without the mark that some editors put before a text.
pub(crate) fn without_mark(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(..'\u{feff}'.len_utf8());
    }
    bytes
}

/// That a file is larger than what is read of it.
pub(crate) fn too_large(path: &Path, limit: u64, found: u64) -> Failure {
    let error = Error::new(ErrorCode::TooLarge).file(path.display().to_string());
    Failure::refused(error.expected(format_args!("at most {limit} bytes")).found(found))
}
