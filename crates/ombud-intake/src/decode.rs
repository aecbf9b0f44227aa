//! From the bytes of a file to UTF-8, as a stream.

use std::{
    io::{BufRead, BufReader, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::{Decoder, DecoderResult};
use flate2::bufread::MultiGzDecoder;
use ombud::{Error, ErrorCode, error::Result, pack::Encoding};

use crate::fixed::coder;

/// Stands in the decoded stream for bytes that the encoding does not have: no UTF-8 text holds it.
const MALFORMED: u8 = 0xff;
const BLOCK: usize = 64 * 1024;

/// A file opened for reading text.
pub(crate) struct Text {
    pub(crate) read: Box<dyn Read + Send>,
    /// What the reader should know of how it was opened.
    pub(crate) notes: Vec<Note>,
}

/// What was noticed about a file as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Note {
    /// It is gzipped.
    Gzipped,
    /// It begins with the mark of UTF-8, which the profile does not state; read as UTF-8.
    Utf8Mark,
    /// Lines above the header were passed over.
    LinesAboveHeader,
}

/// Counts what is read of the file itself.
pub(crate) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R, count: Arc<AtomicU64>) -> Self {
        Counted { inner, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.count.fetch_add(u64::try_from(n).unwrap_or(0), Ordering::Relaxed);
        Ok(n)
    }
}

/// A file as it is, unpacked where it is gzipped.
pub(crate) struct Plain {
    pub(crate) read: Box<dyn BufRead + Send>,
    pub(crate) notes: Vec<Note>,
    /// Its encoding: the one stated, but UTF-8 where the file has the mark of it.
    pub(crate) encoding: Encoding,
}

/// Opens a file without decoding it.
///
/// Of a gzipped one at most so many bytes are unpacked.
pub(crate) fn plain(
    file: impl Read + Send + 'static,
    name: &str,
    encoding: Encoding,
    most: u64,
) -> Result<Plain> {
    let mut notes = Vec::new();
    let mut raw = BufReader::with_capacity(BLOCK, file);
    let start = peek(&mut raw, name)?;
    let mut plain: Box<dyn BufRead + Send> = if start.starts_with(&[0x1f, 0x8b]) {
        notes.push(Note::Gzipped);
        Box::new(BufReader::with_capacity(
            BLOCK,
            Gunzipped { inner: MultiGzDecoder::new(raw), left: most, most },
        ))
    } else {
        Box::new(raw)
    };
    let start = peek(&mut plain, name)?;
    let foreign = [
        // What is left after one unpacking: a gzip file inside another.
        (&[0x1f, 0x8b][..], "a gzip file inside a gzip file"),
        (&[0xff, 0xfe, 0, 0], "UTF-32"),
        (&[0, 0, 0xfe, 0xff], "UTF-32"),
        (b"PK\x03\x04", "a zip container (a workbook?)"),
        (&[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook"),
        (&[0xff, 0xfe], "UTF-16"),
        (&[0xfe, 0xff], "UTF-16"),
        (b"%PDF", "a PDF"),
    ];
    for (magic, what) in foreign {
        if start.starts_with(magic) {
            return Err(Error::new(ErrorCode::UnreadableFile)
                .file(name)
                .expected(format_args!("text in {}", encoding_name(encoding)))
                .found(what));
        }
    }
    let marked = start.starts_with(&[0xef, 0xbb, 0xbf]);
    if marked {
        plain.consume(3);
        if encoding != Encoding::Utf8 {
            notes.push(Note::Utf8Mark);
        }
    }
    Ok(Plain { read: plain, notes, encoding: if marked { Encoding::Utf8 } else { encoding } })
}

/// A file as UTF-8.
pub(crate) fn decoded(plain: Plain) -> Text {
    let Plain { read: plain, notes, encoding } = plain;
    let decoder = (encoding != Encoding::Utf8).then(|| coder(encoding).new_decoder_without_bom_handling());
    let read: Box<dyn Read + Send> = match decoder {
        None => Box::new(plain),
        Some(decoder) => Box::new(Decoded { input: plain, decoder, done: false, pending: false }),
    };
    Text { read, notes }
}

/// The first bytes, without taking them.
fn peek(input: &mut impl BufRead, name: &str) -> Result<[u8; 4]> {
    let mut out = [0u8; 4];
    let buffer = input.fill_buf().map_err(|e| read_error(&e, name))?;
    for (to, from) in out.iter_mut().zip(buffer) {
        *to = *from;
    }
    Ok(out)
}

pub(crate) fn read_error(error: &std::io::Error, name: &str) -> Error {
    use std::io::ErrorKind;
    if let Some(Beyond(most)) = error.get_ref().and_then(|beyond| beyond.downcast_ref()) {
        let error = Error::new(ErrorCode::TooLarge).file(name);
        return error.expected(format_args!("at most {most} bytes unpacked")).found("more");
    }
    let damaged =
        matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput);
    if damaged {
        Error::new(ErrorCode::UnreadableFile).file(name).expected("a whole gzip file").found(error)
    } else {
        Error::new(ErrorCode::FileAccess).file(name).found(error)
    }
}

/// The name of an encoding, as profiles write it.
#[must_use]
pub fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gbk => "gbk",
        Encoding::Gb18030 => "gb18030",
        Encoding::Latin1 => "latin-1",
        _ => "utf-8",
    }
}

