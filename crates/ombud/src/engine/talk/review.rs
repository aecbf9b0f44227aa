//! What was drafted, said and answered, looked at by the rules of the packs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Named, unlabelled};
use crate::{
    Engine,
    error::Result,
    model::{Date, Decimal, Facts, Label, Value},
    rules::ScoreVerdict,
    talk::{Answered, Breach, Draft, Lexicon, LineKind, Moved, Persuasion, Review, Rule, Skill, Texts},
};

/// A draft that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Looked {
    /// The draft.
    #[serde(flatten)]
    pub draft: Draft,
    /// Whether it keeps to every rule.
    pub accepted: bool,
    /// The rules that it breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
}

/// A score in words.
#[derive(Debug, Clone, Serialize)]
pub struct Rated {
    /// The points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Decimal>,
    /// The band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// In one sentence.
    pub sentence: Label,
    /// With every factor.
    pub text: Label,
}

/// How a talk was heard.
#[derive(Debug, Clone, Serialize)]
pub struct Listened {
    /// The moves in their order.
    pub moves: Vec<Moved>,
    /// What those that count come to.
    pub rated: Rated,
}

/// Whether a refusal may be sent as it is.
#[derive(Debug, Clone, Serialize)]
pub struct Persuaded {
    /// The sum is enough, nothing is missing, and the evidence keeps to the rules.
    pub send: bool,
    /// The sum.
    pub rated: Rated,
    /// What is missing, in words.
    pub missing: Vec<Named>,
    /// Rules that the evidence breaks: odds are no evidence of interest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
}

/// What a review found.
#[derive(Debug, Clone, Serialize)]
pub struct Reviewed {
    /// The drafts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<Looked>,
    /// How the talk was heard; absent where no move was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listening: Option<Listened>,
    /// Points raised and answered; absent where none was raised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Answered>,
    /// The refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persuasion: Option<Persuaded>,
    /// The rules that were broken, in words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<&'static str, Label>,
    /// What a talk does not change.
    pub note: Label,
}

impl Engine {
    /// Looks at what was drafted, said and answered in a talk, and at a refusal before it is sent.
    ///
    /// # Errors
    /// Those of [`Review::check`], [`Persuasion::check`] and [`Answered::of`]; `label_on_person` for a fact that
    /// puts one on somebody.
    pub fn review_talk(&self, review: &Review, as_of: Date) -> Result<Reviewed> {
        review.check()?;
        let lexicon = self.lexicon()?;
        unlabelled(&review.facts, lexicon)?;
        let given = Texts::default().given(&review.facts);
        let look = |draft: &Draft| {
            let breaches = lexicon.check(draft.kind, &draft.text, &given);
            Looked { draft: draft.clone(), accepted: breaches.is_empty(), breaches }
        };
        let drafts: Vec<Looked> = review.drafts.iter().map(look).collect();
        let moves: Vec<Moved> = review.moves.iter().map(|made| made.look(lexicon, &given)).collect();
        let listening = if moves.is_empty() { None } else { Some(self.listened(moves, as_of)?) };
        let points = if review.points.is_empty() { None } else { Some(Answered::of(&review.points)?) };
        let persuasion =
            review.persuasion.as_ref().map(|letter| self.persuades(letter, lexicon, as_of)).transpose()?;
        let of_moves = listening.iter().flat_map(|heard| heard.moves.iter().flat_map(|made| &made.breaches));
        let of_letter = persuasion.iter().flat_map(|letter| &letter.breaches);
        let broken = drafts.iter().flat_map(|looked| &looked.breaches).chain(of_moves).chain(of_letter);
        let rules: BTreeSet<Rule> = broken.map(|breach| breach.rule).collect();
        let rules = self.glossary(rules)?;
        Ok(Reviewed { drafts, listening, points, persuasion, rules, note: self.phrasebook().talk_note() })
    }

    fn listened(&self, moves: Vec<Moved>, as_of: Date) -> Result<Listened> {
        let mut facts = Facts::new();
        for skill in Skill::ALL {
            let counted = moves.iter().filter(|made| made.counts && made.skill == skill).count();
            let counted = i64::try_from(counted).unwrap_or(i64::MAX);
            self.state(&mut facts, skill.fact(), Value::Int(counted))?;
        }
        Ok(Listened { rated: self.rated("listening.score", &facts, as_of)?, moves })
    }

    fn persuades(&self, letter: &Persuasion, lexicon: &Lexicon, as_of: Date) -> Result<Persuaded> {
        letter.check()?;
        let mut facts = Facts::new();
        let mut breaches = Vec::new();
        for (fact, scored) in letter.dimensions() {
            self.state(&mut facts, fact, Value::Decimal(scored.score))?;
            for text in scored.evidence.iter().flat_map(|label| [&label.zh, &label.en]) {
                // Evidence may quote what it likes: it is not said to anybody.
                let quotes = Texts::default().spoken([text.as_str()]);
                breaches.extend(lexicon.check(LineKind::Plain, text, &quotes));
            }
        }
        breaches.sort();
        breaches.dedup();
        let rated = self.rated(letter.audience.scorecard(), &facts, as_of)?;
        let advice = self.advice(&self.decide("persuasion.missing", &facts, as_of, as_of)?)?;
        let mut missing = advice.says.get("missing").cloned().unwrap_or_default();
        missing.retain(|named| named.id != "nothing");
        let enough = rated.band.as_deref() == Some("enough");
        Ok(Persuaded { send: enough && missing.is_empty() && breaches.is_empty(), rated, missing, breaches })
    }

    fn rated(&self, scorecard: &str, facts: &Facts, as_of: Date) -> Result<Rated> {
        let scoring = self.score(scorecard, facts, as_of, as_of)?;
        let (score, band) = match &scoring.verdict {
            ScoreVerdict::Decided { score, band } => (Some(*score), Some(band.to_string())),
            _ => (None, None),
        };
        Ok(Rated {
            score,
            band,
            sentence: Label::said(|lang| scoring.sentence(lang)),
            text: Label::said(|lang| scoring.render(lang)),
        })
    }
}
