//! What now, after a claim was declined: the tables and routes of the packs, joined with the words.

use std::collections::BTreeSet;

use super::Engine;
use crate::{
    Error, ErrorCode,
    declined::{Advice, Answer, Failed, Legal, Range, Role, Sheet, Way, Words},
    error::Result,
    model::{Citation, Date, Dated, Decimal, Fact, FactClass, FactId, Facts, Label, Lang, Value},
    rules::{Derived, Table},
};

/// The strategies of the source documents, in their order. None is left out because it is not for now.
const STRATEGIES: [&str; 5] = [
    "declined.strategy.review",
    "declined.strategy.legal",
    "declined.strategy.routes",
    "declined.strategy.team",
    "declined.strategy.data",
];

/// The day of asking, as tables read it.
const ASKED_ON: &str = "asked.on";

/// A question about a declined claim.
#[derive(Debug, Clone, Copy)]
pub struct Declined<'a> {
    /// The regime, or the life of the case.
    pub regime: &'a str,
    /// What is known.
    pub facts: &'a Facts,
    /// The day on which the case began, which selects the version of the rules.
    pub began: Date,
    /// The day of asking.
    pub as_of: Date,
    /// Who asks.
    pub role: Role,
}

impl Engine {
    /// What now, after a claim was declined: the scene, what goes on and what may not be done, the
    /// checks on the decision and its notice, the strategies, every route, bounds that keep rights
    /// open, and drafts of what to say.
    ///
    /// ```
    /// use ombud::{Declined, Engine, declined::Role, model::{Facts, Lang}};
    /// let engine = Engine::builtin()?;
    /// let mut facts = Facts::new();
    /// for (id, value) in [("declined.replies", "1"), ("declined.stalled_contacts", "0"),
    ///     ("declined.new_fact", "false"), ("declined.accepted", "false")] {
    ///     let (id, fact) = engine.catalogue().parse_fact(id, value)?;
    ///     facts.insert(id, fact);
    /// }
    /// let day = "2026-03-02".parse()?;
    /// let asked = Declined { regime: "cn-complaints-2020", facts: &facts, began: day, as_of: day, role: Role::Handler };
    /// let advice = engine.advise_declined(&asked)?;
    /// assert_eq!(advice.scene.values("scene").collect::<Vec<_>>(), ["soothe"]);
    /// assert!(engine.phrasebook().advice(&advice, Lang::En).contains("Court"));
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown_regime` where no route is packed for it; `unknown_item` for a table that the packs
    /// lack; `invalid_value` for a range of the firm's lawyers that is none.
    pub fn advise_declined(&self, asked: &Declined<'_>) -> Result<Advice> {
        let known: BTreeSet<&str> = self.0.book.routes().flat_map(regimes).collect();
        if !known.contains(asked.regime) {
            let known: Vec<&str> = known.into_iter().collect();
            let error = Error::new(ErrorCode::UnknownRegime).item(asked.regime).path("regime");
            return Err(error.expected(known.join(", ")));
        }
        let desk = Desk::new(self, asked)?;
        desk.with_words(|words| {
            let listed = |id: &str| -> Result<Vec<Sheet>> {
                Ok(desk.sheets(id, words)?.into_iter().map(Sheet::listed).collect())
            };
            let checked = |id: &str| desk.sheets(id, words);
            let [principles, notice, boundaries, ground] = [
                checked("declined.principles")?,
                checked("declined.notice")?,
                checked("declined.boundaries")?,
                checked("declined.ground")?,
            ];
            let failed = [&principles, &notice, &boundaries, &ground].into_iter();
            Ok(Advice {
                failed: failed.flat_map(|sheets| Failed::of(sheets)).collect(),
                regime: asked.regime.to_owned(),
                role: asked.role,
                began: asked.began,
                as_of: asked.as_of,
                scene: desk.answer("declined.scene", words)?,
                goes_on: listed("declined.goes_on")?,
                bars: listed("declined.bars")?,
                principles,
                notice,
                strategies: STRATEGIES.iter().map(|id| desk.answer(id, words)).collect::<Result<_>>()?,
                first: desk.answer("declined.routes", words)?,
                routes: desk.routes(words)?,
                boundaries,
                repeats: desk.answer("declined.repeat", words)?,
                label: desk.answer("declined.label", words)?,
                ground,
                fault: desk.answer("declined.fault", words)?,
                papers: listed("declined.papers")?,
                talk: listed("declined.talk")?,
                legal: match asked.role {
                    Role::Legal => {
                        Some(Legal { means: desk.sheet("declined.legal", words)?, range: desk.range()? })
                    }
                    _ => None,
                },
            })
        })
    }
}

fn regimes(versions: &crate::model::Versions<crate::declined::Route>) -> impl Iterator<Item = &str> {
    versions.iter().flat_map(|route| &route.def().regimes).map(String::as_str)
}

/// One question, with everything that can be derived from its facts.
struct Desk<'a> {
    engine: &'a Engine,
    asked: &'a Declined<'a>,
    derived: Derived,
}

impl<'a> Desk<'a> {
    fn new(engine: &'a Engine, asked: &'a Declined<'a>) -> Result<Self> {
        let mut facts = asked.facts.clone();
        // The day of asking is the one that was given, whatever else was stated.
        if let Ok(def) = engine.catalogue().fact(ASKED_ON) {
            let fact = Fact {
                value: Value::Date(asked.as_of),
                class: FactClass::Record,
                level: def.level,
                producer: def.producer.clone(),
                evidence: Vec::new(),
            };
            facts.insert(def.id.clone(), fact);
        }
        let derived = engine.0.book.derive(&facts, asked.began, asked.as_of)?;
        Ok(Desk { engine, asked, derived })
    }

    fn with_words<T>(&self, say: impl FnOnce(&Words<'_>) -> T) -> T {
        let book = self.engine.phrasebook();
        let cites = |list: &[Citation]| Label::new(book.cites(list, Lang::Zh), book.cites(list, Lang::En));
        let name = |id: &FactId| {
            let def = self.engine.catalogue().fact(id.as_str());
            def.map_or_else(|_| Label::same(id.as_str()), |def| def.title.clone())
        };
        say(&Words { cites: &cites, fact: &name })
    }

    /// A table that holds on the days.
    ///
    /// INVARIANT 24: none of them reads a guess, not that of a firm's own pack either.
    fn table(&self, id: &str) -> Result<&Table> {
        let table = self.engine.0.book.table(id)?.at(self.asked.began, self.asked.as_of)?;
        let class = |fact: &&FactId| self.engine.catalogue().fact(fact.as_str()).map(|def| def.class);
        if let Some(guess) = table.reads().find(|fact| class(fact) == Ok(FactClass::Assessment)) {
            let error = Error::new(ErrorCode::InvalidValue).item(id).kind("table");
            let error = error.expected("records and findings, and nothing derived from an assessment");
            return Err(error.found(format_args!("{id} → {guess} (class assessment)")));
        }
        Ok(table)
    }

    /// What the regime's own table says, or else the one that holds everywhere.
    fn answer(&self, id: &str, words: &Words<'_>) -> Result<Answer> {
        let table = self.table(self.own(id).as_deref().unwrap_or(id))?;
        let mut decision = table.decide(&self.derived.facts, self.asked.began, self.asked.as_of);
        if let crate::rules::Verdict::Undetermined { needs } = &mut decision.verdict {
            *needs = self.derived.asked(needs);
        }
        Answer::of(table, &decision, words)
    }

    fn sheet(&self, id: &str, words: &Words<'_>) -> Result<Sheet> {
        let table = self.table(id)?;
        let mut decision = table.decide(&self.derived.facts, self.asked.began, self.asked.as_of);
        for row in &mut decision.rows {
            row.needs = self.derived.asked(&row.needs);
        }
        Sheet::of(table, &decision, words)
    }

    /// The name of the regime's own table, where the packs have one: `TABLE.REGIME`.
    fn own(&self, id: &str) -> Option<String> {
        let own = format!("{id}.{}", self.asked.regime);
        self.engine.0.book.table(&own).is_ok().then_some(own)
    }

    /// What holds everywhere, then what the regime adds.
    fn sheets(&self, id: &str, words: &Words<'_>) -> Result<Vec<Sheet>> {
        let all = std::iter::once(id.to_owned()).chain(self.own(id));
        all.map(|id| self.sheet(&id, words)).collect()
    }

    fn routes(&self, words: &Words<'_>) -> Result<Vec<Way>> {
        let days = (self.asked.began, self.asked.as_of);
        let of_here = |route: &&crate::declined::Route| {
            route.def().regimes.iter().any(|regime| regime == self.asked.regime)
        };
        let in_force = self.engine.0.book.routes().filter_map(|versions| versions.at(days.0, days.1).ok());
        let mut routes: Vec<_> = in_force.filter(of_here).collect();
        routes.sort_by_key(|route| (route.def().rung, route.id().clone()));
        routes.into_iter().map(|route| Way::of(route, &self.derived.facts, days, words)).collect()
    }

    /// The range that the firm's lawyers gave, if they gave one.
    fn range(&self) -> Result<Option<Range>> {
        let end = |id: &str| {
            self.asked.facts.iter().find_map(|(known, fact)| match &fact.value {
                Value::Decimal(end) if known.as_str() == id => Some(*end),
                _ => None,
            })
        };
        let (low, high) = match (end("legal.range_low"), end("legal.range_high")) {
            (Some(low), Some(high)) => (low, high),
            _ => return Ok(None),
        };
        let fault = |path: &str, expected: &str, found: Decimal| {
            Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found)
        };
        for (path, value) in [("facts.legal.range_low", low), ("facts.legal.range_high", high)] {
            if value < Decimal::from_int(0) || value > Decimal::from_int(1) {
                return Err(fault(path, "a decimal between 0 and 1", value));
            }
        }
        if low > high {
            return Err(fault("facts.legal.range_low", "an end not above the other", low));
        }
        let said = |lang| self.engine.phrasebook().own_range(low, high, lang);
        Ok(Some(Range { low, high, said: Label::new(said(Lang::Zh), said(Lang::En)) }))
    }
}
