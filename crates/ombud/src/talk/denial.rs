//! Whether words are denied: “this does not ask for silence” asks for none. In doubt they are not, since
//! what is refused can be said in other words, and what is let through stands on paper.

use super::words::{Word, places};

/// The words of the packs that deny others.
#[derive(Debug, Clone, Default)]
pub(super) struct Denials {
    /// Somewhere before, in the same part of the sentence.
    pub(super) before: Vec<Vec<Word>>,
    /// Somewhere behind.
    pub(super) behind: Vec<Vec<Word>>,
    /// Behind one of these a denial reaches no further.
    pub(super) turn: Vec<Vec<Word>>,
    /// Directly before a denial, they undo it.
    pub(super) undone: Vec<Vec<Word>>,
    /// What joins the last thing of a list.
    pub(super) join: Vec<Vec<Word>>,
}

impl Denials {
    /// Whether the words from `at` to `end` are denied. `begins` says whether other words like them
    /// begin somewhere.
    pub(super) fn deny(&self, text: &[Word], at: usize, end: usize, begins: impl Fn(usize) -> bool) -> bool {
        let close = opening(text, end).unwrap_or(text.len());
        let behind = text.get(end..close).unwrap_or_default();
        if self.behind.iter().any(|words| places(behind, words).any(|place| self.reaches(behind, 0, place))) {
            return true;
        }
        let begin = opened(text, at);
        self.denied(text, begin, at, end) || self.goes_on(text, begin, &begins)
    }

    /// Whether a denial that begins before `at` reaches it. It may share words with what ends at `end`: “not
    /// ask for silence”.
    fn denied(&self, text: &[Word], begin: usize, at: usize, end: usize) -> bool {
        let part = text.get(begin..end).unwrap_or_default();
        let until = at.saturating_sub(begin);
        self.before.iter().any(|words| {
            places(part, words).take_while(|place| *place < until).any(|place| {
                let behind = place.saturating_add(words.len());
                self.reaches(part, behind, until) && !self.undoes(part, place)
            })
        })
    }

    fn reaches(&self, part: &[Word], from: usize, until: usize) -> bool {
        let between = part.get(from..until).unwrap_or_default();
        !self.turn.iter().any(|words| places(between, words).next().is_some())
    }

    fn undoes(&self, part: &[Word], place: usize) -> bool {
        let ends =
            |words: &Vec<Word>| places(part, words).any(|other| other.saturating_add(words.len()) == place);
        self.undone.iter().any(ends)
    }

    /// Whether the part goes on with a list whose first thing is denied: “not to withdraw the complaint,
    /// delete the post or keep quiet”. It does where it begins with such words itself, and the list is joined.
    fn goes_on(&self, text: &[Word], begin: usize, begins: &impl Fn(usize) -> bool) -> bool {
        let last = (begin.saturating_add(1)..text.len())
            .find(|at| text.get(*at).is_some_and(|word| word.opens && !word.listed))
            .unwrap_or(text.len());
        let rest = text.get(begin..last).unwrap_or_default();
        if !self.join.iter().any(|words| places(rest, words).next().is_some()) {
            return false;
        }
        let mut part = begin;
        while part > 0 && text.get(part).is_some_and(|word| word.listed && !word.chinese) {
            let joined = self
                .join
                .iter()
                .find(|words| places(text.get(part..).unwrap_or_default(), words).next() == Some(0));
            if !begins(part.saturating_add(joined.map_or(0, Vec::len))) {
                return false;
            }
            let before = opened(text, part.saturating_sub(1));
            if let Some(first) = (before..part).find(|at| begins(*at))
                && self.denied(text, before, first, part)
            {
                return true;
            }
            part = before;
        }
        false
    }
}

/// Where the part of the sentence begins that a word stands in.
fn opened(text: &[Word], at: usize) -> usize {
    (0..=at).rev().find(|at| text.get(*at).is_some_and(|word| word.opens)).unwrap_or(0)
}

/// Where the next part begins.
fn opening(text: &[Word], from: usize) -> Option<usize> {
    (from..text.len()).find(|at| text.get(*at).is_some_and(|word| word.opens))
}
