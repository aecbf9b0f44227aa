//! `bargain.simulate`, `bargain.estimate`: what may be guessed before a talk, and enters no amount.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Error, ErrorCode,
    bargain::{
        Schedule,
        estimate::{CREDIBLE, Escalation, Heard, Limit, Reading, Reservation, Strain, recognise},
        simulate::{
            Cases, Customer, Figures, LEVEL, OfCustomer, OfPolicy, Part, Policy, Seeds, Stake, Tournament,
            Trace,
        },
    },
    error::Result,
    model::{Decimal, FactClass, Label, Money, canon},
    phrase::Phrasebook,
};

pub(super) const ESTIMATE: Operation = Operation {
    name: "bargain.estimate",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "由对方已报金额推测其底线和议价方式;只作评估,不得进入任何金额",
        "Where the other side may stop and how it bargains, guessed from its figures; enters no amount",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["figures"],
  "properties": {
    "figures": {"type": "array", "minItems": 3, "maxItems": 1000, "items": {"type": "object"}, "description": "money: what the other side named, in order"},
    "ours": {"type": "array", "maxItems": 1000, "items": {"type": "object"}, "description": "money: ours, each between two of theirs, the first after their first"},
    "opening": {"type": "object", "description": "money: where it began before these figures; the first of them where absent"},
    "rounds": {"type": "integer", "minimum": 1, "description": "after so many there is no deal"},
    "noise": {"type": "object", "description": "money: how far a figure may lie from its line; one part in 200 of the opening where absent"},
    "bound": {"type": "object", "description": "money: the furthest it can go; nothing at all for figures that fall"},
    "stated": {"type": "object", "description": "money: what it says is its limit"},
    "strain": {"type": "object", "additionalProperties": false,
      "required": ["contacts", "days_open", "intensity", "broken_promises", "channels"],
      "description": "how strained the case is; for training only",
      "properties": {"contacts": {"type": "integer"}, "days_open": {"type": "integer"}, "intensity": {"type": "integer", "maximum": 100}, "broken_promises": {"type": "integer"}, "channels": {"type": "integer"}}}
  }
}"#,
    example: r#"{"figures":[{"currency":"CNY","minor":958000},{"currency":"CNY","minor":916000},{"currency":"CNY","minor":873000},{"currency":"CNY","minor":831000}],"opening":{"currency":"CNY","minor":1000000},"rounds":12}"#,
    run: |engine, request| {
        let request: Estimate = canon::from_bytes(request)?;
        let words = engine.phrasebook();
        let (heard, strain) = request.heard();
        let guess = heard.estimate()?;
        let strain = strain.map(|strain| strain.escalation()).transpose();
        let strain = strain.map_err(|error| error.within("strain"))?;
        let read = |reading: Reading| Read {
            says: Label::said(|lang| words.reading(&reading, lang)),
            follows: Label::said(|lang| words.reading_follows(reading.pattern, lang)),
            reading,
        };
        canon::to_bytes(&Estimated {
            class: FactClass::Assessment,
            note: Label::said(|lang| words.enters_no_amount(lang)),
            stated: heard.stated,
            limit: Said { says: Label::said(|lang| words.limit(guess.limit, lang)), of: guess.limit },
            reservation: Said {
                says: Label::said(|lang| words.reservation(&guess.reservation, lang)),
                of: guess.reservation,
            },
            credible: CREDIBLE,
            tactics: recognise(&heard.figures, &heard.ours).into_iter().map(read).collect(),
            strain: strain.map(|of| Said { says: Label::said(|lang| words.for_training_only(lang)), of }),
        })
    },
};

