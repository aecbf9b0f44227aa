//! What was drafted, said and answered, to be looked at.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Breach, Given, Lexicon, LineKind, Texts, brief::few};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{
        Decimal, Label,
        length::{said, short, worded},
    },
};

/// A line that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The kind.
    pub kind: LineKind,
    /// The words, in whatever language.
    pub text: String,
}

/// A skill of active listening (MORE PIES).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skill {
    /// A short sign of listening.
    Minimal,
    /// A question of how or what.
    OpenQuestion,
    /// A mirror.
    Reflection,
    /// A label.
    Label,
    /// The same in other words.
    Paraphrase,
    /// What it does to the speaker, of conduct and not of the person.
    IMessage,
    /// A pause; only of a talk that was heard.
    Pause,
    /// A summary that ends with a check.
    Summary,
}

impl Skill {
    /// Every skill.
    pub const ALL: [Skill; 8] = [
        Skill::Minimal,
        Skill::OpenQuestion,
        Skill::Reflection,
        Skill::Label,
        Skill::Paraphrase,
        Skill::IMessage,
        Skill::Pause,
        Skill::Summary,
    ];

    /// The fact that counts it.
    #[must_use]
    pub fn fact(self) -> &'static str {
        match self {
            Skill::Minimal => "listening.minimal",
            Skill::OpenQuestion => "listening.open_question",
            Skill::Reflection => "listening.reflection",
            Skill::Label => "listening.label",
            Skill::Paraphrase => "listening.paraphrase",
            Skill::IMessage => "listening.i_message",
            Skill::Pause => "listening.pause",
            Skill::Summary => "listening.summary",
        }
    }

    fn kind(self) -> LineKind {
        match self {
            Skill::Minimal => LineKind::Minimal,
            Skill::OpenQuestion => LineKind::Question,
            Skill::Reflection => LineKind::Mirror,
            Skill::Label => LineKind::Label,
            Skill::Paraphrase | Skill::IMessage | Skill::Pause | Skill::Summary => LineKind::Plain,
        }
    }
}

/// A move of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The skill.
    pub skill: Skill,
    /// What was said, where it was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A move that was looked at: it counts where its words keep to the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The skill.
    pub skill: Skill,
    /// Whether it counts.
    pub counts: bool,
    /// What its words break.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
}

impl Move {
    /// Looks at it. `given` are the texts that it may quote.
    #[must_use]
    pub fn look(&self, lexicon: &Lexicon, given: &Texts) -> Moved {
        let check = |text: &String| lexicon.check(self.skill.kind(), text, given);
        let breaches = self.text.as_ref().map(check).unwrap_or_default();
        Moved { skill: self.skill, counts: breaches.is_empty(), breaches }
    }
}

/// A point that was raised, and where it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The point.
    pub text: Label,
    /// The place of the reply that answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_in: Option<String>,
}

/// Points raised and points answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// How many were raised.
    pub raised: usize,
    /// How many were answered.
    pub answered: usize,
    /// Those that were not.
    pub open: Vec<Label>,
}

impl Answered {
    /// # Errors
    /// `out_of_range` for a point without words, or with too many; `duplicate_id` for one that is raised twice.
    pub fn of(points: &[Point]) -> Result<Answered> {
        let mut known = BTreeSet::new();
        for (nth, point) in points.iter().enumerate() {
            said(&point.text, &format!("points[{nth}].text"))?;
            point
                .answered_in
                .as_ref()
                .map_or(Ok(()), |place| short(place, &format!("points[{nth}].answered_in")))?;
            if !known.insert(&point.text) {
                let error = Error::new(ErrorCode::DuplicateId).path(format_args!("points[{nth}].text"));
                return Err(error.expected("each point once").found(&point.text));
            }
        }
        let open: Vec<Label> =
            points.iter().filter(|point| point.open()).map(|point| point.text.clone()).collect();
        Ok(Answered { raised: points.len(), answered: points.len().saturating_sub(open.len()), open })
    }
}

