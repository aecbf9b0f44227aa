//! What asks for silence, withdrawal or deletion.

use std::collections::BTreeMap;

use super::{
    denial::Denials,
    mirror::is_short,
    words::{Word, stands, words},
};

/// How many words may stand in a gap; of Chinese, characters.
const GAP_WORDS: usize = 4;
const GAP_CHARACTERS: usize = 8;

/// What marks a gap in the words of the packs: a verb, and close behind it what it is about.
const GAP: char = '…';

/// The words that ask for it, and those that deny them.
#[derive(Debug, Clone)]
pub(super) struct Silence {
    /// By their first word: the words between the gaps.
    phrases: BTreeMap<String, Vec<Vec<Vec<Word>>>>,
    /// Words that begin as what stands behind a gap, and are others: who complains is no complaint.
    other: Vec<Vec<Word>>,
    denials: Denials,
}

impl Silence {
    pub(super) fn new<S: AsRef<str>>(list: &[S], other: Vec<Vec<Word>>, denials: Denials) -> Silence {
        let mut phrases: BTreeMap<String, Vec<Vec<Vec<Word>>>> = BTreeMap::new();
        for phrase in list {
            let parts: Vec<Vec<Word>> = phrase.as_ref().split(GAP).map(words).collect();
            if let Some(first) = parts.first().and_then(|part| part.first()) {
                phrases.entry(first.text.clone()).or_default().push(parts);
            }
        }
        Silence { phrases, other, denials }
    }

    /// The first words that ask for it and are not denied.
    pub(super) fn asked_for<'a>(&self, text: &'a [Word]) -> Option<&'a [Word]> {
        let ends: Vec<Option<usize>> = (0..text.len()).map(|at| self.end(text, at)).collect();
        if ends.iter().all(Option::is_none) {
            return None;
        }
        let denied = self.denials.of(text, &ends);
        let found = ends.iter().zip(&denied).enumerate();
        found
            .filter(|(_, (_, denied))| !**denied)
            .find_map(|(at, (end, _))| end.and_then(|end| text.get(at..end)))
    }

    /// Where such words end that begin here; of several, the longest.
    fn end(&self, text: &[Word], at: usize) -> Option<usize> {
        let phrases = self.phrases.get(&text.get(at)?.text)?;
        phrases.iter().filter_map(|parts| self.with_gaps(text, at, parts)).max()
    }

    /// Where these parts end that begin here, with no more than a gap between one and the next.
    fn with_gaps(&self, text: &[Word], at: usize, parts: &[Vec<Word>]) -> Option<usize> {
        let (first, rest) = parts.split_first()?;
        rest.iter().try_fold(stands(text, at, first)?, |end, part| {
            for place in end..text.len() {
                let gap = text.get(end..place)?;
                if text.get(place)?.opens || !is_short(gap, GAP_WORDS, GAP_CHARACTERS) {
                    return None;
                }
                let other = self.other.iter().any(|word| stands(text, place, word).is_some());
                if let Some(end) = stands(text, place, part).filter(|_| !other) {
                    return Some(end);
                }
            }
            None
        })
    }
}
