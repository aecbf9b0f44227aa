//! Renders both languages from made-up rows: `cargo run --example report -- DIR`.

use std::{fs::File, path::PathBuf};

use ombud::{Engine, model::Lang};
use ombud_intake::report::Report;

#[path = "../tests/support/mod.rs"]
mod support;

fn main() -> support::Done {
    let out = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let count = std::env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(60);
    let engine = Engine::builtin()?;
    let rows = support::rows(&engine, count)?;
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let mut report = Report::new(support::about(&engine, lang), &out)?;
        for made in &rows {
            support::add(&mut report, made, &engine)?;
        }
        let mut page = File::create(out.join(format!("report-{name}.html")))?;
        let sheet = File::create(out.join(format!("ledger-{name}.xlsx")))?;
        report.finish(&engine, &mut page, sheet)?;
    }
    println!("{}", out.display());
    Ok(())
}
