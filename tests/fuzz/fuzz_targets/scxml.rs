//! SCXML from anywhere: refused by name and place, or a definition that compiles or says why not, and
//! that is written as SCXML again where SCXML has the like.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::{
    model::Catalogue,
    workflow::{Chart, Definition, scxml},
};

fuzz_target!(|text: &str| {
    let definition = match scxml::import(text) {
        Ok(definition) => definition,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let bytes = definition.to_bytes().expect("a JSON form");
    assert_eq!(Definition::from_bytes(&bytes).as_ref(), Ok(&definition));
    match Chart::compile(&definition, &Catalogue::default()) {
        Ok(_) => _ = scxml::export(&definition),
        Err(faults) => assert!(!faults.is_empty(), "refused without a reason"),
    }
});
