//! What is tested of the doors in the profile `quick` holds for `release`: both end a panic and a number
//! that runs over in the same way, so a fault is stopped at the door of the one as at that of the other.

use super::source::root;

/// What decides how a fault ends.
const FAULTS: [&str; 2] = ["panic", "overflow-checks"];

/// What is wrong with the profiles of a manifest.
fn wrong(manifest: &str) -> Vec<String> {
    let table: toml::Table = manifest.parse().expect("a manifest is TOML");
    let profile = |name: &str| table.get("profile").and_then(|all| all.get(name));
    let (release, quick) = (profile("release").expect("release"), profile("quick").expect("quick"));
    let mut wrong = Vec::new();
    if release.get("panic").and_then(toml::Value::as_str) != Some("unwind") {
        wrong.push("release does not unwind".to_owned());
    }
    if release.get("overflow-checks").and_then(toml::Value::as_bool) != Some(true) {
        wrong.push("release does not check for overflow".to_owned());
    }
    if quick.get("inherits").and_then(toml::Value::as_str) != Some("release") {
        wrong.push("quick does not inherit release".to_owned());
    }
    let own = FAULTS.iter().filter(|key| quick.get(**key).is_some());
    wrong.extend(own.map(|key| format!("quick has a {key} of its own")));
    wrong
}

#[test]
fn a_fault_ends_in_the_tested_profile_as_in_the_released_one() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    assert_eq!(wrong(&manifest), [""; 0]);
}

#[test]
fn a_profile_that_went_apart_is_found() {
    let manifest = "[profile.release]\npanic = 'abort'\n[profile.quick]\ninherits = 'dev'\npanic = 'unwind'";
    assert_eq!(
        wrong(manifest),
        [
            "release does not unwind",
            "release does not check for overflow",
            "quick does not inherit release",
            "quick has a panic of its own"
        ]
    );
}
