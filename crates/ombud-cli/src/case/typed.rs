//! What was typed, as a command: each thing once, and nothing that the act has no use for.

use std::{collections::BTreeSet, path::Path};

use ombud::{
    Engine, Error, ErrorCode,
    case::{Command, Person},
    model::{Part, PartId, Party, canon},
    pack::Does,
};

use super::Do;
use crate::{
    args,
    failure::{Failure, Result},
    input,
};

/// The command.
pub(super) fn command(engine: &Engine, options: &Do) -> Result<Command> {
    fits(engine, options)?;
    let mut command = Command::new(&options.act, person("--by", &options.by)?);
    for (field, value) in pairs("FIELD=VALUE", "each field once", &options.fields)? {
        command = command.set(field, value);
    }
    for (fact, value) in pairs("--set", "each fact once", &options.set)? {
        command = command.fact(fact, value);
    }
    for (id, about) in pairs("--into", "each id once", &options.into)? {
        let id = PartId::new(id).map_err(|error| Failure::usage(error.path("--into")))?;
        command = command.into_part(Part::new(id, about));
    }
    if let Some(path) = &options.party {
        command = command.party(party(path)?);
    }
    if let Some(part) = &options.part {
        command = command.part(PartId::new(part).map_err(|error| Failure::usage(error.path("--part")))?);
    }
    command.at = options.at.as_deref().map(|at| args::moment("--at", at)).transpose()?;
    command.second = options.second.as_deref().map(|who| person("--second", who)).transpose()?;
    command.reason.clone_from(&options.reason);
    command.reference.clone_from(&options.reference);
    Ok(command)
}

/// Refuses what the act would pass over. An act that there is not is the engine's to refuse.
fn fits(engine: &Engine, options: &Do) -> Result<()> {
    let Some(act) = engine.bundle().acts.iter().find(|act| act.id.as_str() == options.act) else {
        return Ok(());
    };
    let given = [
        ("--into", !options.into.is_empty(), Does::Split),
        ("--party", options.party.is_some(), Does::Party),
    ];
    match given.into_iter().find(|(_, given, use_of)| *given && act.does != *use_of) {
        Some((argument, ..)) => {
            let error = Error::new(ErrorCode::InvalidField).item(&options.act).path(argument);
            Err(Failure::usage(error.expected("nothing, as the act has no use for it").found(argument)))
        }
        None => Ok(()),
    }
}

fn party(path: &Path) -> Result<Party> {
    let party = canon::from_bytes(&input::document(path)?);
    party.map_err(|error| Failure::refused(error.file(path.display().to_string())))
}

/// Splits `NAME=VALUE`s; no name twice.
pub(super) fn pairs<'t>(argument: &str, once: &str, texts: &'t [String]) -> Result<Vec<(&'t str, &'t str)>> {
    let refused = |expected: &str, text: &str| {
        let error = Error::new(ErrorCode::InvalidField).path(argument);
        Failure::usage(error.expected(expected).found(text))
    };
    let mut names = BTreeSet::new();
    let split = texts.iter().map(|text| {
        let (name, value) = text.split_once('=').ok_or_else(|| refused("NAME=VALUE", text))?;
        if names.insert(name.trim()) { Ok((name, value)) } else { Err(refused(once, text)) }
    });
    split.collect()
}

/// Reads `NAME:ROLE[,ROLE]`.
pub(super) fn person(argument: &str, text: &str) -> Result<Person> {
    let (id, roles) = text.split_once(':').unwrap_or((text, ""));
    if id.trim().is_empty() {
        let error = Error::new(ErrorCode::InvalidField).path(argument).expected("NAME:ROLE[,ROLE]");
        return Err(Failure::usage(error.found(text)));
    }
    Ok(Person::new(id.trim(), roles.split(',').map(str::trim).filter(|role| !role.is_empty())))
}
