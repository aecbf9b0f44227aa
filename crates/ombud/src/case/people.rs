//! Who does an act, who agrees to it, and whom that may not be.

use super::{
    Rules,
    command::Command,
    refusal::{Reason, Told},
    state::{Case, Entry},
};
use crate::{
    model::{Value, same_person},
    pack::{Act, Whom},
};

/// Roles, four eyes, the second person.
///
/// INVARIANT 14: nobody approves what they did themselves.
pub(super) fn people(rules: &Rules<'_>, case: &Case, act: &Act, command: &Command, reasons: &mut Vec<Told>) {
    let def = &act.def;
    if !command.by.has_one(&def.roles) {
        let reason = Reason::Role { roles: def.roles.clone() };
        reasons.push(rules.told(reason, "case.refused.role", &[("roles", &rules.roles(&def.roles))]));
    }
    // Where somebody must agree, theirs is the last word.
    let last_word = if def.second_person { command.second.as_ref() } else { Some(&command.by) };
    for whom in &act.four_eyes {
        if last_word.is_some_and(|person| case.counted().any(|entry| is_of(entry, whom, &person.id))) {
            let reason = Reason::FourEyes { event: whom.to_string() };
            reasons.push(rules.told(reason, "case.refused.four_eyes", &[("event", &rules.whom(whom))]));
        }
    }
    let roles = || rules.roles(&def.second_roles);
    match &command.second {
        None if def.second_person && def.second_roles.is_empty() => {
            let reason = Reason::NoSecond { roles: Vec::new() };
            reasons.push(rules.told(reason, "case.refused.no_second", &[]));
        }
        None if def.second_person => {
            let reason = Reason::NoSecond { roles: def.second_roles.clone() };
            reasons.push(rules.told(reason, "case.refused.no_second.role", &[("roles", &roles())]));
        }
        None => {}
        Some(second) if same_person(&second.id, &command.by.id) => {
            reasons.push(rules.told(Reason::OwnSecond, "case.refused.own_second", &[]));
        }
        Some(second) if !second.has_one(&def.second_roles) => {
            let reason = Reason::SecondRole { roles: def.second_roles.clone() };
            reasons.push(rules.told(reason, "case.refused.second_role", &[("roles", &roles())]));
        }
        Some(_) => {}
    }
}

/// Whether somebody recorded such an entry or agreed to it, or is named in it. Who agreed has looked
/// at it once already.
fn is_of(entry: &Entry, whom: &Whom, id: &str) -> bool {
    if entry.event.kind != whom.event {
        return false;
    }
    match &whom.field {
        None => entry.event.by.iter().chain(&entry.second).any(|own| same_person(own, id)),
        Some(field) => {
            matches!(entry.event.fields.get(field), Some(Value::Text(own)) if same_person(own, id))
        }
    }
}
