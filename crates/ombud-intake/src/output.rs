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

/// The files of one run. They are written beside their place and moved there by
/// [`commit`](Outputs::commit); until then what an earlier run left stays as it is, and a run that
/// ends early by itself leaves nothing. One that is killed leaves its hidden directory
/// `.ombud-partial-…`, which may be deleted.
#[derive(Debug)]
pub struct Outputs {
    dir: PathBuf,
    partial: PathBuf,
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
        let partial = dir.join(format!(".ombud-partial-{}-{run}", std::process::id()));
        std::fs::create_dir_all(&partial).map_err(|e| access(&dir, &e))?;
        Ok(Outputs { dir, partial, names: Mutex::new(Vec::new()) })
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
    /// `file_access`; files moved before the fault stay.
    pub fn commit(self) -> Result<Vec<PathBuf>> {
        let names = std::mem::take(&mut *self.names.lock().unwrap_or_else(PoisonError::into_inner));
        // All are there, or none is moved.
        for name in &names {
            let from = self.partial.join(name);
            std::fs::metadata(&from).map_err(|e| access(&from, &e))?;
        }
        let mut out = Vec::new();
        for name in names {
            let to = self.dir.join(&name);
            std::fs::rename(self.partial.join(&name), &to).map_err(|e| access(&to, &e))?;
            out.push(to);
        }
        Ok(out)
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        // Only what this run made; where that fails there is nobody to tell.
        let _ = std::fs::remove_dir_all(&self.partial);
    }
}
