//! `bargain.plan`, `bargain.next`.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability, nearest};
use crate::{
    Engine, Error, ErrorCode,
    bargain::{Before, Fraction, LikeCases, Made, Move, Next, Permission, Stage, Terms},
    engine::Bargain,
    error::Result,
    model::{Json, Label, Money, canon},
    rules::Decision,
};

const PLAN_SCHEMA: &str = r##"{
  "type": "object", "additionalProperties": false, "required": ["regime", "entitlement", "target", "authority"],
  "properties": {
    "regime": {"type": "string", "description": "under which rules is talked"},
    "facts": {"type": "object", "description": "facts that decide whether figures may move, by id; what is left out is unknown"},
    "as_of": {"type": "string", "format": "date", "description": "the policy as last written where absent"},
    "entitlement": {"$ref": "#/$defs/money", "description": "what is owed; paid in full whatever is agreed"},
    "service": {"$ref": "#/$defs/money", "description": "which part of it makes good bad service"},
    "target": {"$ref": "#/$defs/money", "description": "what is aimed at above it"},
    "authority": {"$ref": "#/$defs/money", "description": "the most that may be given above it"},
    "mode": {"enum": ["principled", "packages", "ackerman", "split_the_difference", "time_dependent", "tit_for_tat"]},
    "side": {"enum": ["payer", "payee"]},
    "demand": {"$ref": "#/$defs/money"},
    "like_case": {"$ref": "#/$defs/money", "description": "what was approved above what was owed in like cases"},
    "like_cases": {"type": "array", "items": {"$ref": "#/$defs/money"}},
    "approver": {"type": "string"}, "approver_role": {"type": "string"}, "approver_reason": {"type": "string"},
    "handler": {"type": "string"},
    "raised": {"type": "object", "additionalProperties": false, "required": ["by", "role", "reason"], "description": "who let more be approved than the cap of approver_role, up to the cap of their own role, and why",
      "properties": {"by": {"type": "string"}, "role": {"type": "string"}, "reason": {"type": "string"}}},
    "caps": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["role", "most"],
      "properties": {"role": {"type": "string"}, "most": {"$ref": "#/$defs/money"}}}},
    "disputed": {"$ref": "#/$defs/money", "description": "the open part of an amount disputed in good faith"},
    "floor": {"$ref": "#/$defs/money", "description": "the least that may be proposed for it, with what is owed in it, as refusal.review gives it"},
    "sign_off": {"type": "string", "description": "who signed off for the legal role"},
    "opening": {"type": "string", "description": "a decimal: the part of the target offered first"},
    "raises": {"type": "integer", "minimum": 1, "maximum": 12},
    "shrink": {"type": "string", "description": "a decimal: what part of the raise before it each raise is"},
    "ratios": {"type": "array", "items": {"type": "string"}},
    "beta": {"type": "string", "description": "how early one gives where offers follow time"},
    "curve": {"enum": ["polynomial", "exponential"], "description": "of mode time_dependent; polynomial where absent"},
    "imitation": {"type": "object", "description": "of mode tit_for_tat: {\"absolute\": {lag}}, {\"relative\": {lag}} or {\"averaged\": {window}}"},
    "acceptance": {"type": "object", "description": "when a figure that is named is accepted: {\"next\": {scale, shift}}, {\"previous\": {scale, shift}}, {\"constant\": decimal}, {\"time\": decimal} or {\"combined\": {after, window, reaches: most or average}}; utilities are the part of the target that is left. It settles when a talk ends, not what is paid"},
    "rounds": {"type": "integer", "minimum": 1, "description": "with time and combined: after so many figures of the complainant the time is over"},
    "precision": {"description": "\"exact\", {\"nearest\": money} or {\"itemised\": [{title, amount}]}"},
    "packages": {"type": "array", "items": {"type": "object", "required": ["title", "items"]}},
    "closing": {"type": "object", "additionalProperties": false, "required": ["item", "by"],
      "properties": {"item": {"type": "string"}, "by": {"type": "string", "format": "date"}}},
    "release": {"type": "array", "items": {"type": "string"}, "description": "what the agreement would ask; values of the fact bargain.release_term"}
  },
  "$defs": {"money": {"type":"object","additionalProperties":false,"required":["minor","currency"],"properties":{"minor":{"type":["integer","string"]},"currency":{"type":"string"}}}}
}"##;

