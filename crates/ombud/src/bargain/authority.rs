//! Who lets so much be offered: a named person in a role with a cap, and above that cap a second one.

use super::terms::{Terms, said};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Money, checked_name, same_person},
};

/// Refuses an authority that nobody gave who may. Nobody signs for two: who talks, who approves, who lets more be
/// approved and who signs off for the legal role are different people, and names that only look different are
/// one.
///
/// # Errors
/// `same_person`, `above_authority`, `invalid_value` and `invalid_field` with the place.
pub(super) fn approved(terms: &Terms) -> Result<()> {
    let people = [
        ("handler", terms.handler.as_deref()),
        ("approver", terms.approver.as_deref()),
        ("raised.by", terms.raised.as_ref().map(|raised| raised.by.as_str())),
        ("sign_off", terms.sign_off.as_deref()),
    ];
    let mut named: Vec<(&str, &str)> = Vec::new();
    for (path, name) in people {
        let Some(name) = said(name) else { continue };
        checked_name(name, path)?;
        if let Some((other, _)) = named.iter().find(|(_, before)| same_person(before, name)) {
            let error = Error::new(ErrorCode::SamePerson).path(path);
            return Err(error.expected(format_args!("somebody else than `{other}`")).found(name));
        }
        named.push((path, name));
    }
    for (at, cap) in terms.caps.iter().enumerate() {
        if terms.caps.iter().take(at).any(|before| same_person(&before.role, &cap.role)) {
            let error = Error::new(ErrorCode::InvalidValue).path(format_args!("caps[{at}].role"));
            return Err(error.expected("each role once").found(&cap.role));
        }
    }
    if terms.caps.is_empty() {
        return match &terms.raised {
            Some(_) => Err(raise_of_nothing()),
            None => Ok(()),
        };
    }
    let most = cap(terms, "approver_role", terms.approver_role.as_deref())?;
    let above = terms.authority.compare(&most)?.is_gt();
    match &terms.raised {
        None if above => Err(over(terms.authority, most)),
        None => Ok(()),
        Some(_) if !above => Err(raise_of_nothing()),
        Some(raised) => {
            for (path, text) in [
                ("approver", terms.approver.as_deref()),
                ("raised.by", Some(raised.by.as_str())),
                ("raised.reason", Some(raised.reason.as_str())),
            ] {
                if said(text).is_none() {
                    let error = Error::new(ErrorCode::InvalidField).path(path);
                    return Err(error.expected("words").found("nothing"));
                }
            }
            let raised_to = cap(terms, "raised.role", Some(&raised.role))?;
            if terms.authority.compare(&raised_to)?.is_gt() {
                return Err(over(terms.authority, raised_to));
            }
            Ok(())
        }
    }
}

/// The most that a role may approve.
fn cap(terms: &Terms, path: &str, role: Option<&str>) -> Result<Money> {
    let role = said(role);
    let cap = terms.caps.iter().find(|cap| Some(cap.role.as_str()) == role);
    cap.map(|cap| cap.most).ok_or_else(|| {
        let roles: Vec<&str> = terms.caps.iter().map(|cap| cap.role.as_str()).collect();
        let error = Error::new(ErrorCode::InvalidValue).path(path);
        error.expected(format_args!("one of {}", roles.join(", "))).found(role.unwrap_or("nothing"))
    })
}

fn over(authority: Money, most: Money) -> Error {
    let error = Error::new(ErrorCode::AboveAuthority).path("authority");
    error.expected(format_args!("at most {most}")).found(authority)
}

fn raise_of_nothing() -> Error {
    let error = Error::new(ErrorCode::InvalidField).path("raised");
    error.expected("only where `authority` is above the approver's cap").found("a raise")
}
