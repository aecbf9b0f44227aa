//! A profile as an author's file, with the reasons as comments.

use ombud::{
    model::{Json, Label, Lang, canon},
    pack::{ColumnDef, SourceDef},
};

use super::{Sure, propose::Proposed};
use crate::{
    decode::encoding_name,
    profile::{format_name, kind_name},
};

/// The text of the file.
pub(super) fn profile(def: &SourceDef, columns: &[Proposed], notes: &[Label], lang: Lang) -> String {
    let mut out = String::new();
    let head = Label::new(
        "由样本推测的草稿,请逐列核对。受理、登记、分派的日期不是收到投诉的日期。",
        "A draft guessed from a sample: check every column. The day a complaint was accepted, registered or allotted is not the day it was received.",
    );
    comment(&mut out, head.get(lang));
    notes.iter().for_each(|note| comment(&mut out, note.get(lang)));
    out.push_str("\n[source]\n");
    let mut line = |key: &str, value: String| out.push_str(&format!("{key} = {value}\n"));
    line("id", text(def.id.as_str()));
    line("title", format!("{{ zh = {}, en = {} }}", text(&def.title.zh), text(&def.title.en)));
    line("format", text(format_name(def.format)));
    line("encoding", text(encoding_name(def.encoding)));
    if let Some(delimiter) = &def.delimiter {
        line("delimiter", text(delimiter));
    }
    if def.no_header {
        line("no_header", "true".to_owned());
    }
    if let Some(fixed) = fixed(def) {
        line("fixed", fixed);
    }
    line("zone", text(&def.zone));
    line("language", text(if def.language == Lang::Zh { "zh" } else { "en" }));
    if let Some(currency) = &def.currency {
        line("currency", text(currency.as_str()));
    }
    line("regimes", list(def.regimes.iter().map(|regime| regime.as_str())));
    line("dates", list(def.dates.iter().map(String::as_str)));
    for (guessed, column) in columns {
        out.push('\n');
        let sure = match guessed.sure {
            Sure::Sure => Label::new("有把握", "sure"),
            Sure::Likely => Label::new("较有把握", "likely"),
            Sure::Open => Label::new("待定", "open"),
        };
        let counts = Label::new(
            format!("{}件中空白{},不同的值{}", guessed.values, guessed.blank, guessed.distinct),
            format!("{} values, {} blank, {} different", guessed.values, guessed.blank, guessed.distinct),
        );
        let shapes = guessed.shapes.iter().take(4).map(|shape| format!("{} ({})", shape.shape, shape.read));
        let shapes: Vec<String> = shapes.collect();
        comment(&mut out, &format!("[{}] {}: {}", sure.get(lang), guessed.name, counts.get(lang)));
        guessed.why.iter().for_each(|why| comment(&mut out, &format!("  {}", why.get(lang))));
        if !shapes.is_empty() {
            comment(&mut out, &format!("  {}", shapes.join(", ")));
        }
        if let Some(column) = column {
            table(&mut out, column);
        }
    }
    out
}

fn table(out: &mut String, column: &ColumnDef) {
    out.push_str("[[source.column]]\n");
    let mut line = |key: &str, value: String| out.push_str(&format!("{key} = {value}\n"));
    line("name", text(&column.name));
    if let Some(place) = column.place() {
        line("start", place.start.to_string());
        line("width", place.width.to_string());
    }
    if let Some(to) = &column.to {
        line("to", text(to));
    }
    line("type", text(kind_name(column.kind)));
    for (key, _) in
        [("required", column.required), ("problem", column.problem)].into_iter().filter(|(_, is)| *is)
    {
        line(key, "true".to_owned());
    }
    if !column.blank.is_empty() {
        line("blank", list(column.blank.iter().map(String::as_str)));
    }
    if !column.map.is_empty() {
        let entries: Vec<String> = column
            .map
            .iter()
            .filter_map(|entry| canon::to_json(entry).ok())
            .map(|entry| format!("  {},\n", inline(&entry)))
            .collect();
        line("map", format!("[\n{}]", entries.concat()));
    }
}

fn fixed(def: &SourceDef) -> Option<String> {
    let fixed = def.fixed.as_ref()?;
    canon::to_json(fixed).ok().map(|json| inline(&json))
}

/// A value on one line.
fn inline(json: &Json) -> String {
    match json {
        Json::Text(value) => text(value),
        Json::List(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Json::Map(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{} = {}", text(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => String::from_utf8_lossy(&other.to_bytes()).into_owned(),
    }
}

fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", texts.map(text).collect::<Vec<_>>().join(", "))
}

/// A text in quotation marks. JSON's are TOML's, but for one control character.
fn text(value: &str) -> String {
    let json = String::from_utf8_lossy(&Json::Text(value.to_owned()).to_bytes()).into_owned();
    json.replace('\u{7f}', "\\u007f")
}

/// A comment is one line, whatever it quotes.
fn comment(out: &mut String, words: &str) {
    out.push_str("# ");
    out.extend(words.chars().map(|c| if c.is_control() { ' ' } else { c }));
    out.push('\n');
}
