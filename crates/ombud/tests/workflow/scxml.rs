//! SCXML: small documents for each construct, what is refused and where, and back again.

use std::fmt::Write as _;

use ombud::{ErrorCode, workflow::scxml};

use super::w3c::outcome;

fn document(head: &str, body: &str) -> String {
    format!(
        "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" {head}>{body}<final id=\"pass\"/><final id=\"fail\"/></scxml>"
    )
}

#[test]
fn small_documents_run() {
    let data = |data: &str, states: &str| format!("<datamodel>{data}</datamodel>{states}");
    let one = |inside: &str| format!("<state id=\"s\">{inside}<transition target=\"fail\"/></state>");
    let cases = [
        ("eventless, document order", one("<transition target=\"pass\"/>")),
        ("raise before send", "<state id=\"s\"><onentry><send event=\"b\"/><raise event=\"a\"/></onentry><transition event=\"b\" target=\"fail\"/><transition event=\"a\" target=\"pass\"/></state>".into()),
        ("delays in order", "<state id=\"s\"><onentry><send event=\"late\" delay=\"1.5s\"/><send event=\"early\" delay=\"200ms\"/></onentry><transition event=\"late\" target=\"fail\"/><transition event=\"early\" target=\"pass\"/></state>".into()),
        ("cancel", "<state id=\"s\"><onentry><send event=\"a\" id=\"x\" delay=\"1s\"/><send event=\"b\" delay=\"2s\"/><cancel sendid=\"x\"/></onentry><transition event=\"a\" target=\"fail\"/><transition event=\"b\" target=\"pass\"/></state>".into()),
        ("prefix and star", "<state id=\"s\"><onentry><raise event=\"foo.bar\"/></onentry><transition event=\"fo\" target=\"fail\"/><transition event=\"x foo.*\" target=\"pass\"/></state>".into()),
        ("a fault is false and an event", "<state id=\"s\"><transition cond=\"1 = 1\" target=\"fail\"/><transition event=\"error.execution\" target=\"pass\"/></state>".into()),
        ("a function is put in", data("<data id=\"f\" expr=\"function(a, b) { return a * b; }\"/>", &one("<transition cond=\"f(2, 3) === 6\" target=\"pass\"/>"))),
        ("nothing is nothing", data("<data id=\"v\"/>", &one("<transition cond=\"typeof v == 'undefined' and v == None and not (v != None)\" target=\"pass\"/>"))),
        ("a bool from a condition", data("<data id=\"v\" expr=\"1\"/><data id=\"w\" expr=\"false\"/>", &one("<onentry><assign location=\"w\" expr=\"v &lt; 2\"/></onentry><transition cond=\"w\" target=\"pass\"/>"))),
        ("if and else", data("<data id=\"v\" expr=\"2\"/>", "<state id=\"s\"><onentry><if cond=\"v == 1\"><raise event=\"a\"/><elseif cond=\"v == 2\"/><raise event=\"b\"/><else/><raise event=\"c\"/></if></onentry><transition event=\"b\" target=\"pass\"/><transition event=\"*\" target=\"fail\"/></state>")),
        ("data of events", data("<data id=\"v\" expr=\"20\"/>", "<state id=\"s\"><onentry><send event=\"a\"><param name=\"n\" expr=\"v + 1\"/></send><assign location=\"v\" expr=\"0\"/></onentry><transition event=\"a\" cond=\"_event.data.n == 21\" target=\"pass\"/><transition event=\"*\" target=\"fail\"/></state>")),
        ("parallel and done", "<state id=\"o\"><transition event=\"done.state.p\" target=\"pass\"/><parallel id=\"p\"><state id=\"a\"><final id=\"af\"/></state><state id=\"b\"><state id=\"b1\"><transition cond=\"In('af')\" target=\"bf\"/></state><final id=\"bf\"/></state></parallel></state>".into()),
        ("deep history", data("<data id=\"n\" expr=\"0\"/>", "<state id=\"o\" initial=\"i2\"><history id=\"h\" type=\"deep\"><transition target=\"i1\"/></history><state id=\"i\"><state id=\"i1\"><transition target=\"fail\"/></state><state id=\"i2\"><onentry><raise event=\"go\"/></onentry><transition event=\"go\" cond=\"n == 0\" target=\"out\"/><transition event=\"go\" target=\"pass\"/></state></state></state><state id=\"out\"><onentry><assign location=\"n\" expr=\"n + 1\"/></onentry><transition target=\"h\"/></state>")),
        ("overflow is a fault", data("<data id=\"v\" expr=\"9223372036854775807\"/>", "<state id=\"s\"><onentry><assign location=\"v\" expr=\"v + 1\"/><raise event=\"after\"/></onentry><transition event=\"error\" target=\"pass\"/><transition event=\"after\" target=\"fail\"/></state>")),
    ];
    let mut failed = String::new();
    for (name, body) in cases {
        let text = document("", &body);
        let found = outcome(&text);
        if found.as_deref() != Ok("pass") {
            let _ = writeln!(failed, "{name}: {found:?}");
        }
        // What is written again runs as it did.
        let again = scxml::import(&text).and_then(|definition| scxml::export(&definition));
        let again = again.map_err(|error| error.to_string()).and_then(|text| outcome(&text));
        if again != found {
            let _ = writeln!(failed, "{name}: differs when written and read again");
        }
    }
    assert_eq!(failed, "");
}

