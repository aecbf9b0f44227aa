//! `docs/rules.md`: what became of every rule id of the law notes, regime by regime.
//!
//! Fails where an id of `tests/conformance/rule-ids.toml` is neither an item of its pack nor listed
//! there as no rule, and where the committed table is not what the packs say. With `OMBUD_BLESS=1`
//! the table is written anew.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use ombud::{
    Engine,
    clock::{Actor, Citation, Confidence},
    model::{Date, Label, Lang},
    pack::{CitationStyle, Instrument, ProvisionKind, RegimeRules},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The ids of the notes, by regime, in the order of the notes.
fn noted() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(root().join("tests/conformance/rule-ids.toml")).expect("rule-ids.toml");
    toml::from_str(&text).expect("rule-ids.toml")
}

/// What a table says of one version of an item.
struct Row {
    kind: &'static str,
    title: Label,
    cite: String,
    confidence: &'static str,
    force: String,
}

fn confidence(mark: Confidence) -> &'static str {
    match mark {
        Confidence::Text => "text",
        Confidence::Secondary => "secondary",
        Confidence::Unverified => "unverified",
    }
}

fn force(from: Option<Date>, read: Option<Date>, to: Option<Date>) -> String {
    let start = match (from, read) {
        (Some(from), _) => format!("from {from}"),
        (None, Some(read)) => format!("by {read}"),
        (None, None) => String::new(),
    };
    match to {
        Some(to) => format!("{start} to {to}"),
        None => start,
    }
}

fn provision_kind(kind: ProvisionKind) -> &'static str {
    match kind {
        ProvisionKind::Duty => "duty",
        ProvisionKind::Permission => "permission",
        ProvisionKind::Bar => "bar",
        ProvisionKind::Right => "right",
        ProvisionKind::Notice => "notice",
        ProvisionKind::Route => "route",
        ProvisionKind::Limit => "limit",
        ProvisionKind::Consequence => "consequence",
        ProvisionKind::Scope => "scope",
        ProvisionKind::Counting => "counting",
        ProvisionKind::Principle => "principle",
        ProvisionKind::Retention => "retention",
        other => panic!("a kind without a name in the table: {other:?}"),
    }
}

