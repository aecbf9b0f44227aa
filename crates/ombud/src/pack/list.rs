//! What is in a bundle, listed and shown.

use serde::Serialize;

use super::Bundle;
use crate::{
    Error, ErrorCode,
    clock::Confidence,
    error::Result,
    model::{Dated, Force, Json, Label, canon},
};

/// The kinds of item that can be listed and shown.
pub const KINDS: [&str; 19] = [
    "act",
    "calculation",
    "calendar",
    "checklist",
    "clock",
    "event",
    "fact",
    "instrument",
    "not_a_rule",
    "provision",
    "regime",
    "review",
    "route",
    "scorecard",
    "source",
    "suspension",
    "table",
    "taxonomy",
    "workflow",
];

/// One item of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The kind.
    pub kind: &'static str,
    /// The id.
    pub id: String,
    /// The regime, for rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// Its name for people; for an id that is no rule, why.
    pub title: Label,
    /// How sure it is, for rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// From when it is in force, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// One item, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The kind.
    pub kind: &'static str,
    /// The regime, for rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// The item.
    pub item: Json,
}

/// The items of a bundle, of one kind or of all; empty for a kind that is none.
#[must_use]
pub fn list(bundle: &Bundle, kind: Option<&str>) -> Vec<Listed> {
    let mut out = Vec::new();
    let plain = |kind, id: String, title: &Label| Listed {
        kind,
        id,
        regime: None,
        title: title.clone(),
        confidence: None,
        since: None,
    };
    out.extend(bundle.calendars.iter().map(|x| plain("calendar", x.id.to_string(), &x.title)));
    out.extend(bundle.events.iter().map(|x| plain("event", x.id.to_string(), &x.title)));
    out.extend(bundle.facts.iter().map(|x| plain("fact", x.id.to_string(), &x.title)));
    out.extend(bundle.instruments.iter().map(|x| plain("instrument", x.id.to_string(), &x.title)));
    out.extend(bundle.sources.iter().map(|x| plain("source", x.id.to_string(), &x.title)));
    out.extend(bundle.taxonomies.iter().map(|x| plain("taxonomy", x.id.to_string(), &x.title)));
    out.extend(bundle.workflows.iter().map(|x| plain("workflow", x.id.clone(), &x.title)));
    out.extend(bundle.acts.iter().map(|x| plain("act", x.id.to_string(), &x.title)));
    out.extend(bundle.checklists.iter().map(|x| plain("checklist", x.id.to_string(), &x.title)));
    let ruled = |kind, id: String, title: &Label, force: Force| Listed {
        confidence: Some(force.confidence),
        since: force.start().map(|date| date.to_string()),
        ..plain(kind, id, title)
    };
    out.extend(bundle.tables.iter().map(|x| ruled("table", x.id.to_string(), &x.title, x.force())));
    out.extend(bundle.scorecards.iter().map(|x| ruled("scorecard", x.id.to_string(), &x.title, x.force())));
    out.extend(bundle.routes.iter().map(|x| ruled("route", x.id.to_string(), &x.title, x.force())));
    let calculations = bundle.calculations.iter();
    out.extend(calculations.map(|x| ruled("calculation", x.id.to_string(), &x.title, x.force())));
    out.extend(bundle.reviews.iter().map(|x| ruled("review", x.id.to_string(), &x.title, x.force())));
    for rules in &bundle.regimes {
        let regime = rules.regime.id.to_string();
        out.push(plain("regime", regime.clone(), &rules.regime.title));
        let rule =
            |kind, id: &crate::model::RuleId, title: &Label, confidence, since: Option<String>| Listed {
                kind,
                id: id.to_string(),
                regime: Some(regime.clone()),
                title: title.clone(),
                confidence,
                since,
            };
        let day = |from: Option<crate::model::Date>, by: Option<crate::model::Date>| {
            from.or(by).map(|date| date.to_string())
        };
        out.extend(rules.clocks.iter().map(|x| {
            rule("clock", &x.id, &x.title, Some(x.confidence), day(x.effective_from, x.in_force_by))
        }));
        out.extend(rules.provisions.iter().map(|x| {
            rule("provision", &x.id, &x.title, Some(x.confidence), day(x.effective_from, x.in_force_by))
        }));
        out.extend(rules.suspensions.iter().map(|x| {
            rule("suspension", &x.id, &x.title, Some(x.confidence), day(x.effective_from, x.in_force_by))
        }));
        out.extend(rules.not_a_rule.iter().map(|x| rule("not_a_rule", &x.id, &x.because, None, None)));
    }
    out.retain(|item| kind.is_none_or(|kind| kind == item.kind));
    out.sort_by(|a, b| (a.kind, &a.regime, &a.id, &a.since).cmp(&(b.kind, &b.regime, &b.id, &b.since)));
    out
}