/// The failure raises an event on which the same guard fails again.
#[test]
fn a_guard_that_fails_on_its_own_failure_comes_to_an_end() {
    let state = "<datamodel><data id=\"v\" expr=\"9223372036854775807\"/></datamodel><state id=\"s\">\
                 <transition event=\"error.execution\" cond=\"v + 1 &gt; 0\" target=\"pass\"/>\
                 <transition cond=\"v + 1 &gt; 0\" target=\"fail\"/></state>";
    let found = outcome(&document("", state));
    assert!(found.is_err(), "{found:?}");
}

#[test]
fn what_is_not_taken_over_is_refused_by_name_and_place() {
    let cases = [
        ("", "<state id=\"s\"><invoke type=\"x\"/></state>", "<invoke>", "line 1, column"),
        (
            "",
            "<state id=\"s\">\n <onentry><script>x</script></onentry></state>",
            "<script>",
            "line 2, column 11",
        ),
        ("", "<state id=\"s\"><onentry><foreach array=\"a\" item=\"b\"/></onentry></state>", "<foreach>", ""),
        ("", "<state id=\"s\"><transition cond=\"Math.max(1)\" target=\"s\"/></state>", "a part of Math", ""),
        ("", "<state id=\"s\"><transition cond=\"g(1)\" target=\"s\"/></state>", "g()", ""),
        ("", "<state id=\"s\"><transition cond=\"x &gt; 1\" target=\"s\"/></state>", "the variable x", ""),
        ("", "<state id=\"s\"><onentry><send eventexpr=\"e\"/></onentry></state>", "<send eventexpr>", ""),
        (
            "",
            "<state id=\"s\"><onentry><send event=\"e\" target=\"#_scxml_x\"/></onentry></state>",
            "<send target=\"#_scxml_x\">",
            "line 1",
        ),
        (
            "",
            "<state id=\"s\"><transition event=\".*\" target=\"s\"/></state>",
            "a dot and nothing before",
            "",
        ),
        ("", "<final id=\"s\"><donedata/></final>", "<donedata>", ""),
        ("binding=\"late\"", "<state id=\"s\"/>", "binding=\"late\"", ""),
        (
            "",
            "<datamodel><data id=\"v\" expr=\"1\"/></datamodel><state id=\"s\"><onentry><assign location=\"v\" expr=\"'a'\"/></onentry></state>",
            "v, which is int and text",
            "",
        ),
    ];
    for (head, body, found, place) in cases {
        let error = scxml::import(&document(head, body)).expect_err(found);
        assert_eq!(error.code(), ErrorCode::UnsupportedScxml, "{error}");
        let said = error.detail().found.clone().unwrap_or_default();
        assert!(said.contains(found), "{said} does not say {found}");
        assert!(error.detail().path.as_deref().unwrap_or_default().starts_with(place), "{error}");
    }
    let error = scxml::import("<scxml").expect_err("no document");
    assert_eq!(error.code(), ErrorCode::InvalidXml);
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><scxml>&a;</scxml>";
    assert_eq!(scxml::import(bomb).expect_err("no entities").code(), ErrorCode::InvalidXml);
}

