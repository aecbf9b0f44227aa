//! The corpus answered in Rust: `conformance REQUESTS OUT`, with the feature `test-operations`.
//!
//! Every other language's runner writes the same bytes: for each line, in the order of the files'
//! names, `id`, a tab, the answer or the error's document, a line feed.

mod run;
mod steps;

use std::{fs::File, io::Write as _, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [requests, out] = arguments.as_slice() else { return Err("conformance REQUESTS OUT".into()) };
    let door = ombud_doors::Door::builtin()?;
    let mut out = std::io::BufWriter::new(File::create(out)?);
    let (mut count, mut wrong) = (0usize, Vec::new());
    let lines = run::requests(Path::new(requests))?;
    let untaken = steps::untaken(lines.iter().map(|(_, line)| line));
    if !untaken.is_empty() {
        return Err(format!("never taken: {}", untaken.join(", ")).into());
    }
    for (_, line) in lines {
        let answer = run::answer(&door, &line)?;
        if let Some(Err(found)) = run::compare(&line, &answer) {
            wrong.push(found);
        }
        let id = line.get("id").and_then(ombud::model::Json::as_str).ok_or("a line without an id")?;
        out.write_all(&[id.as_bytes(), b"\t", &answer, b"\n"].concat())?;
        count = count.saturating_add(1);
    }
    out.flush()?;
    if wrong.is_empty() {
        println!("{count} answered");
        return Ok(());
    }
    Err(format!("not what the sources expect:\n{}", wrong.join("\n")).into())
}