pub(super) const SIMULATE: Operation = Operation {
    name: "bargain.simulate",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "用种子抽取的案例比较各种议价策略,并显示先接受者和坚持者最终各得多少",
        "Policies of bargaining compared over cases drawn from seeds, and what early acceptors and those who push are finally paid",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false,
  "description": "a tournament to play, or the parts of one to add up; at most 20 million rounds, that is cases times (policies times (customers and 2) times rounds, and 64), a larger one in parts",
  "properties": {
    "seeds": {"type": "object", "additionalProperties": false, "required": ["from", "to"],
      "properties": {"from": {"type": "integer"}, "to": {"type": "integer", "description": "included"}}},
    "cases_per_seed": {"type": "integer", "minimum": 1, "description": "so many are drawn from each seed; 60 where absent"},
    "cases": {"type": "array", "description": "cases drawn elsewhere, played once for each seed; then none is drawn", "items": {
      "type": "object", "additionalProperties": false, "required": ["target", "demand", "minimum"],
      "properties": {"target": {"type": "integer"}, "demand": {"type": "integer"}, "minimum": {"type": "integer"}}}},
    "rounds": {"type": "integer", "minimum": 1, "maximum": 100, "description": "12 where absent"},
    "step": {"type": "integer", "minimum": 1, "maximum": 1000000, "description": "figures are multiples of it; 10 where absent"},
    "ratios": {"type": "array", "items": {"type": "string"}, "description": "the offers of the ladder over the target; 65, 85, 95 and 100 per cent where absent"},
    "policies": {"type": "array", "items": {"enum": ["ackerman_gated", "ackerman_ungated", "midpoint", "boulware", "linear", "conceder", "naive_tft", "principled"]}, "description": "all where absent"},
    "customers": {"type": "array", "items": {"enum": ["boulware", "linear", "conceder", "naive_tft", "hard_liner", "emotional"]}, "description": "all where absent"},
    "trace": {"type": "boolean", "description": "every figure of every session; for one case of one seed"},
    "parts": {"type": "array", "minItems": 1, "items": {"type": "object"}, "description": "the field `part` of earlier answers; then nothing else is given"}
  }
}"#,
    example: r#"{"seeds":{"from":1,"to":2},"cases_per_seed":20,"policies":["ackerman_gated","principled"],"customers":["linear","emotional"]}"#,
    run: |engine, request| {
        let request: Simulate = canon::from_bytes(request)?;
        let nothing = request.plays_nothing();
        let (part, trace) = match request.parts {
            Some(parts) if nothing => (joined(parts)?, None),
            Some(_) => {
                let error = Error::new(ErrorCode::InvalidField).path("parts");
                return Err(error.expected("no other field beside it"));
            }
            None => {
                let traced = request.trace.unwrap_or_default();
                let tournament = request.tournament()?;
                let trace = if traced { Some(tournament.trace()?) } else { None };
                (tournament.play()?, trace)
            }
        };
        canon::to_bytes(&Simulated::new(engine.phrasebook(), &part, trace))
    },
};

/// So many parts of a tournament in one request at most: they are joined by the hundred.
const MAX_PARTS: usize = 256;

fn joined(parts: Vec<Part>) -> Result<Part> {
    if parts.len() > MAX_PARTS {
        let error = Error::new(ErrorCode::TooLarge).path("parts");
        return Err(error.expected(format_args!("at most {MAX_PARTS} entries")).found(parts.len()));
    }
    let mut parts = parts.into_iter().enumerate();
    let none = || Error::new(ErrorCode::InvalidField).path("parts").expected("one part at least");
    let (_, mut whole) = parts.next().ok_or_else(none)?;
    whole.check().map_err(|error| error.within("parts[0]"))?;
    for (at, part) in parts {
        whole = whole.and(part).map_err(|error| error.within(format_args!("parts[{at}]")))?;
    }
    Ok(whole)
}

/// A tournament to play, or the parts of one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Simulate {
    seeds: Option<Seeds>,
    cases_per_seed: Option<u32>,
    cases: Option<Vec<Stake>>,
    rounds: Option<u32>,
    step: Option<i64>,
    ratios: Option<Vec<Decimal>>,
    policies: Option<Vec<Policy>>,
    customers: Option<Vec<Customer>>,
    trace: Option<bool>,
    parts: Option<Vec<Part>>,
}

