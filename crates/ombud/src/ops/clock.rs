//! `clock.due`, `clock.explain`, `clock.what_if`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Operation, Stability, nearest};
use crate::{
    Duty, Engine, Error, ErrorCode,
    clock::{Obligation, PassedOver, Proof, Query},
    error::Result,
    model::{Catalogue, Event, Facts, Json, Label, Lang, Moment, PartId, RegimeId, RuleId, canon},
};

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["regimes", "as_of"],
  "properties": {
    "regimes": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    "received": {"type": "string", "description": "date or RFC 3339 instant; short for an event of type received"},
    "facts": {"type": "object", "description": "values by fact id"},
    "parts": {"type": "object", "description": "facts by part id"},
    "events": {"type": "array", "items": {"type": "object", "required": ["type"], "properties": {
      "type": {"type": "string"}, "at": {"type": "string"}, "part": {"type": "string"}, "ref": {"type": "string"},
      "by": {"type": "string"}, "stated_timely": {"type": "boolean"}, "fields": {"type": "object"}}}},
    "as_of": {"type": "string", "description": "date or RFC 3339 instant"}
  }
}"#;

pub(super) const DUE: Operation = Operation {
    name: "clock.due",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "按所选制度计算每项义务的期限、状态和依据",
        "The date, state and basis of every duty under the regimes chosen",
    ),
    schema: SCHEMA,
    example: r#"{"regimes":["cn-complaints-2020"],"received":"2026-03-02","events":[{"type":"extended","at":"2026-03-10","fields":{"ground":"complex","reason":"需向医院调取病历"}}],"as_of":"2026-03-20"}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let (obligations, passed_over) = answered(engine, &request)?;
        canon::to_bytes(&Answer { bundle: engine.bundle_hash(), obligations, passed_over })
    },
};

pub(super) const EXPLAIN: Operation = Operation {
    name: "clock.explain",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "给出每个期限的逐日计算证明,可生成可打印页面",
        "The proof of each date, day by day, and a printable page if asked",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["inquiry"],
  "properties": {
    "inquiry": {"description": "a request of clock.due"},
    "clock": {"type": "string", "description": "only this rule"},
    "page": {"type": "string", "enum": ["zh", "en"], "description": "adds one printable HTML page in this language"}
  }
}"#,
    example: r#"{"inquiry":{"regimes":["uk-disp"],"received":"2026-06-06","as_of":"2026-06-08"},"clock":"UK.DISP.SRC"}"#,
    run: |engine, request| {
        let request: Explain = canon::from_bytes(request)?;
        if let Some(clock) = &request.clock {
            request.inquiry.knows(engine, clock)?;
        }
        let mut proofs = Vec::new();
        for duty in request.inquiry.answer(engine)?.duties {
            if request.clock.as_ref().is_some_and(|clock| clock != duty.rule()) {
                continue;
            }
            // Duties without a date have nothing to prove; `clock.due` says why.
            let explanation = match duty.proof() {
                Ok(explanation) => explanation,
                Err(error) if error.code() == ErrorCode::UnknownItem => continue,
                Err(error) => return Err(error),
            };
            proofs.push(Explained {
                text: Label::new(explanation.render(Lang::Zh), explanation.render(Lang::En)),
                page: request.page.map(|lang| explanation.page(lang)),
                proof: explanation.proof().clone(),
            });
        }
        canon::to_bytes(&Proofs { bundle: engine.bundle_hash(), proofs })
    },
};

