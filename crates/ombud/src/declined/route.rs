//! Routes: the ways that are open to somebody whose claim was declined.

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    cond::{Condition, Truth},
    error::Result,
    model::{
        AppliesBy, Catalogue, Citation, Confidence, Date, Dated, FactId, Facts, Force, Json, Label, RuleId,
        dated,
    },
};

/// Where on the ladder a route stands, from the nearest to the furthest. The order is that of a list:
/// no rung is a condition of another unless the route says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rung {
    /// Talks with the firm.
    Negotiation,
    /// Another look by the firm or the unit above.
    Recheck,
    /// A mediation body.
    Mediation,
    /// A regulator.
    Regulator,
    /// An ombudsman.
    Ombudsman,
    /// Arbitration.
    Arbitration,
    /// A court.
    Court,
    /// A platform of a third party.
    Platform,
}

/// A route. What is not known of it is said in words: no field is left out, so that nobody takes
/// silence for "free" or "at any time".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteDef {
    /// Its name.
    pub id: RuleId,
    /// The regimes, or the lives of cases, in which it stands.
    pub regimes: Vec<String>,
    /// Where on the ladder.
    pub rung: Rung,
    /// Its name for people.
    pub title: Label,
    /// What it is.
    pub text: Label,
    /// Who decides there.
    pub body: Label,
    /// For whom it is open; for everybody, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// What it costs the consumer.
    pub cost: Label,
    /// How long it takes.
    pub takes: Label,
    /// Until when it is open.
    pub window: Label,
    /// How far it reaches: what it may and may not decide.
    pub reach: Label,
    /// Whom its result binds.
    pub binding: Label,
    /// What it asks for.
    pub asks: Label,
    /// Free help for the consumer.
    pub help: Label,
    /// Rules of the packs that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<RuleId>,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The day of the version read, where the start is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_by: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// Which day selects the version.
    #[serde(default)]
    pub applies_by: AppliesBy,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

dated!(RouteDef);

/// A route, ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    def: RouteDef,
    when: Option<Condition>,
}

impl Dated for Route {
    fn id(&self) -> &RuleId {
        &self.def.id
    }

    fn force(&self) -> Force {
        self.def.force()
    }
}

impl Route {
    /// Compiles a route.
    ///
    /// # Errors
    /// Those of reading its condition, each with its place.
    pub fn compile(def: RouteDef, catalogue: &Catalogue) -> Result<Self, Vec<Error>> {
        let when = def.when.as_ref().map(|when| Condition::parse(when, catalogue)).transpose();
        let placed = |error: Error| error.within("when").item(&def.id).kind("route");
        let when = when.map_err(|errors| errors.into_iter().map(placed).collect::<Vec<_>>())?;
        Ok(Route { def, when })
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &RouteDef {
        &self.def
    }

    /// Whether it is open, and what would decide that.
    ///
    /// # Errors
    /// Those of [`Condition::evaluate`].
    pub(crate) fn open(&self, facts: &Facts) -> Result<(Truth, Vec<FactId>)> {
        match &self.when {
            None => Ok((Truth::True, Vec::new())),
            Some(when) => when.evaluate(facts).map(|outcome| (outcome.truth, outcome.needs)),
        }
    }
}
