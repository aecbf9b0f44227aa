//! What was drafted, said and answered, looked at by the rules of the packs.

use std::collections::BTreeSet;

use super::unlabelled;
use crate::{
    Engine,
    error::Result,
    model::{Date, Facts, Label, Value},
    rules::ScoreVerdict,
    talk::{
        Answered, Draft, Lexicon, LineKind, Listened, Looked, Moved, Persuaded, Persuasion, Rated, Review,
        Reviewed, Rule, Skill, Texts,
    },
};

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
