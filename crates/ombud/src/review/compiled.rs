//! Reviews, checked and ready.

use std::collections::BTreeSet;

use super::{AboveDef, GroundState, Occasion, ReviewDef, Shelf};
use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{Catalogue, Dated, Decimal, Fact, FactClass, FactId, Facts, Force, RuleId},
    rules::{Governs, LineKind, Table},
};

/// The output of a ground's table that says whether the ground stands.
pub(super) const GROUND: &str = "ground";

/// A review, checked and ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub(super) def: ReviewDef,
    /// When each ground is given, in the order of the grounds.
    pub(super) given: Vec<Condition>,
    /// When each act is next, besides its occasions.
    pub(super) next: Vec<Option<Condition>>,
    /// Where merit has a finding for the complainant to rest on.
    pub(super) found: Option<Condition>,
    /// What holds by the regimes themselves.
    settled: Vec<(FactId, Fact)>,
}

impl Dated for Review {
    fn id(&self) -> &RuleId {
        &self.def.id
    }

    fn force(&self) -> Force {
        self.def.force()
    }
}

impl Review {
    /// Checks the parts of a review and compiles it. That what it names is there is for
    /// [`check`](Self::check).
    ///
    /// # Errors
    /// Every fault at once: conditions that cannot be read or rest on an assessment, ids twice, grounds
    /// out of the order of decision, a threshold that is no share of certainty.
    pub fn compile(def: ReviewDef, catalogue: &Catalogue) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let mut read = |path: String, when: &crate::model::Json| match Condition::parse(when, catalogue) {
            Ok(condition) => {
                let guess = condition.facts().find(|fact| {
                    catalogue.fact(fact.as_str()).is_ok_and(|def| def.class == FactClass::Assessment)
                });
                if let Some(fact) = guess {
                    let expected = "records and findings, and nothing derived from an assessment";
                    faults.push(invalid(&path, expected, format_args!("{fact} (class assessment)")));
                }
                Some(condition)
            }
            Err(errors) => {
                faults.extend(errors.into_iter().map(|error| error.within(&path)));
                None
            }
        };
        let given: Vec<Condition> = def
            .ground
            .iter()
            .enumerate()
            .filter_map(|(i, ground)| read(format!("ground[{i}].when"), &ground.when))
            .collect();
        let next: Vec<Option<Condition>> = def
            .next
            .iter()
            .enumerate()
            .map(|(i, next)| next.when.as_ref().and_then(|when| read(format!("next[{i}].when"), when)))
            .collect();
        let found = def.merit.as_ref().and_then(|merit| merit.found.as_ref());
        let found = found.and_then(|when| read("merit.found".to_owned(), when));
        let mut settled = Vec::new();
        for (id, json) in &def.settles {
            match catalogue.read_fact(id, json) {
                Ok((_, fact)) if fact.class == FactClass::Assessment => {
                    let expected = "records and findings, and nothing derived from an assessment";
                    let found = format_args!("{id} (class assessment)");
                    faults.push(invalid(&format!("settles.{id}"), expected, found));
                }
                Ok(fact) => settled.push(fact),
                Err(error) => faults.push(error.path(format_args!("settles.{id}"))),
            }
        }
        twice("check", "rule", def.check.iter().map(|check| &check.rule), &mut faults);
        twice("ground", "id", def.ground.iter().map(|ground| &ground.id), &mut faults);
        twice("next", "id", def.next.iter().map(|next| &next.id), &mut faults);
        for (path, is_empty) in [
            ("regimes", def.regimes.is_empty()),
            ("check", def.check.is_empty()),
            ("ground", def.ground.is_empty()),
        ] {
            if is_empty {
                faults.push(invalid(path, "at least one", "none"));
            }
        }
        for (i, _) in def.next.iter().enumerate().filter(|(_, next)| next.on.is_empty()) {
            faults.push(invalid(&format!("next[{i}].on"), "at least one", "none"));
        }
        for (i, pair) in def.ground.windows(2).enumerate() {
            if let [before, after] = pair
                && before.stage > after.stage
            {
                let expected = "grounds in the order coverage, clause, disclosure, causation";
                let path = format!("ground[{}].stage", i.saturating_add(1));
                faults.push(invalid(&path, expected, "one that comes before"));
            }
        }
        if let Some(merit) = &def.merit {
            let (zero, one) = (Decimal::from_int(0), Decimal::from_int(1));
            if merit.out_of <= zero || SHARES.checked_rem(merit.out_of.billionths()) != Some(0) {
                let expected = "a number above zero of which nine places can say every share";
                faults.push(invalid("merit.out_of", expected, merit.out_of));
            }
            if merit.threshold < zero || merit.threshold >= one {
                faults.push(invalid("merit.threshold", "a share of one, and less than one", merit.threshold));
            }
            if merit.above == AboveDef::Owed && merit.found.is_none() {
                let expected = "the findings that money owed by the weight of evidence rests on";
                faults.push(invalid("merit.found", expected, "none"));
            }
        }
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|error| error.item(&def.id).kind("review")).collect());
        }
        Ok(Review { def, given, next, found, settled })
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &ReviewDef {
        &self.def
    }

    /// The facts, with what holds by the regimes themselves.
    ///
    /// # Errors
    /// `invalid_value` where a fact says otherwise.
    pub fn settle(&self, mut facts: Facts) -> Result<Facts, Error> {
        for (id, settled) in &self.settled {
            match facts.value(id) {
                Some(given) if *given != settled.value => {
                    let error = Error::new(ErrorCode::InvalidValue).item(id);
                    let expected = format_args!("{}, as {} settles it", settled.value, self.def.id);
                    return Err(error.path(format_args!("facts.{id}")).expected(expected).found(given));
                }
                _ => facts.insert(id.clone(), settled.clone()),
            };
        }
        Ok(facts)
    }

    /// The facts that its own conditions read.
    pub(super) fn reads(&self) -> impl Iterator<Item = &FactId> {
        self.given.iter().chain(self.next.iter().flatten()).chain(&self.found).flat_map(Condition::facts)
    }

    /// What the review names and the shelf does not have, or has in a form that it cannot use.
    ///
    /// INVARIANT 3: the tables of grounds and the scorecard of merit settle what is owed, so they must
    /// say so, and are refused where they rest on an assessment.
    #[must_use]
    pub fn check(&self, shelf: &impl Shelf) -> Vec<Error> {
        let mut faults = Vec::new();
        let def = &self.def;
        match shelf.table(&def.checks) {
            Ok(table) => {
                settles(table, "checks", &mut faults);
                for (i, check) in def.check.iter().enumerate() {
                    if !table.def().rule.iter().any(|row| row.id == check.rule) {
                        let expected = "a rule of the table of checks";
                        faults.push(invalid(&format!("check[{i}].rule"), expected, &check.rule));
                    }
                }
            }
            Err(error) => faults.push(missing(error, "checks", &def.checks)),
        }
        let mut partly = false;
        for (i, ground) in def.ground.iter().enumerate() {
            let path = format!("ground[{i}].table");
            match shelf.table(&ground.table) {
                Ok(table) => {
                    partly |= self.ground(table, &path, &mut faults);
                    if ground.reduces && says(table, "stands") {
                        let expected = "a table that never says that the refusal stands";
                        faults.push(invalid(&format!("ground[{i}].reduces"), expected, &ground.table));
                    }
                }
                Err(error) => faults.push(missing(error, &path, &ground.table)),
            }
        }
        if let Some(merit) = &def.merit {
            match shelf.scorecard(&merit.scorecard) {
                Ok(card) if card.def().governs == Some(Governs::Entitlement) => {}
                Ok(_) => faults.push(invalid("merit.scorecard", GOVERNS, "none")),
                Err(error) => faults.push(missing(error, "merit.scorecard", &merit.scorecard)),
            }
        }
        if partly && def.owed.partly.is_none() {
            faults.push(invalid("owed.partly", "a calculation, since a ground may stand in part", "none"));
        }
        if def.owed.reduced.is_none() && def.ground.iter().any(|ground| ground.reduces) {
            faults.push(invalid("owed.reduced", "a calculation, since a ground can only reduce", "none"));
        }
        let owed = [
            ("owed.overturn", Some(&def.owed.overturn)),
            ("owed.partly", def.owed.partly.as_ref()),
            ("owed.uphold", def.owed.uphold.as_ref()),
            ("owed.reduced", def.owed.reduced.as_ref()),
            ("owed.option", def.owed.option.as_ref()),
        ];
        let owed = owed.into_iter().filter_map(|(path, id)| Some((path.to_owned(), id?, true)));
        let beside = def.beside.iter().enumerate().map(|(i, id)| (format!("beside[{i}]"), id, false));
        for (path, id, is_owed) in owed.chain(beside) {
            match shelf.calculation(id) {
                Ok(calculation) => {
                    let kinds: BTreeSet<LineKind> =
                        calculation.def().line.iter().map(|line| line.kind).collect();
                    let other = kinds.into_iter().any(|kind| (kind == LineKind::Entitlement) != is_owed);
                    if other {
                        let expected = if is_owed {
                            "lines of what is owed only"
                        } else {
                            "lines of service redress and goodwill only"
                        };
                        faults.push(invalid(&path, expected, "a line of another kind"));
                    }
                }
                Err(error) => faults.push(missing(error, &path, id)),
            }
        }
        faults.into_iter().map(|error| error.item(&def.id).kind("review")).collect()
    }

    /// Whether a table of a ground may say that it stands in part.
    fn ground(&self, table: &Table, path: &str, faults: &mut Vec<Error>) -> bool {
        let Some((_, _, _, choices)) = table.outputs().find(|(id, ..)| *id == GROUND) else {
            faults.push(invalid(path, "a table with the output `ground`", "none"));
            return false;
        };
        let known = |name: &str| GroundState::named(name).is_some();
        if choices.is_empty() || choices.iter().any(|choice| !known(&choice.id)) {
            let found: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
            faults.push(invalid(path, "the values stands, partly, open, fails", found.join(", ")));
        }
        settles(table, path, faults);
        says(table, "partly")
    }

    /// Whether an act is next on these occasions.
    pub(super) fn is_on(on: &[Occasion], occasions: &BTreeSet<Occasion>) -> bool {
        on.iter().any(|occasion| occasions.contains(occasion))
    }
}

