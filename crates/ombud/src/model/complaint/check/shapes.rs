//! The shapes of names, hashes and language tags.

pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

pub(super) fn is_hash(text: &str) -> bool {
    text.split_once(':').is_some_and(|(name, digits)| {
        matches!(name, "sha256" | "sm3")
            && digits.len() == 64
            && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

pub(super) fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let first = subtags
        .next()
        .is_some_and(|tag| (2..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic()));
    first
        && text.len() <= 35
        && subtags.all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric()))
}
