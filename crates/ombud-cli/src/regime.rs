//! `ombud regime`: what a regime knows.

use clap::Args;
use ombud::{
    Engine, Regime,
    model::{Choice, Label, Lang, ValueType},
};

use crate::{
    args::{self, Language, Packs},
    due,
    failure::{Failure, Result},
};

/// What may be given.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The regime; without one, every regime is named
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    packs: Packs,
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    let engine = options.packs.engine()?;
    let text = match &options.id {
        Some(id) => listing(&engine, &due::regime(&engine, id)?, lang),
        None => engine
            .regimes()
            .map(|regime| format!("{:<22} {}\n", regime.id().as_str(), regime.def().title.get(lang)))
            .collect(),
    };
    args::done(&text)
}

/// The help of `ombud due` for these regimes.
pub(crate) fn help(ids: &[String], lang: Lang) -> Result<u8> {
    let engine = Engine::builtin().map_err(Failure::refused)?;
    let mut text = format!("{}\n\n", args::due_usage());
    for id in ids {
        text.push_str(&listing(&engine, &due::regime(&engine, id)?, lang));
    }
    args::done(&text)
}

fn listing(engine: &Engine, regime: &Regime, lang: Lang) -> String {
    let word = |zh: &str, en: &str| Label::new(zh, en).get(lang).to_owned();
    let def = regime.def();
    let mut out = format!("{} · {}\n{}\n", def.id, def.title.get(lang), def.about.get(lang));
    out.push_str(&format!("\n{}\n", word("时限", "Clocks")));
    let mut last = None;
    for clock in regime.clocks() {
        // Versions of one rule are one line.
        if last.as_ref() != Some(&clock.id) {
            out.push_str(&format!("  {:<28} {}\n", clock.id.as_str(), clock.act.get(lang)));
        }
        last = Some(clock.id.clone());
    }
    out.push_str(&format!("\n{}\n", word("事实(--set 事实=取值)", "Facts (--set FACT=VALUE)")));
    for id in regime.rules().facts() {
        let Ok(fact) = engine.catalogue().fact(id.as_str()) else { continue };
        out.push_str(&format!(
            "  {:<28} {}: {}\n",
            id.as_str(),
            kind(fact.kind, &fact.values),
            fact.title.get(lang)
        ));
    }
    out.push_str(&format!(
        "\n{}\n",
        word("事件(--event 类型=日期[,字段=取值]...)", "Events (--event TYPE=WHEN[,FIELD=VALUE]...)")
    ));
    for id in regime.rules().events() {
        let Ok(event) = engine.catalogue().event(id.as_str()) else { continue };
        out.push_str(&format!("  {:<28} {}\n", id.as_str(), event.title.get(lang)));
        for field in &event.fields {
            out.push_str(&format!(
                "      {:<24} {}: {}\n",
                field.id,
                kind(field.kind, &field.values),
                field.title.get(lang)
            ));
        }
    }
    out
}

/// A type, with the values that it allows.
fn kind(kind: ValueType, values: &[Choice]) -> String {
    if values.is_empty() {
        return kind.to_string();
    }
    let ids: Vec<&str> = values.iter().map(|choice| choice.id.as_str()).collect();
    format!("{kind} {}", ids.join(" | "))
}