pub(super) const WHAT_IF: Operation = Operation {
    name: "clock.what_if",
    since: "0.1.0",
    stability: Stability::Stable,
    title: ("比较两种情形下各项期限的差异", "How each date and state would differ in another case"),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["inquiry", "instead"],
  "properties": {
    "inquiry": {"description": "a request of clock.due: the case as it is"},
    "instead": {"description": "a request of clock.due: the case as it could be"}
  }
}"#,
    example: r#"{"inquiry":{"regimes":["cn-complaints-2020"],"received":"2026-03-02","as_of":"2026-03-10"},"instead":{"regimes":["cn-complaints-2020"],"received":"2026-03-02","events":[{"type":"extended","at":"2026-03-10","fields":{"ground":"complex","reason":"需向医院调取病历"}}],"as_of":"2026-03-10"}}"#,
    run: |engine, request| {
        let request: WhatIf = canon::from_bytes(request)?;
        let (before, _) = answered(engine, &request.inquiry)?;
        let (after, _) = answered(engine, &request.instead)?;
        canon::to_bytes(&Differences { bundle: engine.bundle_hash(), differences: compare(before, after) })
    },
};

/// A question about one complaint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    regimes: Vec<RegimeId>,
    #[serde(default)]
    received: Option<Moment>,
    #[serde(default)]
    facts: BTreeMap<String, Json>,
    #[serde(default)]
    parts: BTreeMap<PartId, BTreeMap<String, Json>>,
    #[serde(default)]
    events: Vec<Json>,
    as_of: Moment,
}

impl Request {
    /// Whether one of the regimes has the clock.
    fn knows(&self, engine: &Engine, clock: &RuleId) -> Result<()> {
        let regimes = self.regimes.iter().map(|regime| engine.regime(regime.as_str()));
        let regimes = regimes.collect::<Result<Vec<_>>>()?;
        let known = || regimes.iter().flat_map(|regime| regime.clocks()).map(|known| known.id.as_str());
        if known().any(|known| known == clock.as_str()) {
            return Ok(());
        }
        let expected = nearest::expected("a clock of the regimes asked", clock.as_str(), known());
        Err(Error::new(ErrorCode::UnknownClock).path("clock").expected(expected).found(clock))
    }

    fn answer(&self, engine: &Engine) -> Result<crate::Answer> {
        if self.regimes.is_empty() {
            return Err(Error::new(ErrorCode::InvalidField).path("regimes").expected("at least one regime"));
        }
        let mut known = BTreeSet::new();
        for (i, regime) in self.regimes.iter().enumerate() {
            if !known.insert(regime) {
                let path = format!("regimes[{i}]");
                return Err(Error::new(ErrorCode::InvalidField)
                    .path(path)
                    .expected("each regime once")
                    .found(regime));
            }
        }
        let catalogue = engine.catalogue();
        let facts = facts(&self.facts, catalogue, "facts")?;
        let mut parts = BTreeMap::new();
        for (part, given) in &self.parts {
            parts.insert(part.clone(), self::facts(given, catalogue, &format!("parts.{part}"))?);
        }
        let mut events = Vec::new();
        if let Some(at) = self.received {
            events.push(Event::new(catalogue.event("received")?.id.clone(), at));
        }
        for (i, json) in self.events.iter().enumerate() {
            events.push(
                catalogue
                    .read_event(json)
                    .map_err(|e| nearest::suggest(e, catalogue).within(format_args!("events[{i}]")))?,
            );
        }
        let query = Query { facts: &facts, events: &events, as_of: self.as_of, parts: &parts };
        let mut out = crate::Answer { duties: Vec::new(), passed_over: Vec::new() };
        for regime in &self.regimes {
            let answer = engine.regime(regime.as_str())?.answer(&query)?;
            out.duties.extend(answer.duties);
            out.passed_over.extend(answer.passed_over);
        }
        Ok(out)
    }
}

pub(super) fn facts(given: &BTreeMap<String, Json>, catalogue: &Catalogue, path: &str) -> Result<Facts> {
    let mut facts = Facts::new();
    for (id, json) in given {
        let (id, fact) =
            catalogue.read_fact(id, json).map_err(|e| nearest::suggest(e, catalogue).within(path))?;
        facts.insert(id, fact);
    }
    Ok(facts)
}

