//! Every operation with its own example.

use ombud::model::Json;

use super::asked;

pub(super) fn lines() -> Vec<Json> {
    let registry = ombud_doors::registry();
    let example = |operation: &&ombud::ops::Operation| {
        let request = Json::parse(operation.example.as_bytes()).expect(operation.name);
        asked(format!("operation {}", operation.name), operation.name, &request, None)
    };
    registry.operations().iter().map(example).collect()
}