const NEXT_SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["plan", "moves"],
  "properties": {
    "plan": {"type": "object", "required": ["terms"], "description": "what bargain.plan answered, or its terms alone"},
    "moves": {"type": "array", "maxItems": 1000, "items": {"type": "object", "required": ["kind"], "properties": {
      "kind": {"enum": ["offer", "counter", "listen", "ask", "release", "agree", "accept", "refuse", "end", "halt", "resume"]},
      "amount": {"type": "object", "description": "of offer and counter"},
      "note": {"type": "string", "description": "of listen, ask, end and resume"},
      "by": {"type": "string"}, "reason": {"type": "string", "description": "with by, of release"},
      "cause": {"enum": ["new_fact", "safety", "vulnerability", "expressive"], "description": "of halt"}
    }}}
  }
}"#;

pub(super) const PLAN: Operation = Operation {
    name: "bargain.plan",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "在应付金额之上、获批限额之内编排报价,逐项说明理由;应付金额不参与议价",
        "Plan offers above what is owed and within what was approved, each with its reason; what is owed is no part of it",
    ),
    schema: PLAN_SCHEMA,
    example: r#"{"regime":"cn-complaints-2020","mode":"ackerman","entitlement":{"currency":"CNY","minor":1240000},"target":{"currency":"CNY","minor":600000},"authority":{"currency":"CNY","minor":600000},"handler":"Sun","approver":"Qian","approver_reason":"first case of its kind","facts":{"insurance.claim":false,"insurance.beyond_contract":false,"complainant.vulnerable":false,"complainant.minor":false,"complaint.by_heir":false}}"#,
    run: |engine, request| canon::to_bytes(&Planned::of(engine, canon::from_bytes(request)?)?.1),
};

pub(super) const NEXT: Operation = Operation {
    name: "bargain.next",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "按方案和已有往来说明下一步:报价、倾听、接受、付款、停止或者转其他途径",
        "What comes next by a plan and the moves so far: offer, listen, accept, pay, stop or name the routes",
    ),
    schema: NEXT_SCHEMA,
    example: r#"{"plan":{"terms":{"regime":"cn-complaints-2020","mode":"ackerman","entitlement":{"currency":"CNY","minor":1240000},"target":{"currency":"CNY","minor":600000},"authority":{"currency":"CNY","minor":600000},"like_case":{"currency":"CNY","minor":600000},"handler":"Sun","approver":"Qian","facts":{"insurance.claim":false,"insurance.beyond_contract":false,"complainant.vulnerable":false,"complainant.minor":false,"complaint.by_heir":false}}},"moves":[{"kind":"offer","amount":{"currency":"CNY","minor":1630000}},{"kind":"counter","amount":{"currency":"CNY","minor":2600000}},{"kind":"listen","note":"the delay cost them a holiday"}]}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let (bargain, planned) =
            Planned::of(engine, request.plan.terms()?).map_err(|error| error.within("plan.terms"))?;
        request.plan.is(&planned)?;
        let talk = bargain.next(&request.moves)?;
        canon::to_bytes(&Said {
            bundle: engine.bundle_hash(),
            stage: talk.stage,
            stands: talk.stage.label(),
            next: &talk.next,
            offered: talk
                .offered
                .iter()
                .enumerate()
                .map(|(at, made)| Logged {
                    reason: Label::said(|lang| engine.phrasebook().made_reason(&bargain, at, made, lang)),
                    made,
                })
                .collect(),
            at_agreement: bargain.paid().amount(),
            note: Label::said(|lang| engine.phrasebook().paid_to_all(&bargain, lang)),
            words: match &talk.next {
                Next::Offer { amount } => Some(Label::said(|lang| bargain.words(amount.amount(), lang))),
                _ => None,
            },
            sentence: Label::said(|lang| talk.sentence(lang)),
        })
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    plan: Given,
    moves: Vec<Move>,
}

