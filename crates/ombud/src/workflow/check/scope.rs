//! What the way through a workflow depends on: which fields of its data, and which of their values
//! make a difference.

use std::collections::BTreeSet;

use crate::{
    cond::{
        Node, Relation, Test,
        space::position,
        term::{Operator, Term},
    },
    model::Value,
    workflow::{
        chart::{Act, Chart, Effect},
        definition::EventKind,
        guard::Guard,
        names::{Name, Slot},
    },
};

/// Which values of a field of the data are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Track {
    /// None: nothing depends on it, or it never changes.
    Never,
    /// Whether it is known: it is a time, and time passes as it likes.
    Known,
    /// Each.
    Exact,
    /// Each up to this one; it only grows, and nothing asks for more.
    UpTo(i128),
    /// Each down to this one; it only shrinks, and nothing asks for less.
    DownTo(i128),
}

/// What the way through a workflow depends on.
pub(super) struct Scope<'c> {
    /// For each field of the data.
    pub(super) tracks: Vec<Track>,
    /// For each field of the data, the tests that it, or what it is copied to, must pass.
    pub(super) tests: Vec<Vec<&'c Test>>,
    /// For each field of the data, what it is compared with that never changes.
    bounds: Vec<Vec<i128>>,
    /// Guards that may be asked in any step, whatever the event.
    pub(super) always: Vec<&'c Guard>,
    /// Every guard.
    pub(super) guards: Vec<&'c Guard>,
    /// The events whose last doer a guard asks for.
    pub(super) doers: BTreeSet<u16>,
}

/// Calls `visit` with effects and those inside them.
pub(super) fn each_effect<'c>(effects: &'c [Effect], visit: &mut dyn FnMut(&'c Effect)) {
    for effect in effects {
        visit(effect);
        match &effect.act {
            Act::Choose(branches) => branches.iter().for_each(|(_, inner)| each_effect(inner, visit)),
            Act::Block(inner) => each_effect(inner, visit),
            _ => {}
        }
    }
}

/// Calls `visit` with the guards of choices.
pub(super) fn each_choice<'c>(effects: &'c [Effect], visit: &mut dyn FnMut(&'c Guard)) {
    each_effect(effects, &mut |effect| {
        if let Act::Choose(branches) = &effect.act {
            branches.iter().filter_map(|(guard, _)| guard.as_ref()).for_each(&mut *visit);
        }
    });
}

/// The effects of states.
pub(super) fn of_states(chart: &Chart) -> impl Iterator<Item = &[Effect]> {
    chart
        .tables
        .states
        .iter()
        .flat_map(|state| [state.on_initial.as_slice(), state.on_entry.as_slice(), state.on_exit.as_slice()])
}

/// A leaf of a condition.
pub(super) enum Leaf<'c> {
    Test(&'c Name, &'c Test),
    Relation(&'c Relation<Name>),
}

/// Calls `visit` with every leaf of a guard.
pub(super) fn leaves<'c>(guard: &'c Guard, visit: &mut dyn FnMut(Leaf<'c>)) {
    fn walk<'c>(node: &'c Node<Name>, visit: &mut dyn FnMut(Leaf<'c>)) {
        match node {
            Node::Test(name, test) => visit(Leaf::Test(name, test)),
            Node::Relation(relation) => visit(Leaf::Relation(relation)),
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| walk(part, visit)),
            Node::Not(inner) => walk(inner, visit),
        }
    }
    if let Guard::When(when) = guard {
        walk(&when.node, visit);
    }
}

/// The values that a test speaks of.
pub(super) fn literals(test: &Test) -> Vec<&Value> {
    match test {
        Test::Known | Test::Contains(_) => Vec::new(),
        Test::Equals(literal) | Test::NotEquals(literal) | Test::Compare(_, literal) => vec![literal.value()],
        Test::OneOf(literals) => literals.iter().map(|literal| literal.value()).collect(),
        Test::Within(interval) => vec![interval.low.value(), interval.high.value()],
    }
}

