//! Every error of the catalogue: by a request that reaches it where an operation has one, and raised.

use ombud::{ErrorCode, model::Json};

use super::{asked, expected, map, said};

const INQUIRY: &str = r#"{"regimes":["cn-complaints-2020"],"received":"2026-03-02","as_of":"2026-03-03""#;
const OPENING: &str = r#""life":"cn-complaint","regimes":["cn-complaints-2020"]}"#;

/// Operation, request as it is sent, and the error that it must end in.
fn reached() -> Vec<(&'static str, String, ErrorCode)> {
    use ErrorCode as E;
    let due = |more: &str| format!("{INQUIRY},{more}}}");
    let open = |complaint: &str| {
        format!(r#"{{"now":"2026-03-02T10:00:00+08:00","opening":{{"complaint":{{{complaint}}},{OPENING}}}"#)
    };
    let complaint = r#""format_version":1,"id":"TS-1","received":"2026-03-02T09:30:00+08:00""#;
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    vec![
        ("clock.count", "{".to_owned(), E::InvalidJson),
        ("clock.count", String::new(), E::InvalidJson),
        ("clock.count", "{}{}".to_owned(), E::InvalidJson),
        ("clock.count", r#"{"calendar":"\ud83d"}"#.to_owned(), E::InvalidJson),
        ("clock.count", "{\"calendar\":\"a\u{0}\"}".to_owned(), E::InvalidJson),
        ("clock.count", r#"{"calendar":"cn","calendar":"cn"}"#.to_owned(), E::DuplicateKey),
        ("clock.count", deep, E::TooDeep),
        ("clock.count", r#"{"n":1.5}"#.to_owned(), E::FractionalNumber),
        ("clock.count", r#"{"n":1e3}"#.to_owned(), E::FractionalNumber),
        ("clock.count", r#"{"n":null}"#.to_owned(), E::NullValue),
        ("clock.count", r#"{"when":1}"#.to_owned(), E::InvalidField),
        ("clock.count", "[]".to_owned(), E::InvalidField),
        ("clock.count", r#"{"calendar":"cn","from":"2026-02-12","to":"2040-02-28"}"#.to_owned(), E::OutOfRange),
        ("clock.count", r#"{"calendar":"xx","from":"2026-02-12","to":"2026-02-28"}"#.to_owned(), E::UnknownCalendar),
        ("clock.count", r#"{"calendar":"cn","from":"2035-02-12","to":"2035-02-28"}"#.to_owned(), E::CalendarUnpublished),
        ("clock.count", r#"{"calendar":"😀","from":"2026-02-12","to":"2026-02-28"}"#.to_owned(), E::UnknownCalendar),
        ("clock.due", r#"{"regimes":["cn-complaints-2020"],"as_of":"2026-02-30"}"#.to_owned(), E::InvalidDate),
        ("clock.due", r#"{"regimes":["cn"],"as_of":"2026-02-28"}"#.to_owned(), E::UnknownRegime),
        ("clock.due", due(r#""facts":{"no.such":1}"#), E::UnknownFact),
        ("clock.due", due(r#""facts":{"complaint.people_in_person":"many"}"#), E::InvalidValue),
        ("clock.due", due(r#""events":[{"type":"no_such"}]"#), E::UnknownEvent),
        ("clock.explain", format!(r#"{{"inquiry":{INQUIRY}}},"clock":"CN-CM-18a"}}"#), E::UnknownClock),
        ("case.open", open(&complaint.replace(":1,", ":2,")), E::UnsupportedFormat),
        ("case.open", open(&complaint.replace("TS-1", "TS 1")), E::InvalidId),
        ("case.open", open(&complaint.replace("+08:00", "")), E::InvalidInstant),
        ("case.open", open(&complaint.replace("09:30", "19:30")), E::OutOfOrder),
        ("table.decide", r#"{"id":"no.such","facts":{},"as_of":"2026-03-02"}"#.to_owned(), E::UnknownItem),
        ("no.such", "{}".to_owned(), E::UnknownOperation),
        ("workflow.convert", r#"{"scxml":"<scxml"}"#.to_owned(), E::InvalidXml),
        (
            "workflow.convert",
            r#"{"scxml":"<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\"><state id=\"a\"><invoke/></state></scxml>"}"#.to_owned(),
            E::UnsupportedScxml,
        ),
    ]
}

pub(super) fn lines() -> Vec<Json> {
    let mut out = Vec::new();
    for (i, (op, request, code)) in reached().into_iter().enumerate() {
        let id = said(format!("error {:02} {}", i + 1, code.name()));
        let line = map([("id", id), ("op", said(op)), ("request", said(request))]);
        out.push(expected(line, Some(format!("error {}", code.name()))));
    }
    // Bytes that no text holds.
    for (i, hex) in
        ["22ff22", "7b2261223a22c3227d", "7b2261223a22eda080227d", "f09f98"].into_iter().enumerate()
    {
        let id = said(format!("error bytes {} invalid_utf8", i + 1));
        let line = map([("id", id), ("op", said("clock.count")), ("request_hex", said(hex))]);
        out.push(expected(line, Some("error invalid_utf8".to_owned())));
    }
    for code in ErrorCode::ALL {
        let request = map([("code", said(code.name()))]);
        let id = format!("error raised {}", code.name());
        out.push(asked(id, "test.raise", &request, Some(format!("error {}", code.name()))));
    }
    out
}