impl Simulate {
    /// Whether nothing but parts is asked for.
    fn plays_nothing(&self) -> bool {
        self.seeds.is_none()
            && self.cases_per_seed.is_none()
            && self.cases.is_none()
            && self.rounds.is_none()
            && self.step.is_none()
            && self.ratios.is_none()
            && self.policies.is_none()
            && self.customers.is_none()
            && self.trace.is_none()
    }

    fn tournament(self) -> Result<Tournament> {
        let none = || Error::new(ErrorCode::InvalidField).path("seeds").expected("seeds to play, or parts");
        let cases = match (self.cases, self.cases_per_seed) {
            (None, count) => Cases::Drawn(count.unwrap_or(60)),
            (Some(list), None) => Cases::Listed(list),
            (Some(_), Some(count)) => {
                let error = Error::new(ErrorCode::InvalidField).path("cases_per_seed");
                return Err(error.expected("no number of cases beside the cases").found(count));
            }
        };
        let mut tournament = Tournament::new(self.seeds.ok_or_else(none)?, cases);
        tournament.rounds = self.rounds.unwrap_or(tournament.rounds);
        tournament.step = self.step.unwrap_or(tournament.step);
        tournament.policies = self.policies.unwrap_or(tournament.policies);
        tournament.customers = self.customers.unwrap_or(tournament.customers);
        if let Some(ratios) = self.ratios {
            tournament.schedule = Schedule::listed(&ratios)?;
        }
        Ok(tournament)
    }
}

#[derive(Serialize)]
struct Simulated<'a> {
    class: FactClass,
    note: Label,
    method: Method,
    #[serde(skip_serializing_if = "Option::is_none")]
    overall: Option<Figures>,
    policies: Vec<Titled<OfPolicy>>,
    customers: Vec<Titled<OfCustomer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<Vec<Trace>>,
    part: &'a Part,
}

/// How the intervals were made.
#[derive(Serialize)]
struct Method {
    level: &'static str,
    rates: &'static str,
    means: &'static str,
}

#[derive(Serialize)]
struct Titled<T> {
    title: Label,
    #[serde(flatten)]
    of: T,
}

impl<'a> Simulated<'a> {
    fn new(words: &Phrasebook, part: &'a Part, trace: Option<Vec<Trace>>) -> Self {
        let policy = |of: OfPolicy| Titled { title: Label::said(|lang| words.policy(of.policy, lang)), of };
        let customer =
            |of: OfCustomer| Titled { title: Label::said(|lang| words.customer(of.customer, lang)), of };
        Simulated {
            class: FactClass::Assessment,
            note: Label::said(|lang| words.enters_no_amount(lang)),
            method: Method { level: LEVEL, rates: "wilson", means: "normal" },
            overall: part.overall(),
            policies: part.policies().into_iter().map(policy).collect(),
            customers: part.customers().into_iter().map(customer).collect(),
            trace,
            part,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Estimate {
    figures: Vec<Money>,
    #[serde(default)]
    ours: Vec<Money>,
    opening: Option<Money>,
    rounds: Option<u32>,
    noise: Option<Money>,
    bound: Option<Money>,
    stated: Option<Money>,
    strain: Option<Strain>,
}

impl Estimate {
    fn heard(self) -> (Heard, Option<Strain>) {
        let Estimate { figures, ours, opening, rounds, noise, bound, stated, strain } = self;
        (Heard { figures, ours, opening, rounds, noise, bound, stated }, strain)
    }
}

#[derive(Serialize)]
struct Estimated {
    class: FactClass,
    note: Label,
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<Money>,
    limit: Said<Limit>,
    reservation: Said<Reservation>,
    /// How sure the interval of the reservation is to hold it.
    credible: &'static str,
    tactics: Vec<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strain: Option<Said<Escalation>>,
}

#[derive(Serialize)]
struct Said<T> {
    says: Label,
    #[serde(flatten)]
    of: T,
}

#[derive(Serialize)]
struct Read {
    says: Label,
    follows: Label,
    #[serde(flatten)]
    reading: Reading,
}
