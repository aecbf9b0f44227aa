//! The published schema says what the reader of definitions does: the same keys, the same ones of
//! them required, the same words.

use std::collections::BTreeSet;

use ombud::{
    model::Json,
    workflow::{Definition, SCHEMA},
};

/// One whole example of each shape, by its name in the schema; `@name` stands for another.
const SHAPES: [(&str, &str); 21] = [
    ("label", r#"{"en":"A","zh":"甲"}"#),
    ("choice", r#"{"en":"A","id":"a","zh":"甲"}"#),
    ("data", r#"{"id":"d","type":"bool","values":[],"initial":true}"#),
    ("role", r#"{"id":"r","title":@label}"#),
    ("event", r#"{"id":"e","title":@label,"kind":"human","fields":[]}"#),
    ("field", r#"{"id":"f","type":"bool","title":@label,"values":[],"bound":"past"}"#),
    ("clock", r#"{"id":"c","rule":"R"}"#),
    ("timer", r#"{"id":"t","after":"2d","clock":"R","event":"e"}"#),
    (
        "state",
        r#"{"id":"s","title":@label,"kind":"state","stage":"x","initial":"s","on_initial":[],"on_entry":[],"on_exit":[],"timers":[],"transitions":[],"states":[]}"#,
    ),
    (
        "transition",
        r#"{"id":"t","event":["e"],"target":"s","internal":true,"guard":"true","roles":[],"four_eyes":[],"effects":[],"cite":[]}"#,
    ),
    ("term", r#"{"type":"int","value":"1"}"#),
    ("branch", r#"{"when":"true","effects":[]}"#),
    ("effect.assign", r#"{"id":"x","data":"d","value":"1"}"#),
    ("effect.raise", r#"{"id":"x","event":"e","fields":{"f":"1"}}"#),
    ("effect.start_timer", r#"{"id":"x","timer":"t","after":"2d","event":"e","fields":{}}"#),
    ("effect.cancel_timer", r#"{"id":"x","timer":"t"}"#),
    ("effect.clock", r#"{"id":"x","clock":"c","act":"start"}"#),
    ("effect.emit", r#"{"id":"x","kind":"task","fields":{}}"#),
    ("effect.choose", r#"{"id":"x","branches":[]}"#),
    ("effect.block", r#"{"id":"x","effects":[]}"#),
    (
        "",
        r#"{"format_version":1,"id":"w","title":@label,"semantics":"strict","data":[],"roles":[],"events":[],"clocks":[],"initial":"s","on_initial":[],"states":[]}"#,
    ),
];

/// Where a shape stands in a definition.
fn around(name: &str) -> Option<(&'static str, String)> {
    let in_definition = |key: &'static str, value: &str| Some(("", format!(r#"{{"{key}":{value}}}"#)));
    match name {
        "" => None,
        "label" => in_definition("title", "@"),
        "data" | "role" | "event" | "clock" | "state" => {
            let key = match name {
                "data" => "data",
                "role" => "roles",
                "event" => "events",
                "clock" => "clocks",
                _ => "states",
            };
            in_definition(key, "[@]")
        }
        "choice" => Some(("data", r#"{"values":[@]}"#.to_owned())),
        "field" => Some(("event", r#"{"fields":[@]}"#.to_owned())),
        "timer" => Some(("state", r#"{"timers":[@]}"#.to_owned())),
        "transition" => Some(("state", r#"{"transitions":[@]}"#.to_owned())),
        "term" => Some(("effect.emit", r#"{"fields":{"f":@}}"#.to_owned())),
        "branch" => Some(("effect.choose", r#"{"branches":[@]}"#.to_owned())),
        effect => {
            let kind = effect.strip_prefix("effect.").expect("no other shapes");
            Some(("transition", format!(r#"{{"effects":[{{"{kind}":@}}]}}"#)))
        }
    }
}

fn shape(name: &str) -> String {
    let found = SHAPES.iter().find(|(of, _)| *of == name).expect("a shape");
    found.1.replace("@label", SHAPES[0].1)
}

fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).expect(text)
}

/// A definition in which the shape stands as given.
fn definition(name: &str, text: &str) -> String {
    let Some((outer, place)) = around(name) else { return text.to_owned() };
    let Json::Map(mut whole) = json(&shape(outer)) else { panic!("{outer} is an object") };
    let Json::Map(place) = json(&place.replace('@', text)) else { panic!("{name} has a place") };
    whole.extend(place);
    let whole = String::from_utf8(Json::Map(whole).to_bytes()).expect("UTF-8");
    definition(outer, &whole)
}

fn keys(json: &Json) -> BTreeSet<String> {
    match json {
        Json::Map(map) => map.keys().cloned().collect(),
        Json::List(items) => items.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

fn without(text: &str, key: &str) -> String {
    let Json::Map(mut map) = json(text) else { panic!("an object") };
    map.remove(key);
    String::from_utf8(Json::Map(map).to_bytes()).expect("UTF-8")
}

fn with(text: &str, key: &str, value: &str) -> String {
    let Json::Map(mut map) = json(text) else { panic!("an object") };
    map.insert(key.to_owned(), json(value));
    String::from_utf8(Json::Map(map).to_bytes()).expect("UTF-8")
}

/// The words that the reader would have taken.
fn wanted(name: &str, text: &str) -> BTreeSet<String> {
    let error = Definition::from_bytes(definition(name, text).as_bytes()).expect_err(text);
    let expected = error.detail().expected.clone().unwrap_or_default();
    expected.trim_start_matches("one of ").split(", ").map(|word| word.replace('`', "")).collect()
}

#[test]
fn the_schema_has_the_keys_that_are_read() {
    let schema = json(SCHEMA);
    let defs = schema.get("$defs").expect("shapes");
    for (name, _) in SHAPES {
        let of = if name.is_empty() { &schema } else { defs.get(name).expect(name) };
        let (properties, required) = (of.get("properties").expect(name), of.get("required").expect(name));
        assert_eq!(of.get("additionalProperties"), Some(&Json::Bool(false)), "{name}");
        let whole = shape(name);
        Definition::from_bytes(definition(name, &whole).as_bytes()).expect(name);
        assert_eq!(keys(&json(&whole)), keys(properties), "{name}: the example has every key");
        assert_eq!(wanted(name, &with(&whole, "other", "1")), keys(properties), "{name}");
        for key in keys(properties) {
            let read = Definition::from_bytes(definition(name, &without(&whole, &key)).as_bytes());
            assert_eq!(read.is_err(), keys(required).contains(&key), "{name}.{key}: {read:?}");
            let property = properties.get(&key).expect("a property");
            let resolved = property
                .get("$ref")
                .and_then(Json::as_str)
                .and_then(|at| defs.get(at.strip_prefix("#/$defs/")?));
            if let Some(words) = resolved.unwrap_or(property).get("enum") {
                assert_eq!(wanted(name, &with(&whole, &key, "\"other\"")), keys(words), "{name}.{key}");
            }
        }
    }
}

#[test]
fn the_schema_has_every_kind_of_effect() {
    let schema = json(SCHEMA);
    let Some(Json::List(ways)) = schema.get("$defs").and_then(|of| of.get("effect")?.get("oneOf")) else {
        panic!("the ways of an effect")
    };
    let ways: BTreeSet<String> =
        ways.iter().flat_map(|way| keys(way.get("required").expect("a key"))).collect();
    let other = with(&shape("transition"), "effects", r#"[{"other":{}}]"#);
    assert_eq!(ways, wanted("transition", &other));
}
