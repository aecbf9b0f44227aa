//! The whole of the advice.

use serde::Serialize;

use super::{Answer, Footing, Need, Role, Rung, Sheet, Words, route::Route};
use crate::{
    cond::Truth,
    error::Result,
    model::{Date, Dated, Decimal, Facts, Label, RuleId},
};

/// A route, for one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Way {
    /// The route.
    pub route: RuleId,
    /// Where on the ladder.
    pub rung: Rung,
    /// Its name.
    pub title: Label,
    /// What it is.
    pub text: Label,
    /// Whether it is open in this case. A route that is not is shown all the same.
    pub open: Truth,
    /// What would decide whether it is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Who decides there.
    pub body: Label,
    /// What it costs the consumer.
    pub cost: Label,
    /// How long it takes.
    pub takes: Label,
    /// Until when it is open.
    pub window: Label,
    /// How far it reaches.
    pub reach: Label,
    /// Whom its result binds.
    pub binding: Label,
    /// What it asks for.
    pub asks: Label,
    /// Free help for the consumer.
    pub help: Label,
    /// Rules of the packs that it rests on: clocks among them count its time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<RuleId>,
    /// What it rests on.
    pub footing: Footing,
}

impl Way {
    /// A route, for a case with these facts.
    ///
    /// # Errors
    /// Those of its condition.
    pub(crate) fn of(
        route: &Route,
        facts: &Facts,
        (trigger, as_of): (Date, Date),
        words: &Words<'_>,
    ) -> Result<Self> {
        let def = route.def();
        let (open, needs) = route.open(facts)?;
        let confidence = def.force().confidence(trigger, as_of);
        Ok(Way {
            route: def.id.clone(),
            rung: def.rung,
            title: def.title.clone(),
            text: def.text.clone(),
            open,
            needs: Need::all(&needs, words),
            body: def.body.clone(),
            cost: def.cost.clone(),
            takes: def.takes.clone(),
            window: def.window.clone(),
            reach: def.reach.clone(),
            binding: def.binding.clone(),
            asks: def.asks.clone(),
            help: def.help.clone(),
            rests_on: def.rests_on.clone(),
            footing: Footing::new(confidence, &def.source, &def.cite, def.note.as_ref(), words),
        })
    }
}

/// What only the firm's lawyers are shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Legal {
    /// Its legal means, and what each asks for.
    pub means: Sheet,
    /// Its own range, where it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// The firm's own view of how a dispute may end, as it gave it: an assessment, and no input to any
/// amount, offer or route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Its lower end.
    pub low: Decimal,
    /// Its upper end.
    pub high: Decimal,
    /// The same in words, with what it is not for.
    pub said: Label,
}

/// A check that fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failed {
    /// The check.
    pub rule: RuleId,
    /// What it belongs to.
    pub sheet: Label,
    /// The check in words.
    pub text: Label,
}

impl Failed {
    /// Those of some sheets.
    pub(crate) fn of(sheets: &[Sheet]) -> impl Iterator<Item = Failed> {
        sheets.iter().flat_map(|sheet| {
            let failed = sheet.points.iter().filter(|point| point.holds == Truth::False);
            failed.map(|point| Failed {
                rule: point.rule.clone(),
                sheet: sheet.title.clone(),
                text: point.text.clone(),
            })
        })
    }
}

/// What now, after a claim was declined. Where there are several sheets, the first holds everywhere
/// and the next is the regime's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// The regime.
    pub regime: String,
    /// Who asked.
    pub role: Role,
    /// The day that selects the version of rules.
    pub began: Date,
    /// The day of asking.
    pub as_of: Date,
    /// What fails of the checks below: to be mended first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<Failed>,
    /// Which scene it is, what to do in it, what never, and when it is left.
    pub scene: Answer,
    /// What goes on whatever the scene: money owed, notices, clocks.
    pub goes_on: Vec<Sheet>,
    /// What may not be done in any scene.
    pub bars: Vec<Sheet>,
    /// The principles, as checks on the decision at hand.
    pub principles: Vec<Sheet>,
    /// What the notice of refusal must say: by rule, and in the project's view.
    pub notice: Vec<Sheet>,
    /// The five strategies, each with why it is or is not for now.
    pub strategies: Vec<Answer>,
    /// The route to point to first. All are told.
    pub first: Answer,
    /// The routes, from the nearest to the furthest.
    pub routes: Vec<Way>,
    /// Bounds of communication that keep rights open.
    pub boundaries: Vec<Sheet>,
    /// Whether a repeat may be answered by reference to what was said before.
    pub repeats: Answer,
    /// Whether what somebody called the complaint stands.
    pub label: Answer,
    /// Before the firm asserts a ground: is it lawful?
    pub ground: Vec<Sheet>,
    /// Whose fault, and what is said and done about it.
    pub fault: Answer,
    /// Papers that matter for this kind of refusal.
    pub papers: Vec<Sheet>,
    /// What to say: drafts for a person.
    pub talk: Vec<Sheet>,
    /// For the firm's lawyers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal: Option<Legal>,
}
