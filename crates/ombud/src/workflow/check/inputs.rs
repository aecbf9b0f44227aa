//! What may be said from outside at one point of a run: of each field, fact and time one value of
//! each kind that some guard tells apart.
//!
//! Every combination is tried while there are few. Where there are many, those are tried that the
//! algebra of conditions finds: for each transition one that takes it, for each two one that both
//! could answer, and one that none answers.

use std::collections::BTreeMap;

use super::scope::{Leaf, Scope, Track, each_effect, leaves, literals};
use crate::{
    cond::{
        Node, Relation, Test,
        space::{
            Area, Beyond, Budget, Region, Search, Space, Subject, Want, areas, moved, position, product,
            representatives,
        },
        term::Term,
    },
    model::{Catalogue, Choice, Currency, Date, Decimal, Duration, Facts, Instant, Money, Value, ValueType},
    workflow::{
        chart::{Act, Chart, Effect},
        guard::Guard,
        instance::{Actor, Instance},
        names::{Name, Slot},
        time::Time,
    },
};

/// The most combinations that are all tried.
const CASES: usize = 256;

/// What is said from outside, beside the event itself.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) fields: Vec<Option<Value>>,
    pub(super) facts: Option<Facts>,
    /// The time, where it matters.
    pub(super) now: Option<Time>,
    /// Whether nothing that is asked was left unsaid.
    pub(super) known: bool,
}

impl Default for Input {
    fn default() -> Self {
        Input { fields: Vec::new(), facts: None, now: None, known: true }
    }
}

/// How much of what makes a difference was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    /// All of it: every combination, or one of each kind that the guards tell apart, where nothing
    /// else makes a difference.
    All,
    /// Some of it.
    Some,
}

/// One point of a run.
pub(super) struct Point<'p> {
    pub(super) chart: &'p Chart,
    pub(super) catalogue: &'p Catalogue,
    pub(super) scope: &'p Scope<'p>,
    pub(super) instance: &'p Instance,
    pub(super) now: Time,
    pub(super) event: Option<u16>,
    pub(super) actor: Option<&'p Actor>,
}

/// What is asked of a name.
struct Asked {
    name: Name,
    tests: Vec<Test>,
    values: Vec<Value>,
}

type Questions = BTreeMap<Name, Asked>;

