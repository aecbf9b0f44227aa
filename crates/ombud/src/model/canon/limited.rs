//! Writing that stops at the limit: what is too large is not written to its end first.

use std::io;

use serde::Serialize;

use crate::{Error, ErrorCode, error::Result};

/// A type as JSON of at most so many bytes, not yet canonical.
///
/// # Errors
/// `too_large`; `internal` where the type has no JSON form.
pub(super) fn to_vec<T: Serialize + ?Sized>(value: &T, most: usize) -> Result<Vec<u8>> {
    let mut out = Limited { bytes: Vec::new(), most };
    match serde_json::to_writer(&mut out, value) {
        Ok(()) => Ok(out.bytes),
        // Nothing else fails while bytes are taken.
        Err(error) if error.is_io() => {
            let expected = format_args!("at most {most} bytes");
            Err(Error::new(ErrorCode::TooLarge).expected(expected).found("more"))
        }
        Err(error) => Err(Error::new(ErrorCode::Internal).expected("a type with a JSON form").found(error)),
    }
}

struct Limited {
    bytes: Vec<u8>,
    most: usize,
}

impl io::Write for Limited {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if more.len() > self.most.saturating_sub(self.bytes.len()) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde::{Serialize, Serializer, ser::Error as _};

    use super::*;

    /// Counts how many of a thousand texts were asked for.
    struct Texts(Cell<usize>);

    impl Serialize for Texts {
        fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
            s.collect_seq((0..1000).map(|_| {
                self.0.set(self.0.get() + 1);
                "eightlet"
            }))
        }
    }

    #[test]
    fn nothing_is_written_past_the_limit() {
        let texts = Texts(Cell::new(0));
        let error = to_vec(&texts, 100).unwrap_err();
        assert_eq!((error.code(), texts.0.get()), (ErrorCode::TooLarge, 10));
        assert_eq!(to_vec(&texts, 11_001).map(|bytes| bytes.len()), Ok(11_001));
        assert_eq!(to_vec(&texts, 11_000).map_err(|error| error.code()), Err(ErrorCode::TooLarge));
    }

    #[test]
    fn what_has_no_json_form_is_not_too_large() {
        struct Formless;
        impl Serialize for Formless {
            fn serialize<S: Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
                Err(S::Error::custom("no form"))
            }
        }
        assert_eq!(to_vec(&Formless, 100).map_err(|error| error.code()), Err(ErrorCode::Internal));
    }
}