/// One, in billionths of billionths.
const SHARES: i128 = 1_000_000_000_000_000_000;

/// Whether a row of the table of a ground comes to that state.
fn says(table: &Table, state: &str) -> bool {
    let given = table.def().rule.iter().map(|row| &row.then).chain(&table.def().default);
    given.filter_map(|then| then.get(GROUND)).any(|value| value.as_str() == Some(state))
}

const GOVERNS: &str = "`governs = \"entitlement\"` on what decides here";

fn settles(table: &Table, path: &str, faults: &mut Vec<Error>) {
    if table.def().output.iter().any(|output| output.governs != Some(Governs::Entitlement)) {
        faults.push(invalid(path, GOVERNS, "none"));
    }
}

fn invalid(path: &str, expected: impl std::fmt::Display, found: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found)
}

fn missing(error: Error, path: &str, id: &RuleId) -> Error {
    Error::new(error.code()).path(path).expected("an item of the pack").found(id)
}

fn twice<'a>(list: &str, field: &str, ids: impl Iterator<Item = &'a RuleId>, faults: &mut Vec<Error>) {
    let mut seen: BTreeSet<&RuleId> = BTreeSet::new();
    for (i, id) in ids.enumerate() {
        if !seen.insert(id) {
            let error = Error::new(ErrorCode::DuplicateId).path(format_args!("{list}[{i}].{field}"));
            faults.push(error.expected("each once").found(id));
        }
    }
}
