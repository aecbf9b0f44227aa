//! Words of a text: a Chinese character each, other letters and digits in runs.

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters.
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether a sentence or a part of one begins with it.
    pub(super) opens: bool,
    /// Whether it opens a part behind a comma: that part may go on with a list.
    pub(super) listed: bool,
    pub(super) chinese: bool,
}

/// What separates the parts of a sentence.
const STOPS: &[char] = &['，', '。', '！', '？', '；', '：', ',', '.', '!', '?', ';', ':', '—', '…', '\n'];

pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let (mut opens, mut listed, mut joined) = (true, false, false);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at.saturating_add(c.len_utf8());
        let chinese = is_chinese(c);
        let digit_next = chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        let last_is_digit =
            joined && out.last().is_some_and(|word| word.text.ends_with(|c: char| c.is_ascii_digit()));
        // `12,400.00` is one word, and so is `you're`.
        let inside = (matches!(c, ',' | '.') && last_is_digit && digit_next)
            || (matches!(c, '\'' | '’')
                && joined
                && chars.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if chinese || c.is_alphanumeric() || inside {
            match out.last_mut().filter(|_| joined && !chinese) {
                Some(word) => {
                    word.text.extend(c.to_lowercase());
                    word.end = end;
                }
                None => {
                    let text = c.to_lowercase().collect();
                    out.push(Word { text, start: at, end, opens, listed: opens && listed, chinese });
                    opens = false;
                }
            }
            joined = !chinese;
        } else {
            if STOPS.contains(&c) {
                listed = c == ',' && (listed || !opens);
                opens = true;
            }
            joined = false;
        }
    }
    out
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}')
}

/// Where these words stand one after another, first place first.
pub(super) fn places<'a>(words: &'a [Word], sought: &'a [Word]) -> impl Iterator<Item = usize> + 'a {
    let width = sought.len().max(1);
    let same = move |part: &[Word]| part.iter().zip(sought).all(|(a, b)| a.text == b.text);
    words
        .windows(width)
        .enumerate()
        .filter(move |(_, part)| !sought.is_empty() && same(part))
        .map(|(at, _)| at)
}

/// Where these words end, if they stand here in one part of a sentence.
pub(super) fn stands(text: &[Word], at: usize, sought: &[Word]) -> Option<usize> {
    let end = at.checked_add(sought.len())?;
    let part = text.get(at..end)?;
    let same = part.iter().zip(sought).all(|(a, b)| a.text == b.text);
    let whole = part.iter().skip(1).all(|word| !word.opens);
    (same && whole && !part.is_empty()).then_some(end)
}

/// A text without what stands in quotation marks, and what stands there.
pub(super) fn unquoted(text: &str) -> (String, Vec<String>) {
    let (mut own, mut quoted) = (String::new(), Vec::new());
    let mut open: Option<(char, String)> = None;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // The mark that closes ‘…’ is also the apostrophe of “don’t”.
        let apostrophe =
            c == '’' && before.is_ascii_alphabetic() && chars.peek().is_some_and(char::is_ascii_alphabetic);
        match &mut open {
            Some((close, inside)) if c == *close && !apostrophe => {
                quoted.push(std::mem::take(inside));
                open = None;
            }
            Some((_, inside)) => inside.push(c),
            None => match closing(c) {
                Some(close) => {
                    open = Some((close, String::new()));
                    own.push(' ');
                }
                None => own.push(c),
            },
        }
        before = c;
    }
    // Marks that are never closed quote nothing.
    if let Some((_, inside)) = open {
        own.push_str(&inside);
    }
    (own, quoted)
}

fn closing(c: char) -> Option<char> {
    Some(match c {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '«' => '»',
        '"' => '"',
        '＂' => '＂',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn characters_and_runs_are_words() {
        assert_eq!(texts("赔付12,400.00元。"), ["赔", "付", "12,400.00", "元"]);
        assert_eq!(texts("You're LATE, again."), ["you're", "late", "again"]);
        let opens: Vec<bool> = words("Given that, can you").iter().map(|word| word.opens).collect();
        assert_eq!(opens, [true, false, true, false]);
        let listed: Vec<bool> = words("no a, b. C, ... d").iter().map(|word| word.listed).collect();
        assert_eq!(listed, [false, false, true, false, false], "a comma alone goes on with a list");
        assert!(texts("……！？ ").is_empty());
    }

    #[test]
    fn what_is_quoted_is_told_apart() {
        assert_eq!(unquoted("看起来“我很急”吗"), ("看起来 吗".into(), vec!["我很急".into()]));
        assert_eq!(unquoted("a \"b\" c “d"), ("a   c  d".into(), vec!["b".into()]));
        assert_eq!(unquoted("您说‘我急’吗"), ("您说 吗".into(), vec!["我急".into()]));
        assert_eq!(
            unquoted("don’t say ‘you don’t care’"),
            ("don’t say  ".into(), vec!["you don’t care".into()])
        );
    }

    #[test]
    fn words_are_sought_whole() {
        let found = |text: &str, sought: &str| places(&words(text), &words(sought)).next();
        assert_eq!(found("this is Ian", "I"), None);
        assert_eq!(found("so I think", "i think"), Some(1));
        assert_eq!(found("我们觉得", "我觉得"), None);
        assert_eq!(found("说我觉得", "我觉得"), Some(1));
        assert_eq!(found("any", "…"), None);
    }
}