/// However deep, it is refused and not followed: a host's stack may be small.
#[test]
fn what_nests_without_end_is_refused() {
    for (open, close) in
        [("<state>", "</state>"), ("<onentry>", "</onentry>"), ("<if cond=\"true\">", "</if>")]
    {
        let (open, close) = (open.repeat(20_000), close.repeat(20_000));
        let text = format!("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\">{open}{close}</scxml>");
        assert_eq!(scxml::import(&text).expect_err("too deep").code(), ErrorCode::TooDeep);
    }
}

/// What the reader would compare with each other is counted before it reads. That none of these is
/// whole shows that it did not.
#[test]
fn what_would_be_compared_without_end_is_refused_before_it_is_read() {
    let head = "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\"";
    let names = |prefix: &str, n: usize| -> String {
        (0..n).fold(String::new(), |out, i| format!("{out} {prefix}{i}='u{i}'"))
    };
    let nested = |n: usize| -> String {
        (0..n).fold(String::new(), |out, i| format!("{out}<data xmlns:n{i}='>'>\n<!-- <a> -->"))
    };
    let cases = [
        (format!("{head}>{}", nested(64)), ErrorCode::TooDeep, "line 64, column 13", "more"),
        (format!("{head}>\n<a{}", names("a", 65)), ErrorCode::TooLarge, "line 2, column 1", "65"),
        (format!("{head}{}>", names("a", 70)), ErrorCode::TooLarge, "line 1, column 1", "71"),
        (
            format!("{head}{}><a{}>", names("xmlns:a", 40), names("xmlns:b", 24)),
            ErrorCode::TooLarge,
            "line 1, column 668",
            "65",
        ),
        // What looks like the end of something and is in quotes, and what looks like the start of it.
        (
            format!("<?xml version='?><!--'?>{head}{}>", names("a", 70)),
            ErrorCode::TooLarge,
            "line 1, column 25",
            "71",
        ),
        (
            format!("{head} b='/>'><![CDATA[<!--]]><?p <!--?><a b='<!--'{}>", names("a", 70)),
            ErrorCode::TooLarge,
            "line 1, column 81",
            "71",
        ),
    ];
    for (text, code, place, found) in cases {
        let error = scxml::import(&text).expect_err("too much");
        let detail = error.detail();
        let said = (error.code(), detail.path.as_deref(), detail.found.as_deref());
        assert_eq!(said, (code, Some(place), Some(found)), "{text}");
        assert!(!error.message(ombud::model::Lang::Zh).contains("at most"), "{error}");
    }
}

#[test]
fn what_stays_below_the_limits_is_read() {
    let attributes = (0..61).fold(String::new(), |out, i| format!("{out} a{i}='>'"));
    let beside = "<state xmlns:q='q'/>".repeat(500);
    let comment = "<!-- <state> a='b' > -->".repeat(100);
    let deep =
        format!("{}{}", "<state xmlns='http://www.w3.org/2005/07/scxml'>".repeat(62), "</state>".repeat(62));
    for body in [beside, comment, deep] {
        let text = document(&attributes, &format!("<state>{body}</state>"));
        scxml::import(&text).expect("read");
    }
}

#[test]
fn what_scxml_has_no_like_of_is_refused_on_the_way_out() {
    let review = super::support::definition(include_str!("charts/review.json"));
    let error = scxml::export(&review).expect_err("money");
    assert_eq!(error.code(), ErrorCode::UnsupportedScxml);
    assert_eq!(error.detail().path.as_deref(), Some("data[0]"));
}

#[test]
fn who_may_do_it_is_not_lost_on_the_way_back() {
    let mut review = super::support::definition(include_str!("charts/review.json"));
    review.data.clear();
    let work = &mut review.states[0];
    work.on_entry.clear();
    work.on_exit.clear();
    work.timers.clear();
    for state in &mut work.states {
        for transition in &mut state.transitions {
            transition.effects.clear();
            transition.guard = None;
        }
    }
    work.transitions[1].effects.clear();
    let text = scxml::export(&review).expect("what SCXML has the like of");
    let error = scxml::import(&text).expect_err("roles");
    assert!(error.detail().found.as_deref().unwrap_or_default().contains("roles"), "{error}");
}