/// The items with this id (`id` or `kind:id`): several where a rule has versions.
///
/// A step of a clock shows the clock that it belongs to, a row its table, a factor its scorecard, a line
/// its calculation, a ground or an act its review.
///
/// # Errors
/// `unknown_item`.
pub fn show(bundle: &Bundle, id: &str) -> Result<Vec<Shown>> {
    let (kind, id) = match id.split_once(':') {
        Some((kind, rest)) if KINDS.contains(&kind) => (Some(kind), rest),
        _ => (None, id),
    };
    let mut out = Vec::new();
    let mut add = |found: &'static str, regime: Option<&str>, item: Result<Json>| -> Result<()> {
        if kind.is_none_or(|kind| kind == found) {
            out.push(Shown { kind: found, regime: regime.map(str::to_owned), item: item? });
        }
        Ok(())
    };
    macro_rules! plain {
        ($kind:literal, $list:expr) => {
            for x in $list.iter().filter(|x| x.id.as_str() == id) {
                add($kind, None, canon::to_json(x))?;
            }
        };
    }
    plain!("calendar", bundle.calendars);
    plain!("event", bundle.events);
    plain!("fact", bundle.facts);
    plain!("instrument", bundle.instruments);
    plain!("source", bundle.sources);
    plain!("taxonomy", bundle.taxonomies);
    plain!("workflow", bundle.workflows);
    plain!("act", bundle.acts);
    plain!("checklist", bundle.checklists);
    plain!("route", bundle.routes);
    for x in &bundle.tables {
        if x.id.as_str() == id || x.rule.iter().any(|row| row.id.as_str() == id) {
            add("table", None, canon::to_json(x))?;
        }
    }
    for x in &bundle.scorecards {
        if x.id.as_str() == id || x.factor.iter().any(|factor| factor.id.as_str() == id) {
            add("scorecard", None, canon::to_json(x))?;
        }
    }
    for x in &bundle.calculations {
        if x.id.as_str() == id || x.line.iter().any(|line| line.id.as_str() == id) {
            add("calculation", None, canon::to_json(x))?;
        }
    }
    for x in &bundle.reviews {
        let parts = x.ground.iter().map(|ground| &ground.id).chain(x.next.iter().map(|next| &next.id));
        if std::iter::once(&x.id).chain(parts).any(|part| part.as_str() == id) {
            add("review", None, canon::to_json(x))?;
        }
    }
    for rules in &bundle.regimes {
        let regime = Some(rules.regime.id.as_str());
        if regime == Some(id) {
            add("regime", None, canon::to_json(&rules.regime))?;
        }
        for x in &rules.clocks {
            let steps = [&x.extend, &x.pause, &x.reset, &x.merge, &x.cancel, &x.agree];
            if x.id.as_str() == id || steps.into_iter().flatten().any(|step| step.id.as_str() == id) {
                add("clock", regime, canon::to_json(x))?;
            }
        }
        for x in rules.provisions.iter().filter(|x| x.id.as_str() == id) {
            add("provision", regime, canon::to_json(x))?;
        }
        for x in rules.suspensions.iter().filter(|x| x.id.as_str() == id) {
            add("suspension", regime, canon::to_json(x))?;
        }
        for x in rules.not_a_rule.iter().filter(|x| x.id.as_str() == id) {
            add("not_a_rule", regime, canon::to_json(x))?;
        }
    }
    if out.is_empty() {
        return Err(Error::new(ErrorCode::UnknownItem).item(id).expected("an id that `pack.list` gives"));
    }
    Ok(out)
}
