//! Reviews that must not be loaded, and requests that must not be answered.

use ombud::{
    Engine, Error, ErrorCode,
    model::{Json, canon},
    ops::Registry,
    pack::PackFile,
};

use crate::support::ENGINE;

/// The built-in review of claims in the United Kingdom under another name, with some of its text
/// exchanged, in a pack over the built-in ones.
fn refused(from: &str, to: &str, more: &str) -> Vec<Error> {
    let review = include_str!("../../packs/reviews/uk-claim.toml").replace("id = \"uk.claim", "id = \"mine");
    assert!(review.contains(from), "{from}");
    let manifest = "[manifest]\nid = \"mine\"\nversion = \"1\"\ntitle = { zh = \"甲\", en = \"Mine\" }\n";
    let text = format!("{manifest}{more}\n{}", review.replacen(from, to, 1));
    let file = PackFile { path: "mine.toml".to_owned(), text };
    Engine::builder().pack_files(vec![file]).build().err().unwrap_or_default()
}

fn said(faults: &[Error]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_review_as_it_should_be_is_loaded() {
    let faults = refused("mine", "mine", "");
    assert!(faults.is_empty(), "{}", said(&faults));
}

#[test]
fn a_review_with_a_fault_is_refused_and_says_where() {
    let cases = [
        ("checks = \"uk.refusal.checks\"", "checks = \"nothing\"", "checks", "an item of the pack"),
        (
            "rule = \"uk.refusal.checks.facts_complete\"",
            "rule = \"uk.refusal.checks.nothing\"",
            "check[0].rule",
            "a rule of the table of checks",
        ),
        ("stage = \"coverage\"", "stage = \"causation\"", "ground[1].stage", "in the order coverage, clause"),
        ("table = \"ground.not_covered\"", "table = \"uk.distress\"", "ground[0].table", "`ground`"),
        ("partly = \"uk.claim.part\", ", "", "owed.partly", "a ground may stand in part"),
        (
            "table = \"ground.not_covered\"",
            "table = \"ground.not_covered\"\nreduces = true",
            "ground[0].reduces",
            "never says that the refusal stands",
        ),
        (
            "table = \"ground.not_covered\"",
            "table = \"ground.not_covered\"\nreduces = true",
            "owed.reduced",
            "a ground can only reduce",
        ),
        (
            "uphold = \"uk.claim.refund\"",
            "uphold = \"uk.claim.refund\", option = \"uk.beside\"",
            "owed.option",
            "what is owed only",
        ),
        ("overturn = \"uk.claim.pay\"", "overturn = \"uk.beside\"", "owed.overturn", "what is owed only"),
        (
            "beside = [\"uk.beside\"]",
            "beside = [\"uk.claim.pay\"]",
            "beside[0]",
            "service redress and goodwill only",
        ),
        ("scorecard = \"refusal.merit\"", "scorecard = \"dimension.comms\"", "merit.scorecard", "governs"),
        ("threshold = \"0.5\"", "threshold = \"1\"", "merit.threshold", "less than one"),
        ("found = ", "# ", "merit.found", "rests on"),
        ("out_of = \"100\"", "out_of = \"3\"", "merit.out_of", "nine places"),
        (
            "regimes = [\"uk-disp\"]",
            "regimes = [\"uk-disp\"]\nsettles = { \"emotion.intensity\" = 70 }",
            "settles.emotion.intensity",
            "nothing derived from an assessment",
        ),
        (
            "regimes = [\"uk-disp\"]",
            "regimes = [\"uk-disp\"]\nsettles = { \"insurance.claim\" = 1 }",
            "settles.insurance.claim",
            "bool",
        ),
        ("regimes = [\"uk-disp\"]", "regimes = []", "regimes", "at least one"),
        ("regimes = [\"uk-disp\"]", "regimes = [\"nowhere\"]", "regimes[0]", "a regime of the pack"),
        ("clock = \"UK.DISP.FINAL\"", "clock = \"UK.NOTHING\"", "clock", "a rule of the pack"),
    ];
    for (from, to, place, expected) in cases {
        let faults = refused(from, to, "");
        let at = |error: &&Error| error.detail().path.as_deref().is_some_and(|path| path.contains(place));
        let found: Vec<Error> = faults.iter().filter(at).cloned().collect();
        assert!(said(&found).contains(expected), "{place}: {}", said(&faults));
        assert!(found.iter().all(|error| error.detail().line.is_some()), "{}", said(&found));
    }
}

/// INVARIANT 3: neither a ground nor an act hangs on a guess.
#[test]
fn nothing_of_a_review_hangs_on_an_assessment() {
    let given = "when = { \"declined.grounds\" = \"contains not_covered\" }";
    let faults = refused(given, "when = { \"emotion.intensity\" = \"> 60\" }", "");
    assert!(said(&faults).contains("class assessment"), "{}", said(&faults));
    let table = r#"
[[table]]
id = "guessed"
title = { zh = "甲", en = "Guessed" }
source = "test"
confidence = "unverified"
in_force_by = 2026-01-01
hit = "first"
default = { ground = "fails" }
[[table.output]]
id = "ground"
type = "enum"
title = { zh = "甲", en = "ground" }
values = [{ id = "stands", zh = "成立", en = "stands" }, { id = "fails", zh = "不成立", en = "fails" }]
[[table.rule]]
id = "guessed.loud"
title = { zh = "吵闹", en = "loud" }
when = { "emotion.intensity" = "> 60" }
then = { ground = "stands" }
"#;
    let (from, to) = ("table = \"ground.not_covered\"", "table = \"guessed\"");
    let faults = refused(from, to, table);
    assert!(said(&faults).contains("governs"), "a table that settles must say so: {}", said(&faults));
    let settles = table.replace("id = \"ground\"\n", "id = \"ground\"\ngoverns = \"entitlement\"\n");
    let faults = refused(from, to, &settles);
    assert!(said(&faults).contains("class assessment"), "{}", said(&faults));
}

fn call(request: &str) -> Result<Vec<u8>, Error> {
    Registry::core().call(&ENGINE, "refusal.review", request.as_bytes())
}

#[test]
fn a_request_names_one_review() {
    let code = |request: &str| call(request).expect_err(request).code();
    assert_eq!(code(r#"{"facts":{},"as_of":"2026-12-01"}"#), ErrorCode::InvalidField);
    let both = r#"{"review":"cn.claim","regime":"uk-disp","facts":{},"as_of":"2026-12-01"}"#;
    assert_eq!(code(both), ErrorCode::InvalidField);
    assert_eq!(code(r#"{"regime":"us-cfpb","facts":{},"as_of":"2026-12-01"}"#), ErrorCode::NoSingleReview);
    assert_eq!(code(r#"{"regime":"nowhere","facts":{},"as_of":"2026-12-01"}"#), ErrorCode::UnknownRegime);
    assert_eq!(code(r#"{"review":"nothing","facts":{},"as_of":"2026-12-01"}"#), ErrorCode::UnknownItem);
    let unknown = r#"{"review":"cn.claim","facts":{"patience":1},"as_of":"2026-12-01"}"#;
    assert_eq!(code(unknown), ErrorCode::UnknownFact);
    let answer = call(r#"{"regime":"uk-disp","facts":{},"as_of":"2026-12-01"}"#).expect("one review");
    let answer = Json::parse(&answer).expect("JSON");
    let reviewed = answer.get("reviewed").expect("the review");
    assert_eq!(reviewed.get("review").and_then(Json::as_str), Some("uk.claim"));
    assert!(canon::to_bytes(reviewed).is_ok());
}

/// What the regime itself settles is not the caller's to say: a refused claim is a claim.
#[test]
fn what_the_regime_settles_is_not_gainsaid() {
    for by in [r#""regime":"cn-insurance-law""#, r#""review":"cn.claim""#] {
        let asked = |facts: &str| call(&format!(r#"{{{by},"facts":{{{facts}}},"as_of":"2026-12-01"}}"#));
        let error = asked(r#""insurance.claim":false"#).expect_err("a claim is a claim");
        assert_eq!(error.code(), ErrorCode::InvalidValue);
        assert_eq!(error.detail().path.as_deref(), Some("facts.insurance.claim"));
        assert_eq!(error.detail().expected.as_deref(), Some("true, as cn.claim settles it"));
        assert_eq!(error.detail().found.as_deref(), Some("false"));
        assert_eq!(asked(r#""insurance.claim":true"#).expect("no other"), asked("").expect("not needed"));
    }
}
