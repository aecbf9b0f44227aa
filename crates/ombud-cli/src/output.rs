//! Standard output, and files that are never left half-written.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use ombud::model::Json;

use crate::failure::{Failure, Result};

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

/// A JSON document on several lines, for people.
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
    let leaf = |json: &Json| String::from_utf8_lossy(&json.to_bytes()).into_owned();
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
