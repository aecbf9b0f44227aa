//! The last words of a quote, to be said back.

use super::{
    Lexicon,
    words::{Word, places, words},
};

/// How many words a mirror may have; of Chinese, characters.
pub(super) const MOST_WORDS: usize = 5;
pub(super) const MOST_CHARACTERS: usize = 12;

/// The words of a quote to mirror: those of its last part, behind the last word that only says who;
/// nothing where that is too long or nothing is left.
#[must_use]
pub fn mirror(quote: &str, lexicon: &Lexicon) -> Option<String> {
    let all = words(quote);
    let from = all.iter().rposition(|word| word.opens)?;
    let part = all.get(from..)?;
    let behind =
        lexicon.cut.iter().flat_map(|cut| places(part, cut).map(|at| at.saturating_add(cut.len()))).max();
    // Where next to nothing stands behind the cut, the whole part is mirrored.
    let enough = |part: &[Word]| part.len() >= 2;
    let cut = behind.and_then(|at| part.get(at..)).filter(|rest| enough(rest)).unwrap_or(part);
    let mut kept = cut;
    if !cut.iter().any(|word| word.chinese) && cut.len() > MOST_WORDS {
        kept = cut.get(cut.len().saturating_sub(MOST_WORDS)..)?;
    }
    while let [first, rest @ ..] = kept
        && enough(rest)
        && is_one_of(first, &lexicon.drop)
    {
        kept = rest;
    }
    while let [rest @ .., last] = kept
        && enough(rest)
        && is_one_of(last, &lexicon.ending)
    {
        kept = rest;
    }
    let (first, last) = (kept.first()?, kept.last()?);
    (is_short(kept, MOST_WORDS, MOST_CHARACTERS) && enough(kept))
        .then(|| quote.get(first.start..last.end).map(str::to_owned))?
}

pub(super) fn is_short(words: &[Word], most_words: usize, most_characters: usize) -> bool {
    let characters = words.iter().filter(|word| word.chinese).count();
    let others = words.len().saturating_sub(characters);
    characters <= most_characters && others <= most_words
}

fn is_one_of(word: &Word, list: &[Vec<Word>]) -> bool {
    list.iter().any(|known| matches!(known.as_slice(), [only] if only.text == word.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_are_taken() {
        let lists: [(&str, &[&str]); 3] = [
            ("cut", &["你们都", "你们", "我", "you", "we"]),
            ("drop", &["就", "have", "been", "are", "the"]),
            ("ending", &["啊", "吗"]),
        ];
        let words = |id: &str| {
            let list = lists.iter().find(|(known, _)| *known == id).map_or(&[][..], |(_, list)| list);
            Some(list.iter().map(|word| (*word).to_owned()).collect())
        };
        let lexicon = Lexicon::new(|_| Some(Vec::new()), words).unwrap();
        let said = |quote: &str| mirror(quote, &lexicon);
        assert_eq!(said("我妈住院了你们还在推！").as_deref(), Some("还在推"));
        assert_eq!(said("等了这么久，你们都不理啊").as_deref(), Some("不理"));
        assert_eq!(said("卖的时候说都能赔").as_deref(), Some("卖的时候说都能赔"));
        assert_eq!(
            said("You have been dragging this for 47 days!").as_deref(),
            Some("dragging this for 47 days")
        );
        assert_eq!(said("请在三月五日之前按照保险合同第十二条的约定足额赔付"), None, "too long to say back");
        assert_eq!(said("……"), None);
        assert_eq!(said("好"), None);
    }
}
