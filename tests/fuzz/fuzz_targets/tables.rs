//! Decision tables over the built-in catalogue: what compiles is proved or its faults are told, each
//! with an example that the table itself bears out, and it answers whatever it is asked.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::{
    Engine,
    model::{Facts, canon},
    rules::{FindingKind, Table, TableDef, Verdict, check_table},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

fuzz_target!(|data: &[u8]| {
    let Ok(def) = canon::from_bytes::<TableDef>(data) else { return };
    let catalogue = ENGINE.catalogue();
    let table = match Table::compile(def, catalogue) {
        Ok(table) => table,
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            return;
        }
    };
    let _ = table.answer(&Facts::new());
    for finding in check_table(&table, catalogue) {
        let mut facts = Facts::new();
        for (id, value) in &finding.example {
            let (id, fact) =
                catalogue.parse_fact(id.as_str(), &value.to_string()).expect("a value of its type");
            facts.insert(id, fact);
        }
        if finding.kind == FindingKind::Gap {
            assert_eq!(table.answer(&facts), Verdict::NoMatch, "{finding:?}");
        }
    }
});