impl Point<'_> {
    /// What may be said, and how much of it that is.
    pub(super) fn inputs(&self, transitions: &[u16]) -> (Vec<Input>, Tried) {
        let asked = self.asked(transitions);
        if asked.is_empty() {
            return (vec![Input::default()], Tried::All);
        }
        let Ok(dimensions) = asked.iter().map(|asked| self.values(asked)).collect::<Result<Vec<_>, Beyond>>()
        else {
            return (vec![Input::default()], Tried::Some);
        };
        let cases = dimensions.iter().try_fold(1usize, |cases, values| cases.checked_mul(values.len()));
        if cases.is_some_and(|cases| cases <= CASES) {
            let mut out = vec![Vec::new()];
            for values in &dimensions {
                let more = out.iter().flat_map(|case: &Vec<&Option<Value>>| {
                    values.iter().map(|value| case.iter().copied().chain([value]).collect())
                });
                out = more.collect();
            }
            let inputs = out
                .iter()
                .map(|case| self.input(asked.iter().map(|asked| &asked.name).zip(case.iter().copied())));
            return (inputs.collect(), Tried::All);
        }
        let named: BTreeMap<&Name, &Vec<Option<Value>>> =
            asked.iter().map(|asked| &asked.name).zip(&dimensions).collect();
        match self.chosen(transitions, &named) {
            Ok(inputs) if self.guarded(transitions, &named) => (inputs, Tried::All),
            Ok(inputs) => (inputs, Tried::Some),
            Err(Beyond) => (vec![Input::default()], Tried::Some),
        }
    }

    /// Whether all that is asked is asked by the guards of these transitions, and each by itself.
    fn guarded(&self, transitions: &[u16], named: &BTreeMap<&Name, &Vec<Option<Value>>>) -> bool {
        let mut names: Vec<&Name> = Vec::new();
        let mut single = true;
        for guard in transitions.iter().filter_map(|at| self.chart.transition(*at)?.guard.as_ref()) {
            leaves(guard, &mut |leaf| match leaf {
                Leaf::Test(name, _) => names.push(name),
                Leaf::Relation(_) => single = false,
            });
        }
        single && named.keys().all(|name| names.contains(name))
    }

    fn input<'v>(&self, values: impl Iterator<Item = (&'v Name, &'v Option<Value>)>) -> Input {
        let mut input = Input::default();
        for (name, value) in values {
            input.known &= value.is_some();
            match (&name.slot, value) {
                (Slot::Field(at), Some(value)) => {
                    let Some(place) = self.place(*at) else { continue };
                    if input.fields.len() <= place {
                        input.fields.resize(place.saturating_add(1), None);
                    }
                    if let Some(slot) = input.fields.get_mut(place) {
                        *slot = Some(value.clone());
                    }
                }
                (Slot::Fact(fact), Some(value)) => {
                    if let Ok((id, fact)) = self.catalogue.parse_fact(fact.as_str(), &value.to_string()) {
                        input.facts.get_or_insert_default().insert(id, fact);
                    }
                }
                (Slot::Now, Some(Value::Instant(instant))) => input.now = Some(Time::from(*instant)),
                _ => {}
            }
        }
        input
    }

    /// Where the event has a field; nothing where it has it not.
    fn place(&self, field: u16) -> Option<usize> {
        let event = self.chart.tables.events.get(usize::from(self.event?))?;
        event.place(field)
    }

    fn choices(&self, name: &Name) -> &[Choice] {
        match &name.slot {
            Slot::Field(at) => {
                let event = self.event.and_then(|event| self.chart.tables.events.get(usize::from(event)));
                let def = event.zip(self.place(*at)).and_then(|(event, place)| event.fields.get(place));
                def.map_or(&[], |def| &def.values)
            }
            Slot::Fact(fact) => self.catalogue.fact(fact.as_str()).map_or(&[], |def| &def.values),
            _ => &[],
        }
    }

    /// The names that make a difference to these transitions, with what is asked of them.
    fn asked(&self, transitions: &[u16]) -> Vec<Asked> {
        let mut out = Questions::new();
        for guard in &self.scope.always {
            self.ask(guard, &mut out);
        }
        for transition in transitions.iter().filter_map(|at| self.chart.transition(*at)) {
            if let Some(guard) = &transition.guard {
                self.ask(guard, &mut out);
            }
            each_effect(&transition.effects, &mut |effect| self.kept(effect, &mut out));
        }
        let said = |name: &Name| match name.slot {
            Slot::Field(at) => self.place(at).is_some(),
            _ => true,
        };
        out.into_values().filter(|asked| said(&asked.name)).collect()
    }

    fn ask(&self, guard: &Guard, out: &mut Questions) {
        leaves(guard, &mut |leaf| match leaf {
            Leaf::Test(name, test) => match &name.slot {
                Slot::Field(_) | Slot::Fact(_) => entry(out, name).tests.push(test.clone()),
                Slot::Now => {
                    for at in literals(test).into_iter().filter_map(position) {
                        self.time(entry(out, name), at);
                    }
                }
                _ => {}
            },
            Leaf::Relation(relation) => self.compare(relation, out),
        });
    }

    /// What of the event is kept in data that makes a difference later.
    fn kept(&self, effect: &Effect, out: &mut Questions) {
        match &effect.act {
            Act::Assign(at, expr) => {
                let at = usize::from(*at);
                if matches!(self.scope.tracks.get(at), None | Some(Track::Never | Track::Known)) {
                    return;
                }
                let tests = self.scope.tests.get(at).map_or(&[][..], Vec::as_slice);
                expr.term.each_key(&mut |name| {
                    if matches!(name.slot, Slot::Field(_) | Slot::Fact(_)) {
                        entry(out, name).tests.extend(tests.iter().map(|test| (*test).clone()));
                    }
                });
            }
            Act::Raise(_, payload) | Act::Start { payload, .. } => {
                for (_, expr) in payload {
                    expr.term.each_key(&mut |name| {
                        if matches!(name.slot, Slot::Field(_) | Slot::Fact(_)) {
                            let asked = entry(out, name);
                            for guard in &self.scope.guards {
                                leaves(guard, &mut |leaf| {
                                    if let Leaf::Test(Name { slot: Slot::Field(_), kind, .. }, test) = leaf
                                        && *kind == asked.name.kind
                                    {
                                        asked.tests.push(test.clone());
                                    }
                                });
                            }
                        }
                    });
                }
            }
            Act::Choose(branches) => {
                branches
                    .iter()
                    .filter_map(|(guard, _)| guard.as_ref())
                    .for_each(|guard| self.ask(guard, out));
            }
            _ => {}
        }
    }

    /// Values on each side of a comparison of two terms.
    fn compare(&self, relation: &Relation<Name>, out: &mut Questions) {
        let mut marks: Vec<Value> = Vec::new();
        let mut free: Vec<&Name> = Vec::new();
        for side in [&relation.left, &relation.right] {
            values(side, &mut marks);
            side.each_key(&mut |name| match &name.slot {
                Slot::Field(_) | Slot::Fact(_) | Slot::Now => free.push(name),
                Slot::Data(at) => marks.extend(self.instance.data.get(usize::from(*at)).cloned().flatten()),
                Slot::By(event) | Slot::At(event) => {
                    let doer = self.instance.doers.get(event);
                    let known = doer.and_then(|doer| match name.slot {
                        Slot::By(_) => doer.by.clone(),
                        _ => Some(doer.at.clone()),
                    });
                    marks.extend(known);
                }
                Slot::Actor => marks.extend(self.actor.map(|actor| actor.id.clone())),
                _ => {}
            });
        }
        for name in free {
            let asked = entry(out, name);
            if name.kind == ValueType::Instant {
                self.instants(asked, &marks);
                continue;
            }
            if matches!(name.kind, ValueType::Text | ValueType::Enum) {
                let texts = marks.iter().filter(|mark| matches!(mark, Value::Text(_))).cloned();
                asked.values.extend(texts);
                if name.kind == ValueType::Text {
                    asked.values.extend(["one", "another"].map(|text| Value::Text(text.to_owned())));
                }
                continue;
            }
            let places: Vec<i128> = marks.iter().filter_map(position).chain([0]).collect();
            let like = prototype(name.kind, &marks);
            for at in places.into_iter().flat_map(|at| [at.checked_sub(1), Some(at), at.checked_add(1)]) {
                asked.values.extend(at.zip(like.as_ref()).and_then(|(at, like)| moved(like, at)));
            }
        }
    }

    /// Instants around each length of time after, and before, each instant that is known.
    fn instants(&self, asked: &mut Asked, marks: &[Value]) {
        let now = self.now.millis().div_euclid(1_000);
        let lengths: Vec<i64> = marks
            .iter()
            .filter_map(|mark| if let Value::Duration(length) = mark { Some(length.seconds()) } else { None })
            .chain([0])
            .collect();
        let bases = marks
            .iter()
            .filter_map(|mark| if let Value::Instant(at) = mark { Some(at.unix_seconds()) } else { None })
            .chain([now]);
        for base in bases {
            for length in &lengths {
                for at in [base.saturating_add(*length), base.saturating_sub(*length)] {
                    self.time(asked, i128::from(at));
                }
            }
        }
    }

    /// A second before, at, and a second after an instant; the present one is never past.
    fn time(&self, asked: &mut Asked, at: i128) {
        let now = self.now.millis().div_euclid(1_000);
        let present = asked.name.slot == Slot::Now;
        for at in [at.saturating_sub(1), at, at.saturating_add(1)] {
            let Some(instant) = i64::try_from(at).ok().and_then(|at| Instant::from_unix_seconds(at).ok())
            else {
                continue;
            };
            if !present || instant.unix_seconds() >= now {
                asked.values.push(Value::Instant(instant));
            }
        }
    }

    /// One value of each region, and of what is compared.
    fn values(&self, asked: &Asked) -> Result<Vec<Option<Value>>, Beyond> {
        let mut out: Vec<Value> = Vec::new();
        if asked.name.slot == Slot::Now {
            let now = self.now.instant().ok().map(Value::Instant);
            out.extend(now);
        } else {
            let tests: Vec<&Test> = asked.tests.iter().collect();
            let all = representatives(asked.name.kind, self.choices(&asked.name), &tests)?;
            // Values of a list that no test tells apart are one.
            let mut seen: Vec<Vec<bool>> = Vec::new();
            for value in all {
                let truths: Vec<bool> =
                    tests.iter().map(|test| test.holds(&value).unwrap_or_default()).collect();
                let listed = asked.name.kind == ValueType::Enum && asked.values.is_empty();
                if !listed || !seen.contains(&truths) {
                    seen.push(truths);
                    out.push(value);
                }
            }
        }
        for value in &asked.values {
            if !out.contains(value) {
                out.push(value.clone());
            }
        }
        let unknown = asked.tests.iter().any(|test| matches!(test, Test::Known)).then_some(None);
        Ok(out.into_iter().map(Some).chain(unknown).collect())
    }

    /// What the algebra finds of too many combinations.
    fn chosen(
        &self,
        transitions: &[u16],
        named: &BTreeMap<&Name, &Vec<Option<Value>>>,
    ) -> Result<Vec<Input>, Beyond> {
        let guards = transitions.iter().filter_map(|at| self.chart.transition(*at)?.guard.as_ref());
        let nodes: Vec<&Node<Name>> = guards
            .filter_map(|guard| if let Guard::When(when) = guard { Some(&when.node) } else { None })
            .collect();
        let space = Space::new(nodes.iter().copied(), |name: &Name, tests| match named.get(name) {
            Some(values) => Ok(values.iter().flatten().cloned().collect()),
            None => match self.known(name) {
                Some(known) => Ok(known.into_iter().collect()),
                None => representatives(name.kind, &[], tests),
            },
        })?;
        let budget = Budget::new();
        let search = Search { space: &space, budget: &budget };
        let laid = |want| {
            nodes.iter().map(|node| areas(*node, want, &space, &budget)).collect::<Result<Vec<_>, _>>()
        };
        let (holds, may) = (laid(Want::True)?, laid(Want::NotFalse)?);
        let mut cases = Vec::new();
        for (i, mine) in holds.iter().enumerate() {
            let before: Vec<Area> = may.iter().take(i).flatten().cloned().collect();
            cases.extend(search.outside(mine, &before)?);
            for other in holds.iter().take(i) {
                cases.extend(search.outside(&product(mine, other, &budget)?, &[])?);
            }
        }
        cases.extend(search.outside(&[Area::new()], &may.concat())?);
        let inputs = cases.iter().map(|case| {
            let picked: Vec<(&Name, Option<Value>)> = space
                .dimensions
                .iter()
                .zip(case)
                .filter_map(|(dimension, region)| {
                    match (&dimension.subject, dimension.regions.get(*region)?) {
                        (Subject::Name(name), Region::Is(value)) => Some((name, Some(value.clone()))),
                        _ => None,
                    }
                })
                .collect();
            self.input(picked.iter().map(|(name, value)| (*name, value)))
        });
        Ok(inputs.collect())
    }

    /// The value of a name that is settled at this point, which may be that it is unknown.
    fn known(&self, name: &Name) -> Option<Option<Value>> {
        let doer = |event: &u16| self.instance.doers.get(event).cloned();
        Some(match &name.slot {
            Slot::Data(at) => self.instance.data.get(usize::from(*at)).cloned().flatten(),
            Slot::In(state) => Some(Value::Bool(
                self.instance.leaves.iter().any(|leaf| self.chart.tables.within(*leaf, *state)),
            )),
            Slot::Role(role) => {
                let bit = 1u64.wrapping_shl(u32::from(*role));
                self.actor.map(|actor| Value::Bool(actor.roles & bit != 0))
            }
            Slot::Actor => self.actor.map(|actor| actor.id.clone()),
            Slot::By(event) => doer(event).and_then(|doer| doer.by),
            Slot::At(event) => doer(event).map(|doer| doer.at),
            Slot::EventName => {
                let event = self.event.and_then(|event| self.chart.tables.events.get(usize::from(event)));
                event.map(|event| event.text.clone())
            }
            Slot::Field(_) | Slot::Fact(_) | Slot::Now | Slot::Fault => return None,
        })
    }
}

