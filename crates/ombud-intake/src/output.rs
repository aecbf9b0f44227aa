//! Files that appear when they are complete, and not before.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use ombud::{Error, ErrorCode, error::Result};

/// How the directories begin in which files are written before they are moved.
const PARTIAL: &str = ".ombud-partial-";
/// A file in such a directory that its run keeps locked, which ends with the run however that ends.
const LOCK: &str = ".lock";
/// Where in such a directory the files are kept that are being replaced.
const BEFORE: &str = ".before";

/// The files of one run. They are written beside their place and moved there by
/// [`commit`](Outputs::commit); until then what an earlier run left stays as it is, and a run that
/// ends early by itself leaves nothing. One that is killed leaves its hidden directory
/// `.ombud-partial-…`, which the next run into the same place deletes.
#[derive(Debug)]
pub struct Outputs {
    dir: PathBuf,
    partial: PathBuf,
    lock: Option<File>,
    names: Mutex<Vec<String>>,
}

fn access(path: &Path, error: &std::io::Error) -> Error {
    Error::new(ErrorCode::FileAccess).file(path.display().to_string()).found(error)
}

impl Outputs {
    /// Outputs in this directory, which is made where it does not exist.
    ///
    /// # Errors
    /// `file_access`.
    pub fn new(dir: impl Into<PathBuf>) -> Result<Self> {
        static RUN: AtomicU64 = AtomicU64::new(0);
        let dir = dir.into();
        let run = RUN.fetch_add(1, Ordering::Relaxed);
        let partial = dir.join(format!("{PARTIAL}{}-{run}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|e| access(&dir, &e))?;
        clear(&dir);
        std::fs::create_dir_all(&partial).map_err(|e| access(&dir, &e))?;
        let lock = lock(&partial).ok();
        Ok(Outputs { dir, partial, lock, names: Mutex::new(Vec::new()) })
    }

    /// Where to write the file that is to have this name.
    ///
    /// # Errors
    /// `invalid_id` for a name that is a path, or was given before.
    pub fn path(&self, name: &str) -> Result<PathBuf> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let plain = Path::new(name).file_name().is_some_and(|file| file == name);
        if !plain || names.iter().any(|known| known == name) {
            return Err(Error::new(ErrorCode::InvalidId).expected("a file name, once").found(name));
        }
        names.push(name.to_owned());
        Ok(self.partial.join(name))
    }

    /// Opens the file that is to have this name.
    ///
    /// # Errors
    /// As [`path`](Outputs::path), and `file_access`.
    pub fn create(&self, name: &str) -> Result<BufWriter<File>> {
        let path = self.path(name)?;
        let file = File::create(&path).map_err(|e| access(&path, &e))?;
        Ok(BufWriter::with_capacity(1 << 18, file))
    }

    /// Puts every file in its place. The last to be named is the last to be moved.
    ///
    /// # Errors
    /// `file_access`; then every place is as it was before, unless the file system has no hard links.
    pub fn commit(self) -> Result<Vec<PathBuf>> {
        let names = std::mem::take(&mut *self.names.lock().unwrap_or_else(PoisonError::into_inner));
        let places: Vec<PathBuf> = names.iter().map(|name| self.dir.join(name)).collect();
        for (name, to) in names.iter().zip(&places) {
            let from = self.partial.join(name);
            std::fs::metadata(&from).map_err(|e| access(&from, &e))?;
            if to.is_dir() {
                let error = Error::new(ErrorCode::FileAccess).file(to.display().to_string());
                return Err(error.expected("a place for a file").found("a directory"));
            }
        }
        // What stands there now is kept under a second name until all is moved.
        let kept = self.partial.join(BEFORE);
        std::fs::create_dir(&kept).map_err(|e| access(&kept, &e))?;
        let mut moved: Vec<(&Path, Option<PathBuf>)> = Vec::new();
        for (name, to) in names.iter().zip(&places) {
            let before = kept.join(name);
            let linked = std::fs::hard_link(to, &before).is_ok();
            let empty = !linked && std::fs::symlink_metadata(to).is_err();
            if let Err(error) = std::fs::rename(self.partial.join(name), to) {
                for (place, before) in moved {
                    // Where this fails too, the first error is the one to tell.
                    let _ = match before {
                        Some(before) => std::fs::rename(before, place),
                        None => std::fs::remove_file(place),
                    };
                }
                return Err(access(to, &error));
            }
            // Where the system gives no second names, what is replaced cannot come back.
            if linked || empty {
                moved.push((to, linked.then_some(before)));
            }
        }
        Ok(places)
    }
}

/// The lock of a run. It has its name only once it is locked: else another run could take it for
/// one that was left.
fn lock(partial: &Path) -> std::io::Result<File> {
    let draft = partial.join(format!("{LOCK}.new"));
    let lock = File::create(&draft)?;
    lock.try_lock()?;
    std::fs::rename(draft, partial.join(LOCK))?;
    Ok(lock)
}

/// Deletes what runs left that were killed: the directories whose lock nobody holds.
fn clear(dir: &Path) {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PARTIAL)) {
        let path = entry.path();
        let dead = File::open(path.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if dead {
            // Another run may be deleting it too.
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        self.lock = None;
        // Only what this run made; where that fails there is nobody to tell.
        let _ = std::fs::remove_dir_all(&self.partial);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The files in a directory, with what is in them.
    fn listing(dir: &Path) -> Vec<(String, String)> {
        let mut out: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(path).unwrap_or_default())
            })
            .collect();
        out.sort();
        out
    }

    fn outputs(dir: &Path, names: &[&str]) -> Outputs {
        let outputs = Outputs::new(dir).unwrap();
        for name in names {
            fs::write(outputs.path(name).unwrap(), "new").unwrap();
        }
        outputs
    }

    #[test]
    fn nothing_is_replaced_where_one_place_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "old").unwrap();
        fs::create_dir(dir.path().join("b")).unwrap();
        let before = listing(dir.path());
        let error = outputs(dir.path(), &["a", "b"]).commit().unwrap_err();
        assert_eq!(error.detail().found.as_deref(), Some("a directory"));
        assert_eq!(listing(dir.path()), before);
    }

    #[test]
    fn what_was_moved_comes_back_where_a_later_one_cannot_be() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a", "c"] {
            fs::write(dir.path().join(name), "old").unwrap();
        }
        let before = listing(dir.path());
        let outputs = outputs(dir.path(), &["a", "b"]);
        // No directory can take the place of a file.
        fs::create_dir(outputs.path("c").unwrap()).unwrap();
        assert!(outputs.commit().is_err());
        assert_eq!(listing(dir.path()), before);
    }

    #[test]
    fn what_a_killed_run_left_is_deleted_and_what_a_run_holds_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let left = dir.path().join(format!("{PARTIAL}1-0"));
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        let first = outputs(dir.path(), &["a"]);
        assert!(!left.exists());
        let second = outputs(dir.path(), &["b"]);
        first.commit().unwrap();
        second.commit().unwrap();
        let found = listing(dir.path());
        assert_eq!(found, [("a".to_owned(), "new".to_owned()), ("b".to_owned(), "new".to_owned())]);
    }
}
