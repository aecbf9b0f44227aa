//! The file of a case: events, one a line, and only ever added to.
//!
//! Whoever adds to it holds a lock from before reading until the last byte is on the disk, so that of
//! two processes the second decides upon what the first has done.

use std::{
    fs::{self, File, Metadata, OpenOptions, TryLockError},
    io::{self, ErrorKind, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use ombud::{Case, Engine, Error, ErrorCode, case::CaseEvent, model::Label};

use crate::{
    failure::{Failure, Result},
    input,
};

/// The most that a case may take up; a longer life than anybody's.
const LIMIT: u64 = 256 * 1024 * 1024;
/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The events of a file, and the line of each.
pub(super) struct Log {
    path: PathBuf,
    events: Vec<CaseEvent>,
    lines: Vec<u64>,
}

/// A file that nobody else adds to while this is held.
pub(super) struct Held {
    path: PathBuf,
    file: File,
    seen: Metadata,
    /// Whether the last line has an end.
    ended: bool,
}

/// Reads the events of a case.
pub(super) fn read(path: &Path) -> Result<Log> {
    input::regular(path, LIMIT)?;
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    match wait(path, || file.try_lock_shared()) {
        Ok(()) => {}
        // Where a place knows no locks, reading needs none: a line half written is found as such.
        Err(Unlocked::Error(_)) => {}
        Err(Unlocked::Busy(failure)) => return Err(failure),
    }
    events(path, input::whole(path, &file, LIMIT)?)
}

/// Reads the events of a case, to add to them.
pub(super) fn hold(path: &Path) -> Result<(Held, Log)> {
    let about = input::regular(path, LIMIT)?;
    if about.permissions().readonly() {
        // Whoever may do everything would write all the same.
        return Err(Failure::file(path, &ErrorKind::PermissionDenied.into()));
    }
    let file = OpenOptions::new().read(true).write(true).open(path);
    let file = file.map_err(|error| Failure::file(path, &error))?;
    wait(path, || file.try_lock()).map_err(|unlocked| unlocked.failure(path))?;
    let seen = file.metadata().map_err(|error| Failure::file(path, &error))?;
    let bytes = input::whole(path, &file, LIMIT)?;
    let ended = bytes.last().is_none_or(|byte| *byte == b'\n');
    let log = events(path, bytes)?;
    Ok((Held { path: path.to_owned(), file, seen, ended }, log))
}

/// Makes the file of a new case.
pub(super) fn create(path: &Path, events: &[CaseEvent]) -> Result<()> {
    let content = lines(events)?;
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            let error = Error::new(ErrorCode::FileAccess).file(path.display().to_string());
            Failure::usage(error.expected("a new file").found("one that is there"))
        }
        _ => Failure::file(path, &error),
    })?;
    let written = file.lock().and_then(|()| file.write_all(&content)).and_then(|()| file.sync_all());
    written.map_err(|error| {
        // Nobody has been told of this case; what matters is the error that is reported.
        let _ = fs::remove_file(path);
        Failure::file(path, &error)
    })?;
    named(path);
    Ok(())
}

impl Held {
    /// Adds events: all of them, or none.
    pub(super) fn append(mut self, events: &[CaseEvent]) -> Result<()> {
        let mut content = if self.ended { Vec::new() } else { vec![b'\n'] };
        content.extend(lines(events)?);
        let length = self.seen.len();
        let longer = length.saturating_add(content.len() as u64);
        if longer > LIMIT {
            return Err(input::too_large(&self.path, LIMIT, longer));
        }
        self.still_there()?;
        let written = self
            .file
            .seek(SeekFrom::Start(length))
            .and_then(|_| self.file.write_all(&content))
            .and_then(|()| self.file.sync_all());
        written.map_err(|error| {
            let failure = Failure::file(&self.path, &error);
            match self.file.set_len(length).and_then(|()| self.file.sync_all()) {
                Ok(()) => failure,
                Err(_) => failure.hint(Some(torn())),
            }
        })
    }

    /// An editor heeds no lock, and puts a new file in the place of the one it read: what is added to
    /// the old one would be gone with it.
    fn still_there(&self) -> Result<()> {
        let there = fs::metadata(&self.path).map_err(|error| Failure::file(&self.path, &error))?;
        if there.len() == self.seen.len() && there.modified().ok() == self.seen.modified().ok() {
            return Ok(());
        }
        let error = Error::new(ErrorCode::FileAccess).file(self.path.display().to_string());
        Err(Failure::refused(error.expected("the file that was read").found("another one in its place")))
    }
}

