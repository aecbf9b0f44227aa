//! What was probably meant.

use ombud::{Engine, Error, ErrorCode, model::Label};

use crate::failure::Failure;

/// An error about a name that the packs do not have, with where the names are listed and the one
/// that was probably meant. Other errors stay as they are.
pub(crate) fn unknown(engine: &Engine, error: Error, end: fn(Error) -> Failure) -> Failure {
    let catalogue = engine.catalogue();
    let (kind, names): (&str, Vec<&str>) = match error.code() {
        ErrorCode::UnknownFact => ("fact", catalogue.facts().map(|def| def.id.as_str()).collect()),
        ErrorCode::UnknownEvent => ("event", catalogue.events().map(|def| def.id.as_str()).collect()),
        ErrorCode::UnknownRegime => {
            ("regime", engine.bundle().regimes.iter().map(|rules| rules.regime.id.as_str()).collect())
        }
        ErrorCode::UnknownClock => {
            let clocks = engine.bundle().regimes.iter().flat_map(|rules| &rules.clocks);
            ("clock", clocks.map(|clock| clock.id.as_str()).collect())
        }
        ErrorCode::UnknownCalendar => {
            ("calendar", engine.bundle().calendars.iter().map(|calendar| calendar.id.as_str()).collect())
        }
        _ => return end(error),
    };
    let hint = error.detail().item.as_deref().and_then(|found| suggest(found, names));
    let error = match error.detail().expected {
        Some(_) => error,
        None => error.expected(format_args!("an id that `ombud packs list {kind}` prints")),
    };
    end(error).hint(hint)
}

/// A suggestion: the candidate that is nearest to what was written, if one is near.
pub(crate) fn suggest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Label> {
    let nearest = candidates
        .into_iter()
        .map(|candidate| (distance(found, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| {
            *distance * 3 <= candidate.chars().count().max(3)
                || (found.len() >= 2 && candidate.ends_with(found))
                || (found.len() >= 2 && candidate.starts_with(found))
        })?
        .1;
    Some(Label::new(format!("是不是指 {nearest}？"), format!("did you mean {nearest}?")))
}

/// The number of single-character changes between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(x != *y)).min(above + 1).min(left + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, suggest};

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        let known = ["matter.kind", "decision.unit"];
        assert_eq!(suggest("mater.kind", known).unwrap().en, "did you mean matter.kind?");
        assert!(suggest("weather", known).is_none());
    }
}
