//! Who may act: the persons there are, and as many more of each kind as a way needs.

use std::collections::BTreeMap;

use super::given::{Given, Person};
use crate::workflow::{
    chart::Chart,
    instance::{Actor, Instance},
};

/// How many persons a role has where nobody says.
const PERSONS: usize = 2;
/// Somebody without a role.
const ANYBODY: &str = "anybody";

#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) person: Person,
    pub(super) actor: Actor,
}

/// The persons of a house.
pub(super) struct Staff {
    /// Those there are.
    pub(super) real: Vec<Member>,
    /// Those, and others made up where a way needs somebody who has done nothing yet: that there is
    /// nobody left is found by the check of four eyes alone.
    pub(super) all: Vec<Member>,
    /// The roles that somebody has.
    pub(super) held: u64,
    /// The transitions that somebody else must agree to, with the roles one of which they need.
    pub(super) seconds: BTreeMap<u16, u64>,
}

impl Staff {
    pub(super) fn new(chart: &Chart, given: &Given) -> Self {
        let member = |person: Person| Member { actor: person.actor(chart), person };
        let mut real: Vec<Member> = given.staff.iter().cloned().map(member).collect();
        if given.staff.is_empty() {
            for role in &chart.tables.roles {
                for number in 1..=PERSONS {
                    real.push(member(Person::new(&format!("{role}-{number}"), [&**role])));
                }
            }
        }
        let held = real.iter().fold(0, |roles, member| roles | member.actor.roles);
        let mut all = real.clone();
        // Roles that nobody has are found by a check of their own; what hangs on them is checked as if
        // somebody had them.
        for (role, bit) in chart.tables.roles.iter().zip(0u32..) {
            if held & 1u64.wrapping_shl(bit) == 0 {
                all.push(member(Person::new(&format!("{role}-1"), [&**role])));
            }
        }
        for number in 1..=PERSONS {
            all.push(member(Person::new(&format!("{ANYBODY}-{number}"), [])));
        }
        let agreed = chart.transitions.iter().zip(0u16..).filter_map(|(transition, at)| {
            let roles = given.seconds.get(&*transition.id)?;
            Some((at, chart.actor("", roles.iter().map(String::as_str)).roles))
        });
        Staff { real, all, held, seconds: agreed.collect() }
    }

    /// One person of each kind, as far as these roles tell kinds apart, who has done nothing that is
    /// remembered; made up where all have.
    pub(super) fn fresh(&mut self, roles: u64, instance: &Instance) -> Vec<usize> {
        let mut kinds: Vec<u64> = Vec::new();
        for member in &self.all {
            let kind = member.actor.roles & roles;
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds.into_iter().map(|kind| self.free(kind, roles, instance)).collect()
    }

    fn free(&mut self, kind: u64, roles: u64, instance: &Instance) -> usize {
        let busy = |actor: &Actor| instance.doers.values().any(|doer| doer.by.as_ref() == Some(&actor.id));
        let fits = |member: &Member| member.actor.roles & roles == kind;
        if let Some(at) = self.all.iter().position(|member| fits(member) && !busy(&member.actor)) {
            return at;
        }
        let number = self.all.len();
        let model = self.all.iter().find(|member| fits(member)).cloned();
        if let Some(mut model) = model {
            let id = format!("{}-{number}", model.person.roles.first().map_or(ANYBODY, String::as_str));
            model.actor.id = crate::model::Value::Text(id.clone());
            model.person.id = id;
            self.all.push(model);
        }
        number
    }

    /// The place of somebody.
    pub(super) fn place(&self, id: &crate::model::Value) -> Option<usize> {
        self.all.iter().position(|member| member.actor.id == *id)
    }
}