impl<'c> Scope<'c> {
    pub(super) fn new(chart: &'c Chart) -> Self {
        let mut guards: Vec<&Guard> = Vec::new();
        let mut always: Vec<&Guard> = Vec::new();
        let internal = |event: &u16| {
            let kind = chart.tables.events.get(usize::from(*event)).map(|event| event.kind);
            kind == Some(EventKind::Internal)
        };
        for transition in &chart.transitions {
            guards.extend(&transition.guard);
            each_choice(&transition.effects, &mut |guard| guards.push(guard));
            if transition.eventless || transition.events.iter().any(internal) {
                always.extend(&transition.guard);
                each_choice(&transition.effects, &mut |guard| always.push(guard));
            }
        }
        of_states(chart).for_each(|effects| each_choice(effects, &mut |guard| always.push(guard)));
        of_states(chart).for_each(|effects| each_choice(effects, &mut |guard| guards.push(guard)));
        let count = chart.tables.data.len();
        let mut scope = Scope {
            tracks: vec![Track::Never; count],
            tests: vec![Vec::new(); count],
            bounds: vec![Vec::new(); count],
            always,
            guards,
            doers: BTreeSet::new(),
        };
        let assigned = assigned(chart);
        let (needed, related) = scope.needed(chart, &assigned);
        scope.spread(&assigned);
        for (at, terms) in assigned.iter().enumerate() {
            if !needed.contains(&at) || terms.is_empty() {
                continue;
            }
            let tests = scope.tests.get(at).map_or(&[][..], Vec::as_slice);
            let bounds = scope.bounds.get(at).map_or(&[][..], Vec::as_slice);
            let track = track(at, terms, tests, bounds, related.contains(&at));
            if let Some(slot) = scope.tracks.get_mut(at) {
                *slot = track;
            }
        }
        scope
    }

    /// The fields of the data that some guard hangs on, and those that are compared with others.
    fn needed(
        &mut self,
        chart: &'c Chart,
        assigned: &[Vec<&'c Term<Name>>],
    ) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let (mut needed, mut related) = (BTreeSet::new(), BTreeSet::new());
        let mut fields = BTreeSet::new();
        let mut note =
            |name: &'c Name, needed: &mut BTreeSet<usize>, doers: &mut BTreeSet<u16>| match name.slot {
                Slot::Data(at) => {
                    needed.insert(usize::from(at));
                }
                Slot::Field(at) => {
                    fields.insert(at);
                }
                Slot::By(event) | Slot::At(event) => {
                    doers.insert(event);
                }
                _ => {}
            };
        for guard in self.guards.clone() {
            leaves(guard, &mut |leaf| match leaf {
                Leaf::Test(name, test) => {
                    note(name, &mut needed, &mut self.doers);
                    if let Slot::Data(at) = name.slot
                        && let Some(tests) = self.tests.get_mut(usize::from(at))
                    {
                        tests.push(test);
                    }
                }
                Leaf::Relation(relation) => {
                    let bound = bound(chart, assigned, relation);
                    if let Some((at, place)) = bound
                        && let Some(bounds) = self.bounds.get_mut(at)
                    {
                        bounds.push(place);
                    }
                    for side in [&relation.left, &relation.right] {
                        side.each_key(&mut |name| {
                            note(name, &mut needed, &mut self.doers);
                            if let Slot::Data(at) = name.slot
                                && bound.is_none()
                            {
                                related.insert(usize::from(at));
                            }
                        });
                    }
                }
            });
        }
        let mut visit = |effect: &'c Effect| {
            if let Act::Raise(_, payload) | Act::Start { payload, .. } = &effect.act {
                for (_, expr) in payload {
                    expr.term.each_key(&mut |name| note(name, &mut needed, &mut self.doers));
                }
            }
        };
        chart.transitions.iter().for_each(|transition| each_effect(&transition.effects, &mut visit));
        of_states(chart).for_each(|effects| each_effect(effects, &mut visit));
        loop {
            let before = needed.len();
            for at in needed.clone() {
                for term in assigned.get(at).into_iter().flatten() {
                    term.each_key(&mut |name| {
                        if let Slot::Data(other) = name.slot {
                            needed.insert(usize::from(other));
                            if matches!(term, Term::Reckoned(..)) && usize::from(other) != at {
                                related.insert(usize::from(other));
                            }
                        }
                    });
                }
            }
            if needed.len() == before {
                return (needed, related);
            }
        }
    }

    /// What a copy must pass, its source must pass too.
    fn spread(&mut self, assigned: &[Vec<&'c Term<Name>>]) {
        for _ in 0..assigned.len() {
            let mut grown = false;
            for (at, terms) in assigned.iter().enumerate() {
                for term in terms {
                    let Term::Name(Name { slot: Slot::Data(from), .. }) = term else { continue };
                    let more = self.tests.get(at).cloned().unwrap_or_default();
                    let Some(tests) = self.tests.get_mut(usize::from(*from)) else { continue };
                    for test in more {
                        if !tests.contains(&test) {
                            tests.push(test);
                            grown = true;
                        }
                    }
                }
            }
            if !grown {
                return;
            }
        }
    }
}

