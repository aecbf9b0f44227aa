//! The draft is put to the test before it is handed over: it must load, and read the file.

use std::collections::{BTreeMap, BTreeSet};

use ombud::{
    Engine, Error, ErrorCode,
    model::Label,
    pack::{ColumnType, SourceDef},
};

use super::{
    propose::{Proposed, keep},
    sample::RECORDS,
};
use crate::{
    problem::Reason,
    profile::Profile,
    read::{Input, Outcome, read},
};

/// How many values that no map has are named.
const NAMED: usize = 12;

/// Takes back what would keep the draft from loading.
pub(super) fn repair(engine: &Engine, def: &mut SourceDef, columns: &mut [Proposed]) {
    // Each round takes back a column at least.
    for _ in 0..=columns.len() {
        let Err(errors) = Profile::new(def, engine.catalogue(), &engine.bundle().taxonomies) else { return };
        let faulty = |name: &str| errors.iter().find(|error| error.detail().item.as_deref() == Some(name));
        for (guessed, column) in columns.iter_mut() {
            let Some((column, error)) = column.as_mut().zip(faulty(&guessed.name)) else { continue };
            guessed.why.push(Label::new(
                error.message(ombud::model::Lang::Zh),
                error.message(ombud::model::Lang::En),
            ));
            keep(column, guessed);
            guessed.to.clone_from(&column.to);
        }
        def.column = columns.iter().filter_map(|(_, column)| column.clone()).collect();
    }
}

/// Reads the beginning of the file with the draft, and says what was not understood.
pub(super) fn read_back(
    engine: &Engine,
    def: &SourceDef,
    input: &Input,
    columns: &mut [Proposed],
) -> Vec<Label> {
    let profile = match Profile::new(def, engine.catalogue(), &engine.bundle().taxonomies) {
        Ok(profile) => profile,
        Err(errors) => return errors.iter().map(told).collect(),
    };
    let mut counts: BTreeMap<(String, Reason), (u64, BTreeSet<String>)> = BTreeMap::new();
    let (mut rows, mut stopped) = (0usize, false);
    let outcome = read(&profile, input, &mut |outcome| {
        let problems = match outcome {
            Outcome::Kept(row) => row.problems,
            Outcome::Rejected(problem) => vec![problem],
        };
        for problem in problems {
            let (count, values) = counts.entry((problem.column.to_string(), problem.reason)).or_default();
            *count = count.saturating_add(1);
            if values.len() <= NAMED {
                values.insert(problem.shape.unwrap_or(problem.value));
            }
        }
        rows = rows.saturating_add(1);
        stopped = rows >= RECORDS;
        if stopped { Err(Error::new(ErrorCode::Internal)) } else { Ok(()) }
    });
    let mut notes = Vec::new();
    if let (Err(error), false) = (&outcome, stopped) {
        notes.push(told(error));
    }
    for ((name, reason), (count, values)) in counts {
        let named: Vec<&str> = match reason {
            Reason::UnknownCode | Reason::UnreadableDate | Reason::NoSuchDay => {
                values.iter().take(NAMED).map(String::as_str).collect()
            }
            _ => Vec::new(),
        };
        let more = if values.len() > named.len() && !named.is_empty() { "…" } else { "" };
        let named = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(" | ")) };
        let label = Label::new(
            format!("照此读{rows}件,{count}处{}{named}", reason.label().zh),
            format!("read so, {rows} records have {count} times: {}{named}", reason.label().en),
        );
        match columns.iter_mut().find(|(guessed, _)| guessed.name == name) {
            Some((guessed, _)) => guessed.why.push(label),
            None => notes.push(label),
        }
    }
    let open = columns.iter().filter(|(_, column)| {
        column.as_ref().is_none_or(|column| {
            column.kind == ColumnType::Text && column.to.as_deref().is_some_and(|to| to.starts_with("extra:"))
        })
    });
    let open: Vec<&str> = open.map(|(guessed, _)| guessed.name.as_str()).collect();
    if !open.is_empty() {
        let names = open.join(", ");
        notes.push(Label::new(
            format!("没有看懂的列: {names}"),
            format!("columns that were not understood: {names}"),
        ));
    }
    notes
}

fn told(error: &Error) -> Label {
    Label::new(error.message(ombud::model::Lang::Zh), error.message(ombud::model::Lang::En))
}