impl Point {
    fn open(&self) -> bool {
        self.answered_in.as_ref().is_none_or(|place| place.trim().is_empty())
    }
}

/// Whom a refusal is written for, as they showed in what they wrote: it shifts what weighs most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Nobody in particular.
    #[default]
    Plain,
    /// Somebody who goes into the facts.
    Central,
    /// Somebody in distress.
    Distressed,
}

impl Audience {
    /// The scorecard that weighs for it.
    #[must_use]
    pub fn scorecard(self) -> &'static str {
        match self {
            Audience::Plain => "persuasion.plain",
            Audience::Central => "persuasion.central",
            Audience::Distressed => "persuasion.distressed",
        }
    }
}

/// A score and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scored {
    /// 0 to 5.
    pub score: Decimal,
    /// What it rests on; needed above zero.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Label>,
}

/// A refusal before it is sent, by four dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persuasion {
    /// For whom.
    #[serde(default)]
    pub audience: Audience,
    /// Whether they have reason to trust who speaks.
    pub credibility: Scored,
    /// Whether the decision can be derived.
    pub reason: Scored,
    /// Whether the feeling was acknowledged.
    pub feeling: Scored,
    /// Whether every way that is open was told.
    pub interest: Scored,
}

impl Persuasion {
    /// The dimensions, each with the fact that holds its score.
    #[must_use]
    pub fn dimensions(&self) -> [(&'static str, &Scored); 4] {
        [
            ("persuasion.credibility", &self.credibility),
            ("persuasion.reason", &self.reason),
            ("persuasion.feeling", &self.feeling),
            ("persuasion.interest", &self.interest),
        ]
    }

    /// # Errors
    /// `out_of_range` for a score that is none; `invalid_field` for one without evidence.
    pub fn check(&self) -> Result<()> {
        for (fact, scored) in self.dimensions() {
            few(&[(&format!("{fact}.evidence"), scored.evidence.len())])?;
            // The field is named as the fact is, within its group.
            let path = fact;
            if scored.score < Decimal::from_int(0) || scored.score > Decimal::from_int(5) {
                let error = Error::new(ErrorCode::OutOfRange).path(format_args!("{path}.score"));
                return Err(error.expected("0 to 5").found(scored.score));
            }
            if scored.score > Decimal::from_int(0) && scored.evidence.is_empty() {
                let error = Error::new(ErrorCode::InvalidField).path(format_args!("{path}.evidence"));
                return Err(error.expected("evidence for a score above zero"));
            }
            for (nth, label) in scored.evidence.iter().enumerate() {
                said(label, &format!("{path}.evidence[{nth}]"))?;
            }
        }
        Ok(())
    }
}

/// What is to be looked at; each part may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Review {
    /// Facts that lines may quote.
    pub facts: Vec<Given>,
    /// Lines that somebody wrote.
    pub drafts: Vec<Draft>,
    /// Moves of the record.
    pub moves: Vec<Move>,
    /// Points that were raised.
    pub points: Vec<Point>,
    /// A refusal before it is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persuasion: Option<Persuasion>,
}

impl Review {
    /// Whether what is to be looked at is no more than one talk could need.
    ///
    /// # Errors
    /// `out_of_range` with its place.
    pub fn check(&self) -> Result<()> {
        few(&[
            ("facts", self.facts.len()),
            ("drafts", self.drafts.len()),
            ("moves", self.moves.len()),
            ("points", self.points.len()),
        ])?;
        for (nth, fact) in self.facts.iter().enumerate() {
            fact.fits(nth)?;
        }
        for (nth, draft) in self.drafts.iter().enumerate() {
            worded(&draft.text, &format!("drafts[{nth}].text"))?;
        }
        for (nth, made) in self.moves.iter().enumerate() {
            made.text.as_ref().map_or(Ok(()), |text| worded(text, &format!("moves[{nth}].text")))?;
        }
        Ok(())
    }
}