/// The terms that each field of the data is given.
fn assigned(chart: &Chart) -> Vec<Vec<&Term<Name>>> {
    let mut out: Vec<Vec<&Term<Name>>> = vec![Vec::new(); chart.tables.data.len()];
    let mut note = |effects| {
        each_effect(effects, &mut |effect| {
            if let Act::Assign(at, expr) = &effect.act
                && let Some(terms) = out.get_mut(usize::from(*at))
            {
                terms.push(&expr.term);
            }
        });
    };
    chart.transitions.iter().for_each(|transition| note(&transition.effects));
    of_states(chart).for_each(note);
    out
}

/// A field that changes, and the place of one that never does, where these two are compared.
fn bound(chart: &Chart, assigned: &[Vec<&Term<Name>>], relation: &Relation<Name>) -> Option<(usize, i128)> {
    let field = |term: &Term<Name>| match term {
        Term::Name(Name { slot: Slot::Data(at), .. }) => Some(usize::from(*at)),
        _ => None,
    };
    let fixed = |at: usize| {
        let never = assigned.get(at).is_some_and(Vec::is_empty);
        chart.tables.data.get(at).filter(|_| never).and_then(|datum| position(datum.initial.as_ref()?))
    };
    let (left, right) = (field(&relation.left)?, field(&relation.right)?);
    fixed(right).map(|place| (left, place)).or_else(|| fixed(left).map(|place| (right, place)))
}

fn track(at: usize, terms: &[&Term<Name>], tests: &[&Test], bounds: &[i128], related: bool) -> Track {
    let mut timely = false;
    let (mut grows, mut shrinks, mut other) = (false, false, false);
    for term in terms {
        term.each_key(&mut |name| timely |= matches!(name.slot, Slot::Now | Slot::At(_)));
        match counted(at, term) {
            Some(true) => grows = true,
            Some(false) => shrinks = true,
            None => other |= matches!(term, Term::Reckoned(..)),
        }
    }
    if timely {
        return Track::Known;
    }
    let literals = || tests.iter().flat_map(|test| literals(test)).filter_map(position);
    let marks = || literals().chain(bounds.iter().copied());
    match (grows, shrinks, other || related) {
        (true, false, false) => marks().max().map_or(Track::Known, Track::UpTo),
        (false, true, false) => marks().min().map_or(Track::Known, Track::DownTo),
        _ => Track::Exact,
    }
}

/// Whether a term is the field itself and more, or less.
fn counted(at: usize, term: &Term<Name>) -> Option<bool> {
    let Term::Reckoned(operator, sides) = term else { return None };
    let own = |term: &Term<Name>| matches!(term, Term::Name(Name { slot: Slot::Data(field), .. }) if usize::from(*field) == at);
    let amount = |term: &Term<Name>| match term {
        Term::Value(literal) => position(literal.value()),
        _ => None,
    };
    let add = match operator {
        Operator::Sum if own(&sides.0) => amount(&sides.1)?,
        Operator::Sum if own(&sides.1) => amount(&sides.0)?,
        Operator::Difference if own(&sides.0) => amount(&sides.1)?.checked_neg()?,
        _ => return None,
    };
    Some(add >= 0)
}

/// A value as the track tells it apart; the place of those beyond it is one.
pub(super) fn seen(track: Track, value: Option<&Value>) -> Option<Value> {
    let value = value?;
    match track {
        Track::Never => None,
        Track::Known => Some(Value::Bool(true)),
        Track::Exact => Some(value.clone()),
        Track::UpTo(most) if position(value)? > most => Some(Value::Bool(true)),
        Track::DownTo(least) if position(value)? < least => Some(Value::Bool(false)),
        Track::UpTo(_) | Track::DownTo(_) => Some(value.clone()),
    }
}