#[derive(Serialize)]
struct Answer<'a> {
    bundle: &'a str,
    obligations: Vec<Answered>,
    /// Clocks that something would start, had they been in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passed_over: Vec<Passed>,
}

/// An obligation with its citations and its sentence in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Answered {
    #[serde(flatten)]
    obligation: Obligation,
    cited: Label,
    sentence: Label,
}

/// A clock that says nothing, and why in words.
#[derive(Serialize)]
struct Passed {
    #[serde(flatten)]
    passed: PassedOver,
    sentence: Label,
}

fn answered(engine: &Engine, request: &Request) -> Result<(Vec<Answered>, Vec<Passed>)> {
    let words = engine.phrasebook();
    let answer = request.answer(engine)?;
    let duty = |duty: Duty| {
        let cite = &duty.obligation().cite;
        Answered {
            cited: Label::new(words.cites(cite, Lang::Zh), words.cites(cite, Lang::En)),
            sentence: Label::new(duty.sentence(Lang::Zh), duty.sentence(Lang::En)),
            obligation: duty.obligation().clone(),
        }
    };
    let passed = |passed: PassedOver| Passed {
        sentence: Label::new(words.passed_over(&passed, Lang::Zh), words.passed_over(&passed, Lang::En)),
        passed,
    };
    Ok((answer.duties.into_iter().map(duty).collect(), answer.passed_over.into_iter().map(passed).collect()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    inquiry: Request,
    #[serde(default)]
    clock: Option<RuleId>,
    #[serde(default)]
    page: Option<Lang>,
}

#[derive(Serialize)]
struct Proofs<'a> {
    bundle: &'a str,
    proofs: Vec<Explained>,
}

#[derive(Serialize)]
struct Explained {
    proof: Proof,
    text: Label,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhatIf {
    inquiry: Request,
    instead: Request,
}

#[derive(Serialize)]
struct Differences<'a> {
    bundle: &'a str,
    differences: Vec<Difference>,
}

/// One clock that differs; absent on the side where it does not run.
#[derive(Serialize)]
struct Difference {
    regime: RegimeId,
    clock: RuleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Answered>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Answered>,
}

/// The runs of one clock for one part of a complaint.
type Key = (RegimeId, RuleId, Option<PartId>, Option<String>);

fn compare(before: Vec<Answered>, after: Vec<Answered>) -> Vec<Difference> {
    let mut runs: BTreeMap<Key, (Vec<Answered>, Vec<Answered>)> = BTreeMap::new();
    for answer in before {
        runs.entry(key(&answer)).or_default().0.push(answer);
    }
    for answer in after {
        runs.entry(key(&answer)).or_default().1.push(answer);
    }
    let pairs = runs.into_iter().flat_map(|(key, (before, after))| {
        paired(before, after).into_iter().map(move |pair| (key.clone(), pair))
    });
    pairs
        .filter(|(_, (before, after))| before != after)
        .map(|((regime, clock, ..), (before, after))| Difference { regime, clock, before, after })
        .collect()
}

fn key(answer: &Answered) -> Key {
    let duty = &answer.obligation;
    (duty.regime.clone(), duty.clock.clone(), duty.part.clone(), duty.reference.clone())
}

/// Puts the runs that one event started side by side, and the others in their order: a trigger that
/// was moved starts the same run on another day.
fn paired(before: Vec<Answered>, mut after: Vec<Answered>) -> Vec<(Option<Answered>, Option<Answered>)> {
    let mut out: Vec<(Option<Answered>, Option<Answered>)> = Vec::new();
    for run in before {
        let same = after.iter().position(|other| other.obligation.trigger == run.obligation.trigger);
        out.push((Some(run), same.map(|index| after.remove(index))));
    }
    let mut rest = after.into_iter();
    for (_, other) in out.iter_mut().filter(|(_, other)| other.is_none()) {
        *other = rest.next();
    }
    out.extend(rest.map(|run| (None, Some(run))));
    out
}
