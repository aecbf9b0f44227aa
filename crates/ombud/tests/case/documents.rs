//! Events, snapshots and commands as documents: read strictly, written canonically, never a panic.

use ombud::{
    ErrorCode,
    case::{Case, CaseEvent, Change, Command, Decision, Opening},
    model::{Json, canon},
};
use proptest::prelude::*;

use super::support::*;

fn event() -> Vec<u8> {
    notified().log().last().expect("an event").to_bytes().expect("bytes")
}

fn with(bytes: &[u8], key: &str, value: Json) -> Vec<u8> {
    let Ok(Json::Map(mut map)) = Json::parse(bytes) else { panic!("no object") };
    map.insert(key.to_owned(), value);
    Json::Map(map).to_bytes()
}

#[test]
fn documents_are_canonical_and_read_back() {
    let case = notified();
    for event in case.log() {
        let bytes = event.to_bytes().expect("bytes");
        assert_eq!(Json::parse(&bytes).expect("json").to_bytes(), bytes);
        assert_eq!(CaseEvent::from_bytes(&bytes).expect("read"), *event);
    }
    let snapshot = case.snapshot().expect("bytes");
    assert_eq!(Case::restore(&snapshot).expect("restored").snapshot().expect("bytes"), snapshot);
}

#[test]
fn unknown_fields_other_versions_and_keys_twice_are_refused() {
    let (event, snapshot) = (event(), notified().snapshot().expect("bytes"));
    let unknown = CaseEvent::from_bytes(&with(&event, "mood", Json::Int(3))).expect_err("unknown");
    assert_eq!((unknown.code(), unknown.detail().path.as_deref()), (ErrorCode::InvalidField, Some("mood")));
    assert_eq!(
        Case::restore(&with(&snapshot, "mood", Json::Int(3))).expect_err("unknown").code(),
        ErrorCode::InvalidField
    );
    let newer = |bytes: &[u8]| with(bytes, "format_version", Json::Int(2));
    assert_eq!(
        CaseEvent::from_bytes(&newer(&event)).expect_err("newer").code(),
        ErrorCode::UnsupportedFormat
    );
    assert_eq!(Case::restore(&newer(&snapshot)).expect_err("newer").code(), ErrorCode::UnsupportedFormat);
    let twice = String::from_utf8(event).expect("text").replacen('{', r#"{"number":1,"#, 1);
    assert_eq!(CaseEvent::from_bytes(twice.as_bytes()).expect_err("twice").code(), ErrorCode::DuplicateKey);
    assert!(Command::from_json(br#"{"act":"close","by":{"id":"x"},"when":"now"}"#).is_err());
    assert!(Opening::from_json(br#"{"life":"cn-complaint"}"#).is_err());
}

#[test]
fn events_that_do_not_follow_change_nothing() {
    let case = notified();
    let mut state = (*case).clone();
    let last = case.log().last().expect("an event").clone();
    let mut ahead = last.clone();
    ahead.number = last.number + 2;
    let mut foreign = last.clone();
    foreign.complaint = "TS-2".parse().expect("an id");
    foreign.number = last.number + 1;
    for wrong in [&last, &ahead, &foreign] {
        assert_eq!(state.apply([wrong]).expect_err("out of order").code(), ErrorCode::OutOfOrder);
        assert_eq!(state, *case);
    }
    assert!(Case::replay(&[]).is_err() && Case::begin(&last).is_err());
}

/// A workflow is pinned to the version with which it began.
#[test]
fn a_case_goes_on_only_under_its_version_of_the_workflow() {
    let mut bundle = ENGINE.bundle().clone();
    let life = bundle.workflows.iter_mut().find(|workflow| workflow.id == "cn-complaint").expect("the life");
    life.title = ombud::model::Label::new("另一版本", "another version");
    let bytes = bundle.to_bytes().expect("bytes");
    let other = ombud::Engine::builder().without_builtin().pack_bytes(&bytes).build().expect("sound");
    let case = other.replay(notified().log().to_vec()).expect("folding reads no rule");
    let no = case.refuses("04-01", "close sun:handler");
    assert!(no.contains("another version"), "{no}");
    // What moves no workflow goes on, and everything can be read.
    case.tries("04-01", "cn.enter_decision_receipt zhao:intake proof=R-1").expect("a record");
    let view = case.view(&person("sun:handler"), noon("04-01")).expect("a view");
    assert!(view.stands[0].other_version && !view.duties.is_empty() && !view.history.is_empty());
    assert_eq!(
        view.stands[0].states,
        notified().view(&person("sun:handler"), noon("04-01")).expect("a view").stands[0].states
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is broken in a document is an error, or a document: never a panic, and never a case that
    /// writes itself otherwise than it was read.
    #[test]
    fn broken_documents_are_errors(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let snapshot = SNAPSHOT.as_slice();
        let mut bytes = snapshot.to_vec();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(case) = Case::restore(&bytes) {
            let written = case.snapshot().expect("bytes");
            prop_assert_eq!(Case::restore(&written).expect("restored"), case.clone());
            let case = ENGINE.restore(&bytes).expect("restored");
            let _ = case.decide(&command("close sun:handler"), noon("05-01"));
            let _ = case.advice(&person("sun:handler"), noon("05-01"));
        }
        let _ = CaseEvent::from_bytes(&bytes);
    }
}

static SNAPSHOT: std::sync::LazyLock<Vec<u8>> =
    std::sync::LazyLock::new(|| notified().snapshot().expect("bytes"));

#[test]
fn a_command_reads_as_it_is_written() {
    let command = command("cn.contact sun:handler channel=phone reason=why at=2026-03-03");
    let bytes = canon::to_bytes(&command).expect("bytes");
    assert_eq!(Command::from_json(&bytes).expect("read"), command);
}

#[test]
fn no_case_runs_under_the_law_of_another_country_or_as_what_runs_beside_one() {
    let complaint = || {
        let complaint = ombud::model::Complaint::builder("TS-1".parse().expect("an id"), at(RECEIVED));
        complaint.build().expect("a complaint")
    };
    let open = |life: &str, regimes: &[&str], zone: Option<&str>| {
        let opening = ombud::case::Opening::new(complaint(), life, regimes.iter().copied()).expect("regimes");
        let opening = zone.into_iter().fold(opening, ombud::case::Opening::zone);
        ENGINE.open(&opening, at(RECEIVED))
    };
    for (life, regimes, zone, path) in [
        ("uk-disp", &["cn-complaints-2020"][..], None, "regimes[0]"),
        ("cn-complaint", &["cn-complaints-2020", "uk-disp"], None, "regimes[1]"),
        ("cn-complaint", &["cn-complaints-2020", "cn-complaints-2020"], None, "regimes[1]"),
        ("mediation", &["cn-complaints-2020"], None, "life"),
        ("incident", &["cn-complaints-2020"], None, "life"),
        ("au-rg271", &[], None, "zone"),
        ("au-rg271", &[], Some("Australia/Atlantis"), "zone"),
    ] {
        let error = open(life, regimes, zone).expect_err(life);
        assert_eq!(error.detail().path.as_deref(), Some(path), "{life} {regimes:?}: {error:?}");
    }
    open("cn-complaint", &["cn-complaints-2020", "cn-insurance-law"], None).expect("side by side");
    let case = open("au-rg271", &[], Some("Australia/Sydney")).expect("without clocks");
    assert!(case.due(noon("03-20")).expect("duties").is_empty());
    assert_eq!(case.zone().name(), "Australia/Sydney");
}

/// What an editor may have written into a file, and cannot be.
#[test]
fn a_history_that_cannot_be_is_no_case() {
    let log = notified().log().to_vec();
    let edited = |edit: &dyn Fn(&mut Change) -> bool| {
        let mut log = log.clone();
        let done = log.iter_mut().flat_map(|event| &mut event.changes).any(edit);
        assert!(done, "something was edited");
        Case::replay(&log).expect_err("no case").code()
    };
    let ahead = edited(&|change| match change {
        Change::Recorded { event } if event.kind.as_str() == "assigned" => {
            event.at = Some("2099-01-01".parse::<ombud::model::Date>().expect("a day").into());
            true
        }
        _ => false,
    });
    assert_eq!(ahead, ErrorCode::OutOfOrder);
    let elsewhere = edited(&|change| match change {
        Change::Stated { part, .. } => {
            *part = Some("p77".parse().expect("an id"));
            true
        }
        _ => false,
    });
    assert_eq!(elsewhere, ErrorCode::DanglingReference);
    let itself = edited(&|change| match change {
        Change::Recorded { event } if event.kind.as_str() == "assigned" => {
            let to: ombud::model::ComplaintId = "TS-1".parse().expect("an id");
            *change = Change::Linked {
                link: ombud::model::Link::new(ombud::model::LinkKind::Same, to, "x", "x", noon("03-02")),
            };
            true
        }
        _ => false,
    });
    assert_ne!(itself, ErrorCode::OutOfOrder);
}

/// What is newly known of somebody stands beside what was.
#[test]
fn somebody_who_is_entered_again_keeps_what_was_known() {
    let party = |name: Option<&str>, language: Option<&str>| {
        let id = ombud::model::PartyId::new("p1").expect("an id");
        let mut party = ombud::model::Party::new(id, ombud::model::Role::complainant());
        party.name = name.map(str::to_owned);
        party.language = language.map(str::to_owned);
        party
    };
    let mut case = case();
    for party in [party(Some("王某"), None), party(None, Some("zh-Hans"))] {
        let command = command("enter_complainant zhao:intake").party(party);
        let Ok(Decision::Accepted(events)) = case.decide(&command, noon("03-03")) else { panic!("refused") };
        case.apply(events).expect("applied");
    }
    assert_eq!(case.complaint().parties, [party(Some("王某"), Some("zh-Hans"))]);
}
