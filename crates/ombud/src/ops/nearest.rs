//! Which known names a wrong one may have been meant for.

use crate::{Error, ErrorCode, model::Catalogue};

/// What was expected in the place of a name that is not known: of what kind, and the nearest names.
pub(super) fn expected<'a>(kind: &str, asked: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_by_cached_key(|name| (strsim::damerau_levenshtein(asked, name), *name));
    known.dedup();
    known.truncate(3);
    format!("{kind}, such as {}", known.join(", "))
}

/// The error of a catalogue, with what it does not know as found and the nearest names as expected.
pub(super) fn suggest(error: Error, catalogue: &Catalogue) -> Error {
    let Some(asked) = error.detail().item.clone() else { return error };
    let expected = match error.code() {
        ErrorCode::UnknownFact => {
            expected("a fact of the catalogue", &asked, catalogue.facts().map(|fact| fact.id.as_str()))
        }
        ErrorCode::UnknownEvent => {
            let known = catalogue.events().map(|event| event.id.as_str());
            expected("an event type of the catalogue", &asked, known)
        }
        _ => return error,
    };
    error.expected(expected).found(asked)
}
