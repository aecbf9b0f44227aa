//! Standard output, what may stand on it, and files that are never left half-written.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use ombud::model::Json;

use crate::failure::{Failure, Result};

/// Lines for a terminal. Whatever a line holds, it stays one line and steers nothing: of what was
/// typed or read, none can look like another line of the answer.
#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds a line.
    pub(crate) fn add(&mut self, line: impl AsRef<str>) {
        self.0.push_str(&visible(line.as_ref()));
        self.0.push('\n');
    }

    /// The text, as it may be printed.
    pub(crate) fn text(self) -> String {
        self.0
    }
}

/// The text with control characters, and signs that are not seen, written out.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_seen(c) {
            out.push(c);
        } else {
            out.extend(c.escape_default());
        }
    }
    out
}

/// Whether a reader sees the sign where it stands: it is none that controls, has no width, or turns
/// the direction of the others round.
fn is_seen(c: char) -> bool {
    let unseen = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !c.is_control() && !unseen
}

/// Prints text as it stands.
pub(crate) fn print(text: &str) -> Result<()> {
    bytes(text.as_bytes())
}

/// Prints what came of something that is saved already, and ends well.
pub(crate) fn saved(text: &str) -> Result<u8> {
    print(text).map_err(Failure::saved)?;
    Ok(0)
}

/// Prints bytes as they stand.
pub(crate) fn bytes(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// Writes a file beside its place and moves it there when it is whole.
pub(crate) fn file(path: &Path, content: &[u8]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = path.with_file_name(format!(".{name}.part"));
    let written = fs::write(&draft, content).and_then(|()| fs::rename(&draft, path));
    written.map_err(|error| {
        // The draft may not exist; what matters is the error that is reported.
        let _ = fs::remove_file(&draft);
        Failure::file(path, &error)
    })
}

/// A JSON document on several lines, for people. What is not seen is written as JSON writes it.
pub(crate) fn pretty(json: &Json) -> String {
    let mut out = String::new();
    write(json, 0, &mut out);
    out.push('\n');
    out
}

fn write(json: &Json, depth: usize, out: &mut String) {
    let indent = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    let leaf = |json: &Json| {
        let mut out = String::new();
        for c in String::from_utf8_lossy(&json.to_bytes()).chars() {
            if is_seen(c) {
                out.push(c);
            } else {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
        }
        out
    };
    match json {
        Json::List(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(out, depth + 1);
                write(item, depth + 1, out);
            }
            indent(out, depth);
            out.push(']');
        }
        Json::Map(map) if !map.is_empty() => {
            out.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(out, depth + 1);
                out.push_str(&leaf(&Json::Text(key.clone())));
                out.push_str(": ");
                write(value, depth + 1, out);
            }
            indent(out, depth);
            out.push('}');
        }
        other => out.push_str(&leaf(other)),
    }
}