/// What is unpacked, up to a limit.
struct Gunzipped<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R: Read> Read for Gunzipped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let taken = u64::try_from(n).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(taken).ok_or_else(|| std::io::Error::other(Beyond(self.most)))?;
        Ok(n)
    }
}

/// There is more than so many bytes.
#[derive(Debug)]
struct Beyond(u64);

impl std::fmt::Display for Beyond {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "more than {} bytes", self.0)
    }
}

impl std::error::Error for Beyond {}

struct Decoded<R> {
    input: R,
    decoder: Decoder,
    done: bool,
    /// A mark for malformed bytes did not fit any more.
    pending: bool,
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if buffer.len() < 16 {
            // The decoder needs room for the longest character.
            return Err(std::io::Error::other("a buffer of at least 16 bytes is needed"));
        }
        loop {
            let mut written = 0usize;
            if self.pending {
                self.pending = false;
                if let Some(first) = buffer.first_mut() {
                    *first = MALFORMED;
                    written = 1;
                }
            }
            if self.done {
                return Ok(written);
            }
            let (used, last, result, out) = {
                let source = self.input.fill_buf()?;
                let last = source.is_empty();
                let room = buffer.get_mut(written..).unwrap_or_default();
                let (result, used, out) = self.decoder.decode_to_utf8_without_replacement(source, room, last);
                (used, last, result, out)
            };
            self.input.consume(used);
            written = written.saturating_add(out);
            match result {
                DecoderResult::InputEmpty => self.done = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => match buffer.get_mut(written) {
                    Some(place) => {
                        *place = MALFORMED;
                        written = written.saturating_add(1);
                    }
                    None => self.pending = true,
                },
            }
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::*;

    fn read_whole(bytes: &[u8], encoding: Encoding) -> (Vec<u8>, Vec<Note>) {
        let text = decoded(plain(std::io::Cursor::new(bytes.to_vec()), "f", encoding, u64::MAX).unwrap());
        let mut out = Vec::new();
        let mut read = text.read;
        let mut block = [0u8; 16];
        loop {
            let n = read.read(&mut block).unwrap();
            if n == 0 {
                return (out, text.notes);
            }
            out.extend_from_slice(&block[..n]);
        }
    }

    #[test]
    fn encodings_are_decoded_in_small_steps() {
        let text = "投诉编号，收到时间€";
        let (gbk, _, _) = GB18030.encode(text);
        let (out, notes) = read_whole(&gbk, Encoding::Gb18030);
        assert_eq!(std::str::from_utf8(&out).unwrap(), text);
        assert!(notes.is_empty());
        let (out, _) = read_whole(b"caf\xe9 \x80\x93x\x94", Encoding::Latin1);
        assert_eq!(std::str::from_utf8(&out).unwrap(), "café €“x”");
    }

    #[test]
    fn malformed_bytes_are_marked_and_swallow_no_separator() {
        let (out, _) = read_whole(b"a\xff,b\x81,c\xd6\xd0", Encoding::Gbk);
        assert_eq!(out, b"a\xff,b\xff,c\xe4\xb8\xad");
        let (out, _) = read_whole(b"\xd6", Encoding::Gbk);
        assert_eq!(out, b"\xff");
    }

    #[test]
    fn a_utf8_mark_wins() {
        let (out, notes) = read_whole("\u{feff}投诉".as_bytes(), Encoding::Gbk);
        assert_eq!(std::str::from_utf8(&out).unwrap(), "投诉");
        assert_eq!(notes, [Note::Utf8Mark]);
        let (out, notes) = read_whole("\u{feff}投诉".as_bytes(), Encoding::Utf8);
        assert_eq!((std::str::from_utf8(&out).unwrap(), notes.len()), ("投诉", 0));
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut out, bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn other_files_are_named() {
        for (bytes, found) in [
            (&b"PK\x03\x04xx"[..], "a zip container (a workbook?)"),
            (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
            (b"\xff\xfea\0", "UTF-16"),
            (b"\xff\xfe\0\0a\0\0\0", "UTF-32"),
            (b"\0\0\xfe\xff\0\0\0a", "UTF-32"),
            (&gzipped(&gzipped(b"a,b\n")), "a gzip file inside a gzip file"),
            (b"%PDF-1.7", "a PDF"),
        ] {
            let error =
                plain(std::io::Cursor::new(bytes.to_vec()), "f.csv", Encoding::Utf8, u64::MAX).err().unwrap();
            assert_eq!(
                error.message(ombud::model::Lang::En),
                format!(
                    "f.csv: the file cannot be read in the stated format or encoding; expected: text in utf-8; found: {found}"
                )
            );
        }
    }
}
