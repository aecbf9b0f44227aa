//! How headers and codes are compared: full and half width alike, ASCII case alike, no outer space.

/// `c` in half width.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32((c as u32).saturating_sub(0xfee0)).unwrap_or(c),
        _ => c,
    }
}

/// The text as headers and codes are compared.
pub(crate) fn fold(text: &str) -> String {
    trim(text).chars().map(|c| narrow(c).to_ascii_lowercase()).collect()
}

/// The text without outer white space; a stray byte-order mark counts as such.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The first characters of a text, for a message.
pub(crate) fn head(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => text.get(..at).unwrap_or("").chars().chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_space_are_folded() {
        assert_eq!(fold("\u{feff} Ｄａｔｅ　Received\n"), "date received");
        assert_eq!(fold("投诉编号（内部）"), "投诉编号(内部)");
        assert_eq!(head("投诉编号", 2), "投诉…");
        assert_eq!(head("投诉", 2), "投诉");
    }
}