/// A citation in plain letters: the short English name and the place, as the pack has it.
fn cited(list: &[Citation], instruments: &[Instrument]) -> String {
    let one = |citation: &Citation| {
        let id = citation.instrument();
        let instrument = instruments.iter().find(|x| x.id == *id).expect("an instrument of the pack");
        let name = instrument.short.get(Lang::En);
        match (citation.locator().split_once('/'), instrument.style) {
            _ if citation.locator().is_empty() => name.to_owned(),
            (None, CitationStyle::Cn) => format!("{name} Art. {}", citation.locator()),
            (Some((article, paragraph)), CitationStyle::Cn) => format!("{name} Art. {article} ¶{paragraph}"),
            (_, CitationStyle::Plain) => format!("{name} {}", citation.locator()),
        }
    };
    list.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Every version of every item of a regime, by id.
fn items(rules: &RegimeRules, instruments: &[Instrument]) -> BTreeMap<String, Vec<Row>> {
    let mut out: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut add = |id: &str, row: Row| out.entry(id.to_owned()).or_default().push(row);
    for clock in &rules.clocks {
        let in_force = force(clock.effective_from, clock.in_force_by, clock.effective_to);
        add(
            clock.id.as_str(),
            Row {
                kind: "clock",
                title: clock.title.clone(),
                cite: cited(&clock.cite, instruments),
                confidence: confidence(clock.confidence),
                force: in_force.clone(),
            },
        );
        for (kind, steps) in [
            ("extension", &clock.extend),
            ("pause", &clock.pause),
            ("reset", &clock.reset),
            ("merged repeat", &clock.merge),
            ("cancellation", &clock.cancel),
            ("agreement", &clock.agree),
        ] {
            for step in steps {
                add(
                    step.id.as_str(),
                    Row {
                        kind,
                        title: step.title.clone(),
                        cite: cited(&step.cite, instruments),
                        confidence: confidence(step.confidence.unwrap_or(clock.confidence)),
                        force: format!("{in_force}, on `{}`", clock.id),
                    },
                );
            }
        }
    }
    for provision in &rules.provisions {
        add(
            provision.id.as_str(),
            Row {
                kind: provision_kind(provision.kind),
                title: provision.title.clone(),
                cite: cited(&provision.cite, instruments),
                confidence: confidence(provision.confidence),
                force: force(provision.effective_from, provision.in_force_by, provision.effective_to),
            },
        );
    }
    for suspension in &rules.suspensions {
        add(
            suspension.id.as_str(),
            Row {
                kind: "suspension",
                title: suspension.title.clone(),
                cite: cited(&suspension.cite, instruments),
                confidence: confidence(suspension.confidence),
                force: format!("{} until {}", suspension.from, suspension.until),
            },
        );
    }
    out
}

/// The table, and the ids that are missing from it.
fn table() -> (String, Vec<String>) {
    let engine = Engine::builtin().expect("the built-in packs");
    let bundle = engine.bundle();
    let mut out = String::from(
        "# What became of every rule of the notes\n\n\
         Written by `cargo test -p ombud --test rules_table` (with `OMBUD_BLESS=1`) from the packs and from \
         `tests/conformance/rule-ids.toml`, the list of ids in the law notes. An id is an item of its pack, or \
         it is no rule and the reason stands beside it; an id that is neither fails the test.\n\n\
         *Confidence*: `text` was read in the official text, `secondary` rests on agreeing secondary sources, \
         `unverified` is shown as to be confirmed and never as a firm date. *In force*: `from` is the first day; \
         `by` is the day of the version that was read, where the first day is not known.\n",
    );
    let mut missing = Vec::new();
    let (mut found, mut refused) = (0_usize, 0_usize);
    for (regime, ids) in noted() {
        let rules = bundle.regimes.iter().find(|rules| rules.regime.id.as_str() == regime);
        let rules = rules.unwrap_or_else(|| panic!("no regime {regime} in the packs"));
        let items = items(rules, &bundle.instruments);
        let title = &rules.regime.title;
        writeln!(out, "\n## {} · {}\n\n`{regime}`\n", title.zh, title.en).expect("text");
        out.push_str("| id | kind | 名称 | title | citation | confidence | in force |\n");
        out.push_str("|---|---|---|---|---|---|---|\n");
        let mut none = String::new();
        for id in &ids {
            let other = rules.not_a_rule.iter().find(|x| x.id.as_str() == id);
            match (items.get(id), other) {
                (Some(rows), None) => {
                    found = found.saturating_add(1);
                    for row in rows {
                        let Row { kind, title, cite, confidence, force } = row;
                        let (zh, en) = (&title.zh, &title.en);
                        writeln!(out, "| `{id}` | {kind} | {zh} | {en} | {cite} | {confidence} | {force} |")
                            .expect("text");
                    }
                }
                (None, Some(item)) => {
                    refused = refused.saturating_add(1);
                    let because = &item.because;
                    writeln!(none, "| `{id}` | {} | {} |", because.zh, because.en).expect("text");
                }
                (None, None) => missing.push(format!("{regime}: {id} is no item of the pack")),
                (Some(_), Some(_)) => missing.push(format!("{regime}: {id} is a rule and no rule")),
            }
        }
        if !none.is_empty() {
            out.push_str("\nNot a rule of this pack, because:\n\n| id | 原因 | because |\n|---|---|---|\n");
            out.push_str(&none);
        }
        // What the notes have no id for: parts of a rule that needed a name of their own.
        let more: Vec<String> =
            items.keys().filter(|id| !ids.contains(id)).map(|id| format!("`{id}`")).collect();
        if !more.is_empty() {
            writeln!(out, "\nItems with ids of the pack's own: {}.", more.join(", ")).expect("text");
        }
        for item in &rules.not_a_rule {
            if !ids.iter().any(|id| id == item.id.as_str()) {
                missing.push(format!("{regime}: {} is said to be no rule, and no note has it", item.id));
            }
        }
    }
    writeln!(out, "\n{found} ids of the notes are items, {refused} are not.").expect("text");
    (out, missing)
}

#[test]
fn every_noted_id_is_an_item_or_no_rule() {
    let (_, missing) = table();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_table_is_what_the_packs_say() {
    let (table, _) = table();
    let path = root().join("docs/rules.md");
    if std::env::var_os("OMBUD_BLESS").is_some() {
        fs::write(&path, &table).expect("docs/rules.md");
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == table, "docs/rules.md is not what the packs say: run this test with OMBUD_BLESS=1");
}

/// A cell would end at a bar.
#[test]
fn no_cell_breaks_the_table() {
    let (table, _) = table();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| `")).collect();
    assert!(rows.len() > 100);
    for row in rows {
        let bars = row.matches('|').count();
        assert!(bars == 8 || bars == 4, "{row}");
    }
}

/// A sentence puts 须 or “to be done by …” before what a clock asks of a firm: no condition may stand there, and no
/// second sentence behind it.
#[test]
fn what_a_clock_asks_for_is_a_verb_phrase() {
    let engine = Engine::builtin().expect("the built-in packs");
    let clocks = engine.bundle().regimes.iter().flat_map(|rules| &rules.clocks);
    for clock in clocks.filter(|clock| clock.actor != Actor::Other) {
        let Label { zh, en, .. } = &clock.act;
        let first = zh.split('，').next().expect("a clause");
        let led = first.starts_with(['在', '于']);
        let condition = !led && zh.contains('，') && first.ends_with(['的', '后', '前', '时']);
        assert!(!condition && !zh.contains(['；', '。']) && !zh.contains("可以解除"), "{}: {zh}", clock.id);
        let word = en.split(' ').next().expect("a word");
        let wrong =
            ["After", "At", "Before", "Having", "If", "In", "Last", "May", "Once", "The", "Where", "While"];
        assert!(!wrong.contains(&word) && !en.contains(';'), "{}: {en}", clock.id);
    }
}
