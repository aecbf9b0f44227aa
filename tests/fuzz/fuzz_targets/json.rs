//! The one way in for JSON: whatever is accepted has canonical bytes, and they are a fixed point;
//! whatever is refused is refused with a code that is true of the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::{
    ErrorCode,
    model::{
        Json,
        canon::{self, MAX_DEPTH},
    },
};

fuzz_target!(|data: &[u8]| match Json::parse(data) {
    Ok(json) => {
        let bytes = json.to_bytes();
        let again = Json::parse(&bytes).expect("canonical bytes are read again");
        assert_eq!(again.to_bytes(), bytes, "canonical bytes are a fixed point");
        assert_eq!(canon::to_bytes(&json).expect("a document is written"), bytes, "one writer, one result");
        assert!(no_space_outside_strings(&bytes), "no white space between tokens");
        assert!(depth(&bytes) <= MAX_DEPTH, "nothing deeper than the limit is accepted");
    }
    Err(error) => {
        let found = error.detail().found.clone().unwrap_or_default();
        assert!(found.chars().count() <= 201, "a quotation is cut");
        match error.code() {
            ErrorCode::InvalidUtf8 => assert!(std::str::from_utf8(data).is_err()),
            ErrorCode::TooDeep => assert!(depth(data) > MAX_DEPTH, "{error}"),
            ErrorCode::NullValue => assert!(contains(data, b"null"), "{error}"),
            ErrorCode::DuplicateKey => assert!(contains(data, b","), "{error}"),
            ErrorCode::FractionalNumber | ErrorCode::InvalidJson => {}
            other => panic!("a code that no JSON document earns: {other}"),
        }
    }
});

/// The deepest nesting of brackets outside strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    outside_strings(bytes, |byte| match byte {
        b'[' | b'{' => {
            now += 1;
            most = most.max(now);
        }
        b']' | b'}' => now = now.saturating_sub(1),
        _ => {}
    });
    most
}

fn no_space_outside_strings(bytes: &[u8]) -> bool {
    let mut clean = true;
    outside_strings(bytes, |byte| clean &= !byte.is_ascii_whitespace());
    clean
}

fn outside_strings(bytes: &[u8], mut see: impl FnMut(u8)) {
    let (mut inside, mut escaped) = (false, false);
    for &byte in bytes {
        match (inside, escaped, byte) {
            (true, true, _) => escaped = false,
            (true, false, b'\\') => escaped = true,
            (_, _, b'"') => inside = !inside,
            (true, ..) => {}
            (false, ..) => see(byte),
        }
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
