//! Authors' TOML: whatever the text, findings that say where, what was expected and what was found,
//! or a pack whose canonical bundle reads back as itself.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::{
    model::Lang,
    pack::{Bundle, PackFile, check, check_files, pack_id, read_files},
};

/// What the text joins: facts, events, an instrument and a calendar to refer to.
static BASE: LazyLock<[PackFile; 2]> = LazyLock::new(|| {
    [
        ("manifest.toml", include_str!("../../../crates/ombud/tests/faulty/base/manifest.toml")),
        ("base.toml", include_str!("../../../crates/ombud/tests/faulty/base/base.toml")),
    ]
    .map(|(path, text)| PackFile { path: path.to_owned(), text: text.to_owned() })
});

fuzz_target!(|text: &str| {
    let file = PackFile { path: "fuzz.toml".to_owned(), text: text.to_owned() };
    let joined: Vec<PackFile> = BASE.iter().cloned().chain([file.clone()]).collect();
    let _ = pack_id(&joined);
    for files in [&joined[..], &[file][..]] {
        let whole = check_files(files, None);
        let steps = match read_files(files) {
            Ok((bundle, origins)) => check(bundle, &origins),
            Err(faults) => Err(faults),
        };
        match (whole, steps) {
            (Ok(book), Ok(same)) => {
                assert_eq!(book.bundle(), same.bundle());
                let bytes = book.bundle().to_bytes().expect("a bundle is written");
                assert_eq!(Bundle::from_bytes(&bytes, None).as_ref(), Ok(book.bundle()));
            }
            (Err(whole), Err(steps)) => {
                assert!(!steps.is_empty());
                for fault in &steps {
                    assert!(whole.contains(fault), "found in steps and not at once: {fault}");
                }
                for fault in &whole {
                    let detail = fault.detail();
                    assert!(detail.expected.is_some() && detail.found.is_some(), "{fault}");
                    let nowhere = detail.expected.as_deref() == Some("one [manifest] table in the pack");
                    assert!((detail.file.is_some() && detail.line.is_some()) || nowhere, "{fault}");
                    assert!(!fault.message(Lang::Zh).is_empty());
                }
            }
            (whole, steps) => panic!("at once {:?}, in steps {:?}", whole.err(), steps.err()),
        }
    }
});
