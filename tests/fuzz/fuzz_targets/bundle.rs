//! Bundles from anywhere: bytes that are read are written again the same, and what is in them is
//! checked and compiled without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::{
    ErrorCode,
    model::canon::{HashName, hash},
    pack::{Bundle, Origins, check},
};

fuzz_target!(|data: &[u8]| {
    let read = Bundle::from_bytes(data, None);
    // A hash that is right makes no difference; one that is wrong ends it.
    for name in [HashName::Sha256, HashName::Sm3] {
        let named = Bundle::from_bytes(data, Some(&hash(name, data)));
        assert_eq!(named.is_ok(), read.is_ok(), "a right hash excuses nothing: {named:?} {read:?}");
    }
    let wrong = Bundle::from_bytes(data, Some("sha256:00")).expect_err("another hash");
    assert_eq!(wrong.code(), ErrorCode::HashMismatch);
    let bundle = match read {
        Ok(bundle) => bundle,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let bytes = bundle.to_bytes().expect("a bundle that was read is written");
    assert_eq!(Bundle::from_bytes(&bytes, None).as_ref(), Ok(&bundle));
    if let Err(faults) = check(bundle, &Origins::default()) {
        assert!(!faults.is_empty());
        for fault in faults {
            assert!(fault.detail().expected.is_some() && fault.detail().found.is_some(), "{fault}");
        }
    }
});
