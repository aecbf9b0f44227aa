//! What was probably meant.

use ombud::model::Label;

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
    Some(Label::new(format!("是不是指 {nearest}?"), format!("did you mean {nearest}?")))
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
