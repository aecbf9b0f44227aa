//! Whether words are denied: “this does not ask for silence” asks for none. In doubt they are not, since
//! what is refused can be said in other words, and what is let through stands on paper. So a denial reaches
//! the words that stand directly next to it, a list of them included, and nothing further.

use super::words::{Word, stands};

/// The words of the packs that deny others.
#[derive(Debug, Clone, Default)]
pub(super) struct Denials {
    /// Directly before.
    pub(super) before: Vec<Vec<Word>>,
    /// Directly before, where one of `frame` stands directly behind.
    pub(super) framed: Vec<Vec<Word>>,
    pub(super) frame: Vec<Vec<Word>>,
    /// Directly behind.
    pub(super) behind: Vec<Vec<Word>>,
    /// What may stand between a denial and what it denies, and between the things of a list.
    pub(super) between: Vec<Vec<Word>>,
    /// What joins the last thing of a list.
    pub(super) join: Vec<Vec<Word>>,
    /// Directly before a denial, they undo it.
    pub(super) undone: Vec<Vec<Word>>,
    /// Where the next part begins with one of these, it takes the denial back or makes it conditional.
    pub(super) turn: Vec<Vec<Word>>,
    /// In either place: “if this is not asked for”, and “this is not asked for, if …”.
    pub(super) conditional: Vec<Vec<Word>>,
}

/// Things that stand one after another as a list: where each begins and ends.
struct List {
    things: Vec<(usize, usize)>,
    end: usize,
}

impl Denials {
    /// The places at which the words that begin there are denied. `ends` says of each place where the words
    /// end that are looked for and begin there.
    pub(super) fn of(&self, text: &[Word], ends: &[Option<usize>]) -> Vec<bool> {
        let mut denied = vec![false; text.len()];
        for at in 0..text.len() {
            let lists =
                self.denied_before(text, ends, at).into_iter().chain(self.denied_behind(text, ends, at));
            for (from, to) in lists.flat_map(|list| list.things) {
                // What begins within such words and ends with them is denied with them.
                for (place, end) in ends.iter().enumerate().take(to).skip(from) {
                    if let (Some(place), Some(end)) = (denied.get_mut(place), end) {
                        *place |= *end <= to;
                    }
                }
            }
        }
        denied
    }

    /// What is denied by a denial that begins here.
    fn denied_before(&self, text: &[Word], ends: &[Option<usize>], at: usize) -> Option<List> {
        if self.undoes(text, at) {
            return None;
        }
        let reached = |words: &Vec<Word>| {
            let behind = stands(text, at, words)?;
            // A denial may share words with what it denies: “not ask for silence”.
            let shared = (at.saturating_add(1)..behind)
                .find_map(|place| ends.get(place)?.filter(|end| *end >= behind).map(|end| (place, end)));
            self.list(text, ends, shared, behind)
        };
        let plain = self.before.iter().filter_map(reached).find(|list| self.closes(text, list.end));
        plain.or_else(|| {
            self.framed.iter().filter_map(reached).find(|list| self.followed(text, list.end, &self.frame))
        })
    }

    /// What is denied by a denial behind, of a list that begins here.
    fn denied_behind(&self, text: &[Word], ends: &[Option<usize>], at: usize) -> Option<List> {
        let end = ends.get(at).copied().flatten()?;
        if self.undoes(text, at) {
            return None;
        }
        self.list(text, ends, Some((at, end)), end).filter(|list| self.followed(text, list.end, &self.behind))
    }

    /// The list that begins with `first`, or from here on where there is none.
    fn list(
        &self,
        text: &[Word],
        ends: &[Option<usize>],
        first: Option<(usize, usize)>,
        from: usize,
    ) -> Option<List> {
        let mut things: Vec<(usize, usize)> = first.into_iter().collect();
        let mut end = first.map_or(from, |(_, end)| end);
        let (mut at, mut commas, mut comma, mut join, mut joined) = (end, false, false, false, false);
        while let Some(word) = text.get(at) {
            if word.opens {
                // Behind a comma a list may go on, if its last thing is joined: “a, b or c”.
                if !word.listed || word.chinese || things.is_empty() || at != end {
                    break;
                }
                comma = true;
            }
            if let Some(reach) = ends.get(at).copied().flatten() {
                things.push((at, reach));
                (commas, joined) = (commas || comma, join);
                (at, end, comma, join) = (reach, reach, false, false);
            } else if let Some(next) = longest(text, at, &self.join) {
                join = true;
                at = next;
            } else if let Some(next) = longest(text, at, &self.between) {
                at = next;
            } else {
                break;
            }
        }
        (!things.is_empty() && (joined || !commas)).then_some(List { things, end })
    }

    /// Whether one of these stands here, in the same part, and ends it.
    fn followed(&self, text: &[Word], at: usize, words: &[Vec<Word>]) -> bool {
        text.get(at).is_some_and(|word| !word.opens)
            && words.iter().any(|words| stands(text, at, words).is_some_and(|end| self.closes(text, end)))
    }

    /// Whether the part of the sentence ends here, and the next does not take it back.
    fn closes(&self, text: &[Word], at: usize) -> bool {
        let taken_back =
            [&self.turn, &self.conditional].iter().any(|words| longest(text, at, words).is_some());
        text.get(at).is_none_or(|word| word.opens) && !taken_back
    }

    /// Whether words end here that undo a denial.
    fn undoes(&self, text: &[Word], at: usize) -> bool {
        let ends = |words: &Vec<Word>| {
            at.checked_sub(words.len()).and_then(|place| stands(text, place, words)) == Some(at)
        };
        self.undone.iter().chain(&self.conditional).any(ends)
    }
}

/// Where the longest of these ends that stands here.
fn longest(text: &[Word], at: usize, words: &[Vec<Word>]) -> Option<usize> {
    words.iter().filter_map(|words| stands(text, at, words)).max()
}