/// What `bargain.plan` answered, or its terms alone.
#[derive(Deserialize)]
#[serde(transparent)]
struct Given(Json);

impl Given {
    fn terms(&self) -> Result<Terms> {
        let terms = self.0.get("terms").ok_or_else(|| {
            let error = Error::new(ErrorCode::InvalidField).path("plan");
            error.expected("what `bargain.plan` answered, or its terms").found("no terms")
        })?;
        canon::from_json(terms).map_err(|error| error.within("plan.terms"))
    }

    /// A plan that somebody wrote into is refused: what it says beside its terms is what they give.
    fn is(&self, planned: &Planned<'_>) -> Result<()> {
        let Json::Map(given) = &self.0 else { return Ok(()) };
        let planned = canon::to_json(planned)?;
        for (name, value) in given.iter().filter(|(name, _)| *name != "terms") {
            if planned.get(name) != Some(value) {
                let error = Error::new(ErrorCode::PlanChanged).path(format_args!("plan.{name}"));
                return Err(error
                    .expected("what `bargain.plan` answered for these terms")
                    .found("something else"));
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Planned<'a> {
    bundle: &'a str,
    terms: Terms,
    /// What is owed: paid in full at once, whatever becomes of the offers.
    entitlement: Money,
    offers: Vec<Offered>,
    /// How many offers rounding merged.
    collapsed: usize,
    /// What is paid at agreement, whichever offer is accepted.
    paid: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    like_cases: Option<LikeCases>,
    /// What must be settled before the first offer.
    before: Vec<Before>,
    permission: Permission,
    policy: Decision,
    text: Label,
}

#[derive(Serialize)]
struct Offered {
    amount: Money,
    goodwill: Money,
    ratio: Fraction,
    /// What is paid where it is accepted.
    paid: Money,
    /// Whether it may be called the last.
    is_final: bool,
    reason: Label,
    words: Label,
}

impl<'a> Planned<'a> {
    fn of(engine: &'a Engine, terms: Terms) -> Result<(Bargain, Planned<'a>)> {
        let bargain =
            engine.plan_offers(terms).map_err(|error| nearest::suggest(error, engine.catalogue()))?;
        let offer = |(at, rung): (usize, &crate::bargain::Rung)| {
            let amount = rung.offer.amount();
            Ok(Offered {
                amount,
                goodwill: rung.goodwill,
                ratio: rung.ratio,
                paid: bargain.paid().amount(),
                is_final: bargain.is_final(amount),
                reason: Label::said(|lang| bargain.reason(at, lang)),
                words: Label::said(|lang| bargain.words(amount, lang)),
            })
        };
        let planned = Planned {
            bundle: engine.bundle_hash(),
            terms: bargain.terms().clone(),
            entitlement: bargain.band().entitlement(),
            offers: bargain.ladder().rungs.iter().enumerate().map(offer).collect::<Result<_>>()?,
            collapsed: bargain.ladder().collapsed,
            paid: bargain.paid().amount(),
            like_cases: bargain.like_cases().copied(),
            before: bargain.before().to_vec(),
            permission: bargain.permission().clone(),
            policy: (**bargain.policy()).clone(),
            text: Label::said(|lang| bargain.render(lang)),
        };
        Ok((bargain, planned))
    }
}

/// An offer that was made, with its reason.
#[derive(Serialize)]
struct Logged<'a> {
    #[serde(flatten)]
    made: &'a Made,
    reason: Label,
}

#[derive(Serialize)]
struct Said<'a> {
    bundle: &'a str,
    stage: Stage,
    /// The stage in words.
    stands: Label,
    #[serde(flatten)]
    next: &'a Next,
    offered: Vec<Logged<'a>>,
    /// What is paid at agreement, whatever is said until then, and that in words.
    at_agreement: Money,
    note: Label,
    /// What to say with the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Label>,
    sentence: Label,
}