fn entry<'o>(out: &'o mut Questions, name: &Name) -> &'o mut Asked {
    out.entry(name.clone()).or_insert_with(|| Asked {
        name: name.clone(),
        tests: Vec::new(),
        values: Vec::new(),
    })
}

/// The values written in a term.
fn values(term: &Term<Name>, out: &mut Vec<Value>) {
    match term {
        Term::Name(_) => {}
        Term::Value(literal) => out.push(literal.value().clone()),
        Term::Reckoned(_, sides) => {
            values(&sides.0, out);
            values(&sides.1, out);
        }
    }
}

/// A value of this type, in a currency that is spoken of.
fn prototype(kind: ValueType, marks: &[Value]) -> Option<Value> {
    let money = marks
        .iter()
        .find_map(|mark| if let Value::Money(money) = mark { Some(money.currency()) } else { None });
    Some(match kind {
        ValueType::Int => Value::Int(0),
        ValueType::Decimal => Value::Decimal(Decimal::from_int(0)),
        ValueType::Money => Value::Money(Money::new(0, money.or_else(|| "CNY".parse::<Currency>().ok())?)),
        ValueType::Date => Value::Date(Date::from_days(0).ok()?),
        ValueType::Duration => Value::Duration(Duration::from_seconds(0)),
        _ => return None,
    })
}
