//! Scorecards as authored, and compiled.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Governs, ground, produced_by,
    table::{invalid, twice},
};
use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{
        AppliesBy, Catalogue, Citation, Confidence, Date, Dated, Decimal, FactId, Force, Json, Label, RuleId,
        Value, ValueType, dated,
    },
};

/// One step of a factor: the points where the factor's fact passes a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDef {
    /// The test, as it stands beside a fact in a `when` map.
    pub is: Json,
    /// The points.
    pub points: Decimal,
}

/// One factor: points where a condition holds, steps over one fact, or a weight for each unit of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// The group whose limits it shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// When the points count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// The points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Decimal>,
    /// The fact of the steps or of the weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
    /// The steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub step: Vec<StepDef>,
    /// The points for one unit of the fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    /// With a weight: the least it can give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
    /// With a weight: the most it can give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Decimal>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// Limits that some factors share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDef {
    /// Its name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// The least that the group gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
    /// The most that the group gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Decimal>,
}

/// A band of results: from its first score up to the next band's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandDef {
    /// Its name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// The first score in it; the lowest band has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Decimal>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Label>,
}

/// A condition under which the band is at least this one, whatever the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// When.
    pub when: Json,
    /// The lowest band there can then be.
    pub at_least: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// A scorecard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorecardDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Where it is from.
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
    /// The fact that the score becomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_fact: Option<FactId>,
    /// The fact that the band becomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band_fact: Option<FactId>,
    /// What the result settles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governs: Option<Governs>,
    /// The least that the total can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<Decimal>,
    /// The most that the total can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Decimal>,
    /// Groups with limits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<GroupDef>,
    /// The factors.
    pub factor: Vec<FactorDef>,
    /// The bands, from the lowest.
    pub band: Vec<BandDef>,
    /// Conditions that raise the band.
    #[serde(rename = "override", default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideDef>,
}

/// A scorecard, checked and ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scorecard {
    pub(super) def: ScorecardDef,
    pub(super) factors: Vec<Factor>,
    pub(super) overrides: Vec<Raise>,
    pub(super) reads: BTreeSet<FactId>,
}

/// A factor in exactly one of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Factor {
    /// Points where it holds.
    When(Condition, Decimal),
    /// Steps, of which the first that holds counts.
    Steps(Vec<(Condition, Decimal)>),
    /// A weight for each unit, within limits.
    Weight { fact: FactId, weight: Decimal, least: Decimal, most: Decimal },
}

/// A condition and the number of the lowest band there can then be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raise {
    pub(super) when: Condition,
    pub(super) band: usize,
}

dated!(ScorecardDef);

impl Dated for Scorecard {
    fn id(&self) -> &RuleId {
        &self.def.id
    }

    fn force(&self) -> Force {
        self.def.force()
    }
}

impl Scorecard {
    /// Checks the parts of a scorecard and compiles it. That steps and bands fit together is for
    /// [`check_scorecard`](super::check_scorecard).
    ///
    /// # Errors
    /// Every fault at once.
    pub fn compile(def: ScorecardDef, catalogue: &Catalogue) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let mut factors = Vec::new();
        for (i, factor) in def.factor.iter().enumerate() {
            if def.factor.iter().take(i).any(|before| before.id == factor.id) {
                faults.push(twice(&format!("factor[{i}].id"), &factor.id));
            }
            if let Some(group) = &factor.group
                && !def.group.iter().any(|known| known.id == *group)
            {
                faults.push(invalid(&format!("factor[{i}].group"), "a group of the scorecard", group));
            }
            factors.extend(compile_factor(factor, i, catalogue, &mut faults));
        }
        if def.factor.is_empty() {
            faults.push(invalid("factor", "at least one factor", "none"));
        }
        for (i, group) in def.group.iter().enumerate() {
            if def.group.iter().take(i).any(|before| before.id == group.id) {
                faults.push(twice(&format!("group[{i}].id"), &group.id));
            }
            limits(&format!("group[{i}].least"), group.least, group.most, &mut faults);
        }
        limits("least", def.least, def.most, &mut faults);
        bands(&def.band, &mut faults);
        let overrides = raises(&def, catalogue, &mut faults);
        let mut reads: BTreeSet<FactId> =
            overrides.iter().flat_map(|raise| raise.when.facts()).cloned().collect();
        for factor in &factors {
            match factor {
                Factor::When(when, _) => reads.extend(when.facts().cloned()),
                Factor::Steps(steps) => {
                    reads.extend(steps.iter().flat_map(|(when, _)| when.facts()).cloned())
                }
                Factor::Weight { fact, .. } => {
                    reads.insert(fact.clone());
                }
            }
        }
        let producer = produced_by("scorecard", def.id.as_str());
        for (path, fact) in [("score_fact", &def.score_fact), ("band_fact", &def.band_fact)] {
            if let Some(fact) = fact {
                ground::owns_up(&producer, path, fact, &reads, catalogue, &mut faults);
            }
        }
        produced(&def, catalogue, &mut faults);
        if def.governs.is_some() {
            ground::no_assessment(def.id.as_str(), "governs", &reads, catalogue, &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|error| error.item(&def.id).kind("scorecard")).collect());
        }
        Ok(Scorecard { def, factors, overrides, reads })
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &ScorecardDef {
        &self.def
    }

    /// The facts it produces.
    pub fn produces(&self) -> impl Iterator<Item = &FactId> {
        [&self.def.score_fact, &self.def.band_fact].into_iter().flatten()
    }

    /// The facts it reads, by name.
    pub fn reads(&self) -> impl Iterator<Item = &FactId> {
        self.reads.iter()
    }
}