impl Log {
    /// The case that the events make.
    pub(super) fn replayed(self, engine: &Engine) -> Result<Case> {
        match engine.replay(self.events.clone()) {
            Ok(case) => Ok(case),
            Err(error) => Err(self.refused(error)),
        }
    }

    /// The same, without the packs.
    pub(super) fn folded(&self) -> Result<ombud::case::Case> {
        ombud::case::Case::replay(&self.events).map_err(|error| self.refused(error))
    }

    /// A refusal, with the line of the first event that does not follow.
    fn refused(&self, error: Error) -> Failure {
        let error = error.file(self.path.display().to_string());
        // Of events that follow one another, so do the first ones: what is looked for lies between.
        let follow = |count: usize| {
            let first = self.events.get(..count).unwrap_or_default();
            ombud::case::Case::replay(first).is_ok()
        };
        let (mut sound, mut faulty) = (0, self.events.len());
        while faulty.saturating_sub(sound) > 1 {
            let middle = sound.midpoint(faulty);
            if follow(middle) { sound = middle } else { faulty = middle }
        }
        match self.lines.get(sound) {
            Some(line) => Failure::refused(error.line(*line)),
            None => Failure::refused(error).hint(Some(empty())),
        }
    }
}

/// Reads lines as events.
fn events(path: &Path, bytes: Vec<u8>) -> Result<Log> {
    let bytes = input::without_mark(bytes);
    let mut log = Log { path: path.to_owned(), events: Vec::new(), lines: Vec::new() };
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1u64..) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let event = CaseEvent::from_bytes(line.trim_ascii_end()).map_err(|error| {
            let error = match error.code() {
                ErrorCode::InvalidJson => error.expected("one JSON object a line"),
                _ => error,
            };
            // It is the only line of the document, but not of the file.
            let column = error.detail().path.as_deref().and_then(|place| place.strip_prefix("line 1, "));
            let error = match column.map(str::to_owned) {
                Some(column) => error.path(column),
                None => error,
            };
            let failure = Failure::refused(error.file(path.display().to_string()).line(number));
            // Every event is written with the end of its line.
            failure.hint((!line.ends_with(b"\n")).then(torn))
        })?;
        log.events.push(event);
        log.lines.push(number);
    }
    Ok(log)
}

fn lines(events: &[CaseEvent]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for event in events {
        out.extend(event.to_bytes().map_err(Failure::refused)?);
        out.push(b'\n');
    }
    Ok(out)
}

/// What to do with a line that was not written to its end.
fn torn() -> Label {
    Label::new(
        "最后一行不完整，写入时曾被中断，这一行所记的事没有向任何人确认过。请删除这一行，再办理一次；之前各行完好。",
        "The last line is cut off, as writing it was interrupted: nobody was told that it was done. \
         Delete that line and do it again; the lines before it are whole.",
    )
}

/// What to do with a file without events.
fn empty() -> Label {
    Label::new(
        "文件中没有事件，开立个案时可能被中断。请删除该文件，重新开立。",
        "The file holds no event, as opening the case was interrupted: delete it and open the case again.",
    )
}

/// Why there is no lock.
enum Unlocked {
    /// Somebody else holds it.
    Busy(Failure),
    /// There can be none.
    Error(io::Error),
}

impl Unlocked {
    fn failure(self, path: &Path) -> Failure {
        match self {
            Unlocked::Busy(failure) => failure,
            Unlocked::Error(error) => Failure::file(path, &error),
        }
    }
}

/// Waits for a lock, but not for ever: whoever holds it may have been stopped.
fn wait(
    path: &Path,
    lock: impl Fn() -> std::result::Result<(), TryLockError>,
) -> std::result::Result<(), Unlocked> {
    let start = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(Unlocked::Error(error)),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => {
                let error = Error::new(ErrorCode::FileAccess).file(path.display().to_string());
                let error = error.expected("a file that no other process holds").found("one that is held");
                return Err(Unlocked::Busy(Failure::refused(error)));
            }
        }
    }
}

/// Has the name of a new file outlast a power cut, where a directory can be written to the disk at all.
fn named(path: &Path) {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Ok(directory) = File::open(parent.unwrap_or(Path::new("."))) {
        let _ = directory.sync_all();
    }
}