fn limits(path: &str, least: Option<Decimal>, most: Option<Decimal>, faults: &mut Vec<Error>) {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        faults.push(invalid(path, format_args!("at most {most}"), least));
    }
}

fn bands(bands: &[BandDef], faults: &mut Vec<Error>) {
    if bands.is_empty() {
        faults.push(invalid("band", "at least one band", "none"));
    }
    for (i, band) in bands.iter().enumerate() {
        let path = format!("band[{i}].from");
        let before = i.checked_sub(1).and_then(|i| bands.get(i));
        match (before, band.from) {
            (None, Some(from)) => faults.push(invalid(&path, "no first score on the lowest band", from)),
            (Some(_), None) => {
                faults.push(invalid(&path, "a first score on every band but the lowest", "none"))
            }
            (Some(before), Some(from)) if before.from.is_some_and(|before| before >= from) => {
                faults.push(invalid(&path, "more than the band before", from));
            }
            _ => {}
        }
        if bands.iter().take(i).any(|other| other.id == band.id) {
            faults.push(twice(&format!("band[{i}].id"), &band.id));
        }
    }
}

fn raises(def: &ScorecardDef, catalogue: &Catalogue, faults: &mut Vec<Error>) -> Vec<Raise> {
    let mut out = Vec::new();
    for (i, raise) in def.overrides.iter().enumerate() {
        let band = def.band.iter().position(|band| band.id == raise.at_least);
        if band.is_none() {
            let path = format!("override[{i}].at_least");
            faults.push(invalid(&path, "a band of the scorecard", &raise.at_least));
        }
        let when = read(&raise.when, &format!("override[{i}].when"), catalogue, faults);
        out.extend(when.zip(band).map(|(when, band)| Raise { when, band }));
    }
    out
}

/// The catalogue's types must hold the results.
fn produced(def: &ScorecardDef, catalogue: &Catalogue, faults: &mut Vec<Error>) {
    if let Some(fact) = def.score_fact.as_ref().and_then(|id| catalogue.fact(id.as_str()).ok())
        && fact.kind != ValueType::Decimal
    {
        faults.push(invalid("score_fact", "a decimal fact", fact.kind));
    }
    if let Some(fact) = def.band_fact.as_ref().and_then(|id| catalogue.fact(id.as_str()).ok()) {
        for (i, band) in def.band.iter().enumerate() {
            let id = Json::Text(band.id.clone());
            if let Err(error) = Value::from_json(&id, fact.kind, &fact.values) {
                faults.push(error.path(format_args!("band[{i}].id")));
            }
        }
    }
}

fn read(when: &Json, path: &str, catalogue: &Catalogue, faults: &mut Vec<Error>) -> Option<Condition> {
    match Condition::parse(when, catalogue) {
        Ok(condition) => Some(condition),
        Err(errors) => {
            faults.extend(errors.into_iter().map(|error| error.within(path)));
            None
        }
    }
}

fn compile_factor(
    def: &FactorDef,
    i: usize,
    catalogue: &Catalogue,
    faults: &mut Vec<Error>,
) -> Option<Factor> {
    let path = |inner: &str| format!("factor[{i}].{inner}");
    match (&def.when, def.points, &def.fact, def.step.as_slice(), def.weight, def.least, def.most) {
        (Some(when), Some(points), None, [], None, None, None) => {
            Some(Factor::When(read(when, &path("when"), catalogue, faults)?, points))
        }
        (None, None, Some(fact), steps @ [_, ..], None, None, None) => {
            let mut out = Vec::new();
            for (j, step) in steps.iter().enumerate() {
                let when = Json::Map([(fact.to_string(), step.is.clone())].into());
                // The place is that of the test, without the fact that the factor names.
                let mut errors = Vec::new();
                match read(&when, "", catalogue, &mut errors) {
                    Some(when) => out.push((when, step.points)),
                    None => faults
                        .extend(errors.into_iter().map(|error| error.path(path(&format!("step[{j}].is"))))),
                }
            }
            Some(Factor::Steps(out))
        }
        (None, None, Some(fact), [], Some(weight), Some(least), Some(most)) => {
            limits(&path("least"), Some(least), Some(most), faults);
            match catalogue.fact(fact.as_str()) {
                Ok(known) if matches!(known.kind, ValueType::Int | ValueType::Decimal) => {}
                Ok(known) => faults.push(invalid(&path("fact"), "a fact of type int or decimal", known.kind)),
                Err(_) => {
                    let error = Error::new(ErrorCode::UnknownFact).path(path("fact"));
                    faults.push(error.expected("a fact of the catalogue").found(fact));
                }
            }
            Some(Factor::Weight { fact: fact.clone(), weight, least, most })
        }
        _ => {
            let expected = "one form: when and points; fact and steps; or fact, weight, least and most";
            faults.push(invalid(&format!("factor[{i}]"), expected, "another mixture"));
            None
        }
    }
}
